using System.Globalization;
using TaskGraph.Model.Text;

namespace TaskGraph.Model;

/// <summary>
/// Turns names and values into a <see cref="Node"/>, for items and node files alike, and reports every value that cannot be. One reader serves all
/// nodes of a project; it is not thread-safe.
/// </summary>
public sealed class NodeReader
{
    private const NodeMetadata FirstUnsupported = NodeMetadata.Memory;

    private const string WithoutNul = "text without NUL characters, which no file, program or variable can have";

    private static readonly Dictionary<string, NodeMetadata> ByName = MakeNames();

    private readonly List<Problem> _problems;
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _projectFolder;
    private readonly bool _ignoreCase;
    private readonly int _anchored;
    private Node _node = null!;
    private readonly List<KeyValuePair<string, MetadataValue>> _raw = [];
    private bool _backslashSeparates;
    private MetadataValue? _items;
    private string? _listFile;
    private NodeScope _scope = NodeScope.Project;

    /// <summary>Creates a reader.</summary>
    /// <param name="projectFolder">Absolute, '/' between segments, none at the end.</param>
    /// <param name="ignoreCase">Whether the file system ignores case.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <param name="anchored">How many of the project's folders end in one that is a link; see <see cref="CanonicalPath"/>.</param>
    public NodeReader(string projectFolder, bool ignoreCase, List<Problem> problems, int anchored = 0)
    {
        _anchored = anchored;
        _projectFolder = projectFolder;
        _ignoreCase = ignoreCase;
        _problems = problems;
    }

    /// <summary>Which metadata a name is, case ignored.</summary>
    public static NodeMetadata MetadataOf(string name) => ByName.TryGetValue(name, out NodeMetadata known) ? known : NodeMetadata.Unknown;

    /// <summary>Says of which workflow the nodes are that are read from now on.</summary>
    public void Enter(NodeScope scope) => _scope = scope;

    /// <summary>Begins a node; false, with the problem reported, if the name cannot be one.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="source">Where it is declared.</param>
    /// <param name="backslashSeparates">Whether '\' separates the segments of its paths.</param>
    public bool Begin(string name, NodeSource source, bool backslashSeparates)
    {
        Begin(new Node(_scope.Prefix + name, source) { Scope = _scope }, backslashSeparates);
        if (NodeName.IsValid(name))
            return true;
        _problems.Add(new Problem(ProblemKind.InvalidName, _node, name));
        return false;
    }

    /// <summary>Begins a node that a running one sends. Its name may have a key in brackets.</summary>
    /// <param name="name">The node's name, as it was sent.</param>
    /// <param name="parent">The node that sends it.</param>
    /// <param name="item">What it is made for, if it is made for an item.</param>
    /// <param name="backslashSeparates">Whether '\\' separates the segments of its paths.</param>
    public bool BeginSent(string name, Node parent, NodeItem? item, bool backslashSeparates)
    {
        string whole = parent.Scope.NameOf(name);
        Begin(new Node(whole, parent.Source) { Origin = parent.Origin ?? parent, Item = item, Scope = parent.Scope, SentAs = name }, backslashSeparates);
        // What stands before it, its workflow's name, may have any key in it.
        if (NodeName.IsValidDerived(whole[parent.Scope.Prefix.Length..]))
            return true;
        _problems.Add(new Problem(ProblemKind.InvalidName, _node, name));
        return false;
    }

    /// <summary>Makes an instance of a map; null, with what is wrong reported, if it cannot be.</summary>
    public Node? Instantiate(Node map, NodeItem item)
    {
        int before = _problems.Count;
        string place = $"[{item.Key}]";
        NodeItem own = map.Item is null ? item : item.Within(map.Item);
        Begin(new Node(map.Name + place, map.Source) { Origin = map.Origin ?? map, Item = own, Scope = map.Scope, SentAs = map.SentAs is null ? null : map.SentAs + place }, map.Map!.BackslashSeparates);
        foreach ((string name, MetadataValue value) in map.Map.Metadata)
            Set(name, value);
        Node node = End();
        return _problems.FindIndex(before, problem => !problem.IsWarning) < 0 ? node : null;
    }

