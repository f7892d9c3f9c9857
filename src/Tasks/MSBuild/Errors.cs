using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>Every error and warning of TaskGraph: its code and its words. docs/errors.md explains each.</summary>
internal static class Errors
{
    /// <summary>The code of a problem and what is said of it: the offending value, and what to do.</summary>
    public static (string Code, string Text) Describe(Problem problem, SourceLines lines)
    {
        string node = problem.Node is null ? "" : $"Node '{problem.Node.Name}'";
        string value = problem.Value;
        string detail = problem.Detail;
        string other = problem.Other?.Name ?? "";
        return problem.Kind switch
        {
            ProblemKind.InvalidName => ("TG0001", $"The node name '{Printable(value)}' cannot be used: a name has none of ; * ? [ ] {{ }} , and no control characters, and neither begins nor ends with '+' or a space."),
            ProblemKind.DuplicateName => ("TG0002", $"Two nodes are called '{value}'. The first is declared at {Where(problem.Other!, lines)}. Give one of them another name."),
            ProblemKind.SeveralActions => ("TG0003", $"{node} has {All(problem.Member)}. Keep one; what comes before the other can be a node of its own."),
            ProblemKind.InvalidValue => ("TG0004", $"{node}: {problem.Member} cannot be '{value}'. Expected: {detail}."),
            ProblemKind.NotSupported => ("TG0005", problem.Node is null ? $"{problem.Member}='{value}' is not supported by this version of TaskGraph. Remove it." : $"{node}: {problem.Member}='{value}' is not supported by this version of TaskGraph. Remove it."),
            ProblemKind.SimilarMetadata => ("TG0006", $"{node} has the metadata '{value}', which TaskGraph does not know. '{detail}' is meant, perhaps."),
            ProblemKind.SecretInText => ("TG0026", $"{node}: its {value} shows the value of a secret, and MSBuild's own logs show what a project says. Leave the value in the environment, and let the node read the variable there."),
            ProblemKind.MissingDependency => ("TG0007", $"{node}: {problem.Member} names '{value}', and there is no such node.{Nearest(detail)}"),
            ProblemKind.EmptyPattern => ("TG0008", $"{node}: the pattern '{value}' in {problem.Member} matches no node."),
            ProblemKind.Cycle => ("TG0009", $"Nodes wait for each other: {value}. Remove one of these dependencies (a file that one node writes and another reads is one as well)."),
            ProblemKind.DuplicateOutput => ("TG0010", $"The output '{value}' is declared by two nodes: '{other}' (at {Where(problem.Other!, lines)}) and '{problem.Node!.Name}'. Let one node write it."),
            ProblemKind.UnknownResource => ("TG0011", $"{node}: Resources names '{value}', and there is no such NodeResource.{Nearest(detail)} Declare it: <NodeResource Include=\"{value}\" Count=\"1\" />."),
            ProblemKind.ResourceExceeded => ("TG0012", $"{node} asks for {value}, and there is {detail}. Ask for less, or raise the Count of the NodeResource."),
            ProblemKind.NodeFileSyntax => ("TG0013", $"This line of the node file cannot be read: {detail}. A line is one JSON object such as {{\"Name\": \"a\", \"Command\": \"…\"}}. The line begins: {value}"),
            ProblemKind.FileUnreadable => ("TG0014", $"The {problem.Member} '{value}' cannot be read: {detail}"),
            ProblemKind.InvalidProperty => ("TG0015", $"{problem.Member} cannot be '{value}'. Expected: {detail}."),
            ProblemKind.EmptySelection => ("TG0016", $"The selection '{value}' in -p:{problem.Member} matches no node.{Nearest(detail)} dotnet build -t:ListNodes shows all."),
            ProblemKind.UnknownReference => ("TG0017", $"{node}: '{{{value}}}' names no ProjectReference of this project that builds a program.{Nearest(detail)}"),
            ProblemKind.TooManyNodes => ("TG0018", $"The graph has {value} nodes, more than TaskGraphMaxNodes={detail} allows. Raise it if that many are meant."),
            ProblemKind.UnsafePlaceholder => ("TG0019", $"{node}: a placeholder in its Command cannot be filled in safely: {Sentence(detail)} The command: {value}"),
            ProblemKind.NoForEach => ("TG0020", $"{node}: {problem.Member} has the placeholder '{value}', and the node has no ForEach that would give it a value. Remove it, or declare a parameter of that name."),
            ProblemKind.ExitCode => ("TG1001", $"{node} failed with exit code {value}."),
            ProblemKind.TimedOut => ("TG1019", $"{node} had not ended after {value}, its Timeout, and was ended."),
            ProblemKind.OutputMissing => ("TG1002", $"{node} ended with exit code 0, and its declared output '{value}' is not there. Correct Outputs, or what writes it."),
            ProblemKind.InputMissing => ("TG1003", $"{node}: {(problem.Member is "Script" or "Workflow" ? "its " + problem.Member.ToLowerInvariant() : "its input")} '{value}' is not there{(problem.Member == "Workflow" ? "." : other.Length == 0 ? ", and no node declares it as output." : $". Node '{other}' declares it as output and did not leave it.")}"),
            ProblemKind.UnselectedInputMissing => ("TG1004", $"{node} needs '{value}', which node '{other}' makes. It is not there, and '{other}' is not selected. Select it as well: -p:Nodes=\"+{problem.Node?.Name}\"."),
            ProblemKind.UnselectedFailed => ("TG1018", $"{node} reads what node '{value}' leaves, whose last run is not known to have succeeded, and '{other}' is not selected. Select it as well: -p:Nodes=\"+{problem.Node?.Name}\"."),
            ProblemKind.CannotStart => ("TG1005", $"{node} could not be started: {Sentence(detail)}"),
            ProblemKind.NoInterpreter => ("TG1006", $"{node}: nothing is known to run the script '{value}'. Declare its interpreter: <NodeInterpreter Include=\"{(detail.Length == 0 ? ".ext" : detail)}\" Command=\"…\" />, or give the file a '#!' line or its run bit."),
            ProblemKind.DepFileSyntax => ("TG1007", $"{node}: its dep file '{value}' cannot be read ({detail}). Make's format is expected: target: input input."),
            ProblemKind.InputChanged => ("TG1008", $"{node}: its input '{value}' changed while the node ran, so that its success is not recorded and it runs again in the next build. If the node itself changes that file, declare it in Outputs as well."),
            ProblemKind.Disk => ("TG1009", $"{node}: the disk refused what the build needs to do for it: {Sentence(detail)}"),
            ProblemKind.StateFolder => ("TG1020", $"The state folder '{value}', in which the build keeps what it knows, cannot be used: {Sentence(detail)} Make room or give the right to write there, or set TaskGraphStateDirectory to another folder."),
            ProblemKind.JobserverGone => ("TG1021", $"The jobserver that MAKEFLAGS names, '{value}', cannot be used: {Sentence(detail)} This build and its nodes share slots of their own instead. Start it where MAKEFLAGS says what is there, or set TaskGraphJobserver to false."),
            ProblemKind.CacheFault => ("TG1022", $"The cache '{value}' could not be used as it should be: {Sentence(detail)} What it does not give is run, and what it does not take is not shared."),
            ProblemKind.AbsolutePath => ("TG1023", $"{node}: its output '{value}' has the project's folder in it, by its absolute path: what comes from a cache into another folder, or onto another machine, still names this one. Let the node write relative paths, or set Cacheable=\"false\"."),
            ProblemKind.NotUpToDate => ("TG1010", $"{node} is not up to date, and -question forbids to run it: {detail}."),
            ProblemKind.JournalDamaged => ("TG1011", $"The record of earlier builds in '{value}' could not be read whole. {detail}"),
            ProblemKind.Cancelled => ("TG1012", "The build was cancelled."),
            ProblemKind.WorkflowRecursion => ("TG0024", $"{node}: the workflow '{value}' contains itself, directly or through others. Take it out of itself, or end the recursion by a Condition on what its Parameters say."),
            ProblemKind.WorkflowUnreadable => ("TG0025", $"{node}: the nodes of the workflow '{value}' cannot be had. It must be a project that uses TaskGraph.Sdk; what MSBuild says of it stands above."),
            ProblemKind.NoMember => ("TG0023", $"{node}: {problem.Member} has {value}, and its item has no such member: {detail}."),
            ProblemKind.DuplicateKey => ("TG0022", $"{node} goes over a list in which two items have the key '{value}' (items {detail}, counted from 0). A key is the item itself, or an object's \"id\" or \"name\": make them differ."),
            ProblemKind.ListSyntax => ("TG1014", $"{node}: the list '{value}' that it goes over cannot be read: {Sentence(detail)} It is a JSON array of strings, numbers or objects, or one item a line."),
            ProblemKind.MissingResult => ("TG1015", $"{node} asks for {{{value}}}, and '{other}' did not leave that result. {(detail.Length == 0 ? "It left none" : "It left: " + detail)}. A node leaves a result by appending key=value to the file in TASKGRAPH_RESULTS."),
            ProblemKind.ResultsSyntax => ("TG1016", $"{node}: the results that it left cannot be read: {Sentence(detail)} A line is key=value; a value of several lines is key<<END, the lines, and END."),
            ProblemKind.BuildsItself => ("TG1017", $"This project is being built, and that build waits for its node '{value}', which now builds it again: neither could ever end. Let the node build something that does not need this project, or make what it builds a node or a ProjectReference."),
            ProblemKind.ClientGarbage => ("TG2001", $"{node}: its program sent something that is no request of protocol version 1: {Sentence(detail)} docs/protocol.md describes the protocol."),
            ProblemKind.ParentEnded => ("TG2002", $"{node} has ended and cannot add nodes any more. Wait for what you add, or add it before the program ends."),
            ProblemKind.NoChild => ("TG2003", $"{node} asked for '{value}', which it has not added. Only a node's own children can be waited for and cancelled."),
            ProblemKind.NoResultsOf => ("TG2004", $"{node} asked for the results of '{value}'. Only those of children and of nodes that it depends on can be had, once they have ended."),
            ProblemKind.RequestRefused => ("TG2005", $"{node}: what its program asked for was refused ({value}): {Sentence(detail)}"),
            ProblemKind.UnknownKey => ("TG2006", $"{node}: what was sent of it has the key '{value}', which no node has.{Nearest(detail)}"),
            ProblemKind.DepFileMissing => ("TG1013", $"{node} ended with exit code 0 and did not write its dep file '{value}': nobody knows what else it read, and it runs again in the next build. Correct DepFile, or what writes it (compilers: -MD -MF {value}); remove DepFile if it has none."),
            _ => throw new ArgumentOutOfRangeException(nameof(problem), problem.Kind, "Every kind has its words."),
        };
    }

    private static string Nearest(string name) => name.Length == 0 ? "" : $" The nearest name is '{name}'.";

    // What a terminal would obey is not to be printed to one.
    private static string Printable(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString())) : text;

    private static string All(string members)
    {
        string[] all = members.Split(';');
        return all.Length < 3 ? "both " + string.Join(" and ", all) : string.Join(", ", all[..^1]) + " and " + all[^1];
    }

    private static string Sentence(string text) => text.EndsWith('.') ? text : text + ".";

    private static string Where(Node node, SourceLines lines)
    {
        SourcePosition position = lines.Find(node);
        return position.Line > 0 ? $"{position.File}({position.Line},{position.Column})" : position.File;
    }
}
