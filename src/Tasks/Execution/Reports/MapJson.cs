using TaskGraph.Execution.Secrets;
using TaskGraph.Model;

namespace TaskGraph.Execution.Reports;

/// <summary>The metadata of a map as a node file has them, its placeholders unfilled: what reads them makes the same instances.</summary>
internal static class MapJson
{
    /// <summary>Writes what the map goes over, and, without the values of <paramref name="secrets"/>, what its instances are made from.</summary>
    public static void Write(MapTemplate map, string[] secrets, NodeJson json)
    {
        if (map.Items is { } items)
            json.List("ForEach", [.. items], evenEmpty: true);
        else
            json.Text("ForEachIn", map.ListFile);
        foreach ((string name, MetadataValue value) in map.Metadata)
            Write(NodeReader.MetadataOf(name), value, map, secrets, json);
    }

    private static void Write(NodeMetadata metadata, MetadataValue value, MapTemplate map, string[] secrets, NodeJson json)
    {
        string name = metadata.ToString();
        switch (metadata)
        {
            case NodeMetadata.Inputs or NodeMetadata.Outputs:
                json.List(name, [.. value.Entries.Select(path => Slashes(path, map)!)]);
                break;
            case NodeMetadata.DependsOn or NodeMetadata.RunAfter or NodeMetadata.Tags or NodeMetadata.Diagnostics or NodeMetadata.FingerprintEnvironment
                or NodeMetadata.SecretEnvironmentVariables:
                json.List(name, value.Entries);
                break;
            case NodeMetadata.EnvironmentVariables:
                json.Pairs(name, [.. value.Entries.Select(Pair).Where(pair => !secrets.Contains(pair.Key, NodeSecrets.Names))], value.Typed);
                break;
            case NodeMetadata.Parameters or NodeMetadata.Resources:
                json.Pairs(name, [.. value.Entries.Select(Pair)], value.Typed);
                break;
            case NodeMetadata.Script or NodeMetadata.DepFile or NodeMetadata.WorkingDirectory or NodeMetadata.ForEachIn:
                json.Text(name, Slashes(value.Text?.Trim(), map));
                break;
            default:
                json.Text(name, value.Text);
                break;
        }
    }

    // In a node file a backslash divides on Windows alone.
    private static string? Slashes(string? path, MapTemplate map) => map.BackslashSeparates ? path?.Replace('\\', '/') : path;

    private static KeyValuePair<string, string> Pair(string entry)
    {
        int equals = entry.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? new(entry, "") : new(entry[..equals].Trim(), entry[(equals + 1)..]);
    }
}