    private void Begin(Node node, bool backslashSeparates)
    {
        _node = node;
        _backslashSeparates = backslashSeparates;
        _raw.Clear();
        _items = null;
        _listFile = null;
    }

    /// <summary>Says what the node that was begun is made for.</summary>
    public void SetItem(NodeItem item) => _node.Item = item;

    /// <summary>Takes one metadata of the node that was begun.</summary>
    public void Set(string name, MetadataValue value)
    {
        if (ByName.TryGetValue(name, out NodeMetadata metadata))
        {
            _raw.Add(new(name, value));
            Set(metadata, name, value);
        }
        else if (_known.Add(name) && NearestName.Find(name, ByName.Keys) is { } nearest && value.Text is not null)
            Report(ProblemKind.SimilarMetadata, name, name, nearest);
    }

    /// <summary>Ends the node: fills in what placeholders its paths have, and checks what only the whole can tell.</summary>
    public Node End()
    {
        if (_items is not null || _listFile is not null)
            return EndMap();
        Node node = _node;
        if (node.Function is not null && node.Script is null)
            Report(ProblemKind.InvalidValue, "Function", node.Function, "a Script beside it, whose function it is");
        else if (node.Function is not null && !node.Script!.EndsWith(".py", StringComparison.OrdinalIgnoreCase))
            Report(ProblemKind.NotSupported, "Function of a script that is not Python", node.Script);
        string[] actions = [.. new[] { node.Command is null ? "" : "Command", node.Script is null ? "" : "Script", node.Workflow is null ? "" : "Workflow" }.Where(action => action.Length > 0)];
        if (actions.Length > 1)
            Report(ProblemKind.SeveralActions, string.Join(";", actions), actions[1]);
        AddPrefix(node.DependsOn);
        AddPrefix(node.RunAfter);
        if (node.Workflow is not null)
            EndWorkflow(node);
        HashSet<string>? fingerprinted = node.SecretEnvironmentVariables.Length == 0 || node.FingerprintEnvironment.Length == 0 ? null : new(node.FingerprintEnvironment, VariableNames);
        foreach (string secret in fingerprinted is null ? [] : node.SecretEnvironmentVariables)
        {
            if (fingerprinted!.Contains(secret))
                Report(ProblemKind.InvalidValue, "FingerprintEnvironment", secret, "variables that are not in SecretEnvironmentVariables: a secret is no part of a fingerprint");
        }

        if (node.Arguments is not null && node.Script is null)
            Report(ProblemKind.InvalidValue, "Arguments", node.Arguments, "a Script beside it, whose words these are; a Command has its own in itself");
        node.Inputs = Paths(node.Inputs);
        node.Outputs = Paths(node.Outputs);
        foreach (string output in node.Outputs)
        {
            if (CanonicalPath.HoldsProject(output, _projectFolder, Comparison))
                Report(ProblemKind.InvalidValue, "Outputs", output, "files and folders of the node's own; the project's folder and those above it are not");
        }

        if (node.Script is not null)
            node.Script = Path(node.Script);
        if (node.DepFile is not null)
            node.DepFile = Path(node.DepFile);
        if (node.WorkingDirectory is not null)
            node.WorkingDirectory = Path(node.WorkingDirectory);
        return node;
    }

    // Its nodes wait for what it waits for; what those leave is not among its own outputs.
    private void EndWorkflow(Node node)
    {
        if (node.RunWhen != RunWhen.AllSucceeded)
            Report(ProblemKind.NotSupported, "RunWhen of a Workflow", node.RunWhen.ToString());
        node.Workflow = Path(node.Workflow!);
        node.Behind = node.DependsOn;
        node.DependsOn = [];
        node.Outputs = [];
    }

    private void AddPrefix(string[] names)
    {
        NodeScope scope = _node.Scope;
        for (int i = 0; i < names.Length; i++)
            names[i] = _node.SentAs is null ? scope.Prefix + names[i] : scope.NameOf(names[i]);
    }

