using TaskGraph.Execution.UpToDate;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.Executors.Commands;

/// <summary>What the placeholders of one started node stand for.</summary>
internal sealed class NodeValues : IPlaceholderValues
{
    private readonly NodeStart _start;
    private readonly RebuildSettings _settings;
    private readonly Func<string, string> _shown;
    private readonly bool _withParameters;

    /// <param name="start">The node.</param>
    /// <param name="settings">The project's.</param>
    /// <param name="shown">How a canonical path is written for the node's working folder.</param>
    /// <param name="withParameters">Whether parameters are known; not while their own values are filled in.</param>
    public NodeValues(NodeStart start, RebuildSettings settings, Func<string, string> shown, bool withParameters)
    {
        _start = start;
        _settings = settings;
        _shown = shown;
        _withParameters = withParameters;
    }

    /// <summary>How a canonical path is written for the node's working folder.</summary>
    public string Shown(string path) => _shown(path);

    /// <inheritdoc/>
    public bool TryGet(ReadOnlySpan<char> key, out PlaceholderValue value)
    {
        switch (key)
        {
            case "name":
                value = PlaceholderValue.Of(_start.Node.LocalName);
                return true;
            case "cpus":
                value = PlaceholderValue.Of(_start.Threads.ToString());
                return true;
            case "inputs":
                value = PlaceholderValue.Of([.. _start.Inputs.Select(_shown)]);
                return true;
            case "outputs":
                value = PlaceholderValue.Of([.. _start.Outputs.Select(_shown)]);
                return true;
        }

        if (_withParameters && TryParameter(key, out value))
            return true;
        if (_start.Node.Item is { } item && item.TryGet(key, _settings.ProjectFolder, out value))
            return true;
        if (key.StartsWith("results.") && _start.Results.TryGetValue(key["results.".Length..].ToString(), out string? result))
        {
            value = PlaceholderValue.Of(result);
            return true;
        }

        if (key.StartsWith("reference.") && _settings.References.TryGetValue(string.Concat(_start.Node.Scope.Prefix, key["reference.".Length..]), out ReferenceProgram? program))
        {
            value = PlaceholderValue.Of(program.Command);
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>The node's parameters with the placeholders in their values filled in.</summary>
    public static KeyValuePair<string, string>[] Parameters(NodeStart start, RebuildSettings settings, Func<string, string> shown)
    {
        var values = new NodeValues(start, settings, shown, withParameters: false);
        var filled = new KeyValuePair<string, string>[start.Node.Parameters.Length];
        for (int i = 0; i < filled.Length; i++)
            filled[i] = new(start.Node.Parameters[i].Key, values.Filled(start.Node.Parameters[i]));
        return filled;
    }

    private string Filled(KeyValuePair<string, string> parameter) =>
        Placeholders.Replace(parameter.Value, _start.Node.TypedParameters?.Contains(parameter.Key) == true ? new JsonTextValues(this) : this);

    private bool TryParameter(ReadOnlySpan<char> key, out PlaceholderValue value)
    {
        foreach (KeyValuePair<string, string> parameter in _start.Node.Parameters)
        {
            if (!key.SequenceEqual(parameter.Key))
                continue;
            var values = new NodeValues(_start, _settings, _shown, withParameters: false);
            value = PlaceholderValue.Of(values.Filled(parameter));
            return true;
        }

        value = default;
        return false;
    }
}
