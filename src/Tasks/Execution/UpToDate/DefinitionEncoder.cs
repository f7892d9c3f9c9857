using TaskGraph.Execution.Secrets;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.UpToDate;

/// <summary>Writes what a node is by its declaration, and the content of the programs it is made of.</summary>
internal sealed class DefinitionEncoder
{
    private readonly RebuildSettings _settings;
    private readonly FileTable _files;
    private readonly PathTable _paths;

    public DefinitionEncoder(RebuildSettings settings, FileTable files, PathTable paths)
    {
        _settings = settings;
        _files = files;
        _paths = paths;
    }

    public void Write(Node node, FingerprintWriter writer)
    {
        bool usesName = false;
        if (node.Command is not null)
        {
            writer.Add(Component.Command, "", node.Command);
            usesName |= AddPlaceholders(node.Command, node.Scope, writer);
        }

        if (node.Script is not null)
        {
            _settings.TryInterpreter(node.Scope, Path.GetExtension(node.Script), out string? interpreter);
            writer.Add(Component.Script, node.Script, interpreter ?? "");
        }

        if (node.Function is not null)
            writer.Add(Component.Function, "", node.Function);
        AddItems(node, writer);
        if (node.Arguments is not null)
        {
            writer.Add(Component.Arguments, "", node.Arguments);
            usesName |= AddPlaceholders(node.Arguments, node.Scope, writer);
        }

        foreach ((string key, string value) in node.Parameters)
        {
            // What is JSON and no text is handed over as such: 3 is not "3".
            writer.Add(Component.Parameter, node.TypedParameters?.Contains(key) == true ? key + " (JSON)" : key, value);
            usesName |= AddPlaceholders(value, node.Scope, writer);
        }

        if ((node.WorkingDirectory ?? node.Scope.Base) is { Length: > 0 } folder)
            writer.Add(Component.WorkingDirectory, "", folder);
        foreach ((string key, string value) in node.EnvironmentVariables)
        {
            writer.Add(Component.Environment, key, node.SecretEnvironmentVariables.Contains(key, NodeSecrets.Names) ? SecretValues.Mask : value);
            usesName |= AddPlaceholders(value, node.Scope, writer);
        }

        foreach (string name in node.FingerprintEnvironment)
            writer.Add(Component.InheritedEnvironment, name, _settings.Environment.TryGetValue(name, out string? value) ? "=" + value : "");
        foreach (string output in node.Outputs)
            writer.Add(Component.Output, output, "");
        if (node.DepFile is not null)
            writer.Add(Component.DepFile, "", node.DepFile);
        if (usesName)
            writer.Add(Component.Name, "", node.Name);
    }

    // The item is handed to whatever runs; its place in the list only to what asks for it, so that another order runs nothing again.
    private static void AddItems(Node node, FingerprintWriter writer)
    {
        string key = "";
        for (NodeItem? item = node.Item; item is not null; item = item.Outer)
        {
            writer.Add(Component.Item, key, item.Json);
            key += "outer";
        }

        if (node.Item is not null && Templates(node).Any(template => template.Contains("{index}", StringComparison.Ordinal)))
            writer.Add(Component.Item, "place in the list", node.Item.Index.ToString());
    }

    private static IEnumerable<string> Templates(Node node)
    {
        yield return node.Command ?? "";
        yield return node.Arguments ?? "";
        foreach ((_, string value) in node.Parameters)
            yield return value;
        foreach ((_, string value) in node.EnvironmentVariables)
            yield return value;
    }

    // A program runs with what lies beside it: its libraries, its configuration, its data. Not where nodes themselves write.
    private string ContentOf(ReferenceProgram program)
    {
        string folder = program.Path[..(program.Path.LastIndexOf('/') + 1)];
        StringComparison comparison = _settings.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return (_settings.ProjectFolder + "/").StartsWith(folder, comparison) ? program.Path : folder;
    }

    // A template's own text is in the fingerprint; of what is put into it, only the name and the programs are not there by another component.
    private bool AddPlaceholders(string template, NodeScope scope, FingerprintWriter writer)
    {
        if (!template.Contains('{', StringComparison.Ordinal))
            return false;
        foreach ((string name, ReferenceProgram program) in _settings.References)
        {
            if (!name.StartsWith(scope.Prefix, StringComparison.Ordinal) || !template.Contains("{reference." + name[scope.Prefix.Length..] + "}", StringComparison.OrdinalIgnoreCase))
                continue;
            if (_files.TryDigest(_paths.Intern(ContentOf(program)), out Digest digest))
                writer.Add(Component.Reference, name, digest);
            else
                writer.Add(Component.Reference, name, "");
        }

        return template.Contains("{name}", StringComparison.Ordinal);
    }
}