    // A map runs nothing itself: it stands for its instances, and waits for what they wait for, since the list may be made there.
    private Node EndMap()
    {
        Node read = _node;
        var map = new Node(read.Name, read.Source) { Origin = read.Origin, Item = read.Item, Declaration = read.Declaration, SentAs = read.SentAs };
        NodeMetadata done = _items is not null ? NodeMetadata.ForEach : NodeMetadata.ForEachIn;
        var template = new MapTemplate([.. _raw.Where(entry => MetadataOf(entry.Key) != done)], _backslashSeparates);
        map.CopyPlace(read);
        if (_items is { } items)
        {
            map.Map = template with { Items = items.Entries };
            // What it is there for each instance sees by itself; the map is what became of them.
            map.RunWhen = RunWhen.AllSucceeded;
            return map;
        }

        AddPrefix(read.DependsOn);
        AddPrefix(read.RunAfter);
        string list = Path(_listFile!);
        map.Map = template with { ListFile = list, Outputs = Paths([.. read.Outputs.Select(MapTemplate.GlobOf)]) };
        map.Inputs = [list];
        map.DependsOn = read.DependsOn;
        map.RunAfter = read.RunAfter;
        return map;
    }

    /// <summary>A node's parameters, with what is known before anything has run filled in.</summary>
    public static IEnumerable<KeyValuePair<string, string>> StaticParameters(Node node, string projectFolder)
    {
        foreach ((string name, string value) in node.Parameters)
            yield return new(name, Placeholders.Replace(value, new StaticValues(node, projectFolder)));
    }

    /// <summary>A text of a node, with what is known before anything has run filled in.</summary>
    public static string StaticText(Node node, string template, string projectFolder) => Placeholders.Replace(template, new StaticValues(node, projectFolder));

    private static Dictionary<string, NodeMetadata> MakeNames()
    {
        var names = new Dictionary<string, NodeMetadata>(StringComparer.OrdinalIgnoreCase);
        foreach (NodeMetadata value in Enum.GetValues<NodeMetadata>())
        {
            if (value != NodeMetadata.Unknown)
                names.Add(value.ToString(), value);
        }

        return names;
    }

