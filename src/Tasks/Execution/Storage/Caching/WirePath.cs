namespace TaskGraph.Execution.Storage.Caching;

/// <summary>Paths as an entry has them. The API knows relative ones alone, folders without a '/' at the end, and servers refuse others: an absolute path gets "./" before it, and so does the rest that begins as such a one does.</summary>
internal static class WirePath
{
    private const string Mark = "./";

    public static string Of(string path) => path.StartsWith('/') || path.StartsWith(Mark, StringComparison.Ordinal) ? Mark + path : path;

    public static string OfFolder(string folder) => Of(folder.EndsWith('/') ? folder[..^1] : folder);

    public static string Read(string wire) => wire.StartsWith(Mark, StringComparison.Ordinal) ? wire[Mark.Length..] : wire;

    /// <summary>A folder's path; empty if it has none.</summary>
    public static string ReadFolder(string wire) => Read(wire) is { Length: > 0 } path ? path + "/" : "";
}