    private void Set(NodeMetadata metadata, string name, MetadataValue value)
    {
        Node node = _node;
        if (value.HoldsNul)
        {
            Report(ProblemKind.InvalidValue, name, Shown(value.Text!), WithoutNul);
            return;
        }

        if (metadata >= FirstUnsupported)
        {
            if (value.Text is not null)
                Report(ProblemKind.NotSupported, name, value.Word);
            return;
        }

        switch (metadata)
        {
            // A project file with CRLF means line breaks, not carriage returns for the shell.
            case NodeMetadata.Command: node.Command = value.Text?.Replace("\r\n", "\n", StringComparison.Ordinal); break;
            case NodeMetadata.Script: node.Script = value.Text?.Trim(); break;
            case NodeMetadata.Workflow: node.Workflow = value.Text?.Trim(); break;
            case NodeMetadata.Function: node.Function = value.Text?.Trim(); break;
            // Empty is a list that happens to be empty, where an item list was written: a map without instances.
            case NodeMetadata.ForEach: _items = value; break;
            case NodeMetadata.ForEachIn: _listFile = value.Text?.Trim(); break;
            case NodeMetadata.Arguments: node.Arguments = value.Text; break;
            case NodeMetadata.Parameters:
                node.Parameters = Once(name, value, StringComparer.Ordinal);
                node.TypedParameters = value.Typed;
                break;
            case NodeMetadata.WorkingDirectory: node.WorkingDirectory = value.Text?.Trim(); break;
            case NodeMetadata.EnvironmentVariables: node.EnvironmentVariables = Once(name, value, VariableNames); break;
            case NodeMetadata.FingerprintEnvironment: node.FingerprintEnvironment = value.Entries; break;
            case NodeMetadata.SecretEnvironmentVariables: node.SecretEnvironmentVariables = Names(name, value); break;
            case NodeMetadata.DependsOn: node.DependsOn = value.Entries; break;
            case NodeMetadata.RunAfter: node.RunAfter = value.Entries; break;
            case NodeMetadata.Inputs: node.Inputs = value.Entries; break;
            case NodeMetadata.Outputs: node.Outputs = value.Entries; break;
            case NodeMetadata.DepFile: node.DepFile = value.Text?.Trim(); break;
            case NodeMetadata.UpToDateCheck:
                node.UpToDateCheck = Choice(name, value, UpToDateCheck.Content, "Content, Timestamp, Always");
                node.AsksForContent = value.Word.Length > 0 && node.UpToDateCheck == UpToDateCheck.Content;
                break;
            case NodeMetadata.Cpus: node.Cpus = Number(name, value, 1, 1, "a whole number, 1 or more"); break;
            case NodeMetadata.Resources: node.Resources = Amounts(name, value); break;
            case NodeMetadata.Priority: node.SetPriority(value.Word.Length == 0 ? null : Number(name, value, 0, int.MinValue, "a whole number")); break;
            case NodeMetadata.ContinueOnError: node.ContinueOnError = Continue(name, value); break;
            case NodeMetadata.Timeout: node.Attempts = node.Attempts with { Timeout = Time(name, value, least: 1) }; break;
            case NodeMetadata.Retries: node.Attempts = node.Attempts with { Retries = value.Word.Length == 0 ? null : Number(name, value, 0, 0, "a whole number, 0 or more") }; break;
            case NodeMetadata.RetryDelay: node.Attempts = node.Attempts with { Delay = Time(name, value, least: 0) }; break;
            case NodeMetadata.RunWhen: node.RunWhen = Choice(name, value, RunWhen.AllSucceeded, "AllSucceeded, AllDone, AnyFailed, AnySucceeded"); break;
            case NodeMetadata.Backend: Backend(name, value); break;
            case NodeMetadata.Diagnostics: node.Diagnostics = value.Text is null ? null : value.Entries; break;
            case NodeMetadata.Cacheable: node.Cacheable = Truth(name, value); break;
            case NodeMetadata.OutputItemType: node.OutputItemType = value.Text?.Trim(); break;
            case NodeMetadata.Tags: node.Tags = value.Entries; break;
            case NodeMetadata.Description: node.Description = value.Text?.Trim(); break;
        }
    }

    private void Report(ProblemKind kind, string member, string value, string detail = "") =>
        _problems.Add(new Problem(kind, _node, value) { Member = member, Detail = detail });

    private static string Shown(string text) => text.Replace("\0", "\\0", StringComparison.Ordinal);

    private StringComparer VariableNames => CanonicalPath.IsOnWindows(_projectFolder) ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    private StringComparison Comparison => _ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private string[] Paths(string[] entries)
    {
        for (int i = 0; i < entries.Length; i++)
            entries[i] = Path(entries[i]);
        return entries;
    }

    private string Path(string text)
    {
        if (text.Contains('{', StringComparison.Ordinal))
            text = Placeholders.Replace(text, new StaticValues(_node, _projectFolder));
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            // From an item, which may be any text.
            Report(ProblemKind.InvalidValue, "A path", Shown(text), WithoutNul);
            text = Shown(text);
        }

        string folder = _node.Scope.Folder;
        string separated = _backslashSeparates ? text.Replace('\\', '/') : text;
        if (folder.Length > 0 && !CanonicalPath.IsAbsolute(separated))
            text = folder + "/" + separated;
        return CanonicalPath.Of(text, _projectFolder, _backslashSeparates, Comparison, _anchored);
    }

    // Who writes 'NAME=value' shows the value: it is not repeated here.
    private string[] Names(string name, MetadataValue value)
    {
        string[] names = value.Entries;
        for (int i = 0; i < names.Length; i++)
        {
            int equals = names[i].IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                continue;
            names[i] = names[i][..equals];
            Report(ProblemKind.InvalidValue, name, names[i] + "=…", "names of environment variables, without their values");
        }

        return names;
    }

    // Of two values for one name neither is surely the one that is meant.
    private KeyValuePair<string, string>[] Once(string name, MetadataValue value, StringComparer comparer)
    {
        KeyValuePair<string, string>[] pairs = Pairs(name, value);
        if (pairs.Length < 2)
            return pairs;
        var seen = new HashSet<string>(comparer);
        foreach ((string key, string text) in pairs)
        {
            if (!seen.Add(key))
                Report(ProblemKind.InvalidValue, name, $"{key}={text}", $"each name once, and '{key}' has a value already");
        }

        return pairs;
    }

    private KeyValuePair<string, string>[] Pairs(string name, MetadataValue value)
    {
        string[] entries = value.Entries;
        var pairs = new List<KeyValuePair<string, string>>(entries.Length);
        foreach (string entry in entries)
        {
            int equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && !string.IsNullOrWhiteSpace(entry[..equals]))
                pairs.Add(new(entry[..equals].Trim(), entry[(equals + 1)..]));
            else
                Report(ProblemKind.InvalidValue, name, entry, "name=value");
        }

        return [.. pairs];
    }

    private ResourceAmount[] Amounts(string name, MetadataValue value)
    {
        KeyValuePair<string, string>[] pairs = Pairs(name, value);
        var amounts = new List<ResourceAmount>(pairs.Length);
        var places = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, string> pair in pairs)
        {
            if (!int.TryParse(pair.Value.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int amount))
                Report(ProblemKind.InvalidValue, name, $"{pair.Key}={pair.Value}", "resource=amount, the amount a whole number");
            else if (amount > 0)
                AddTo(amounts, places, pair.Key, amount);
        }

        return [.. amounts];
    }

    // More than fits into an int is more than there is of anything: it is told as that, and must not become less than nothing.
    private static void AddTo(List<ResourceAmount> amounts, Dictionary<string, int> places, string resource, int amount)
    {
        if (places.TryAdd(resource, amounts.Count))
            amounts.Add(new ResourceAmount(resource, amount));
        else
            amounts[places[resource]] = amounts[places[resource]] with { Amount = (int)Math.Min((long)amounts[places[resource]].Amount + amount, int.MaxValue) };
    }

    private int Number(string name, MetadataValue value, int none, int least, string expected)
    {
        string word = value.Word;
        if (word.Length == 0)
            return none;
        if (int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least)
            return number;
        Report(ProblemKind.InvalidValue, name, word, expected);
        return none;
    }

    private long? Time(string name, MetadataValue value, long least)
    {
        string word = value.Word;
        if (word.Length == 0)
            return null;
        if (Milliseconds.TryParse(word, out long time) && time >= least)
            return time;
        Report(ProblemKind.InvalidValue, name, word, (least > 0 ? "more than 0: " : "") + "milliseconds, or hh:mm:ss");
        return null;
    }

    private T Choice<T>(string name, MetadataValue value, T none, string expected)
        where T : struct, Enum
    {
        string word = value.Word;
        if (word.Length == 0)
            return none;
        // Numbers, and several words with commas, are values as well to TryParse.
        if (word.All(char.IsAsciiLetter) && Enum.TryParse(word, ignoreCase: true, out T choice))
            return choice;
        Report(ProblemKind.InvalidValue, name, word, expected);
        return none;
    }

    private bool? Truth(string name, MetadataValue value)
    {
        if (value.Word.Length == 0)
            return null;
        if (bool.TryParse(value.Word, out bool truth))
            return truth;
        Report(ProblemKind.InvalidValue, name, value.Word, "true, false");
        return null;
    }

    private ContinueOnError Continue(string name, MetadataValue value) => value.Word.ToUpperInvariant() switch
    {
        "TRUE" => ContinueOnError.WarnAndContinue,
        "FALSE" => ContinueOnError.ErrorAndStop,
        _ => Choice(name, value, ContinueOnError.ErrorAndStop, "ErrorAndStop (false), WarnAndContinue (true), ErrorAndContinue"),
    };

    private void Backend(string name, MetadataValue value)
    {
        string word = value.Word;
        if (word.Length == 0 || word.Equals("process", StringComparison.OrdinalIgnoreCase))
            return;
        bool known = word.ToUpperInvariant() is "THREAD" or "WORKER" or "SLURM";
        Report(known ? ProblemKind.NotSupported : ProblemKind.InvalidValue, name, word, "process");
    }
}
