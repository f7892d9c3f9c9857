using System.Security.Cryptography;

namespace TaskGraph.Sdk.Tests.Targets;

/// <summary>What is in a workspace: each file's path, content and time of change. Who holds the lock may change.</summary>
internal static class Snapshot
{
    public static string Of(Workspace workspace) => string.Join('\n', Directory.EnumerateFileSystemEntries(workspace.Root, "*", SearchOption.AllDirectories)
        .Where(path => !path.EndsWith("lock.owner", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        .Select(path => File.Exists(path) ? $"{path} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))} {File.GetLastWriteTimeUtc(path).Ticks}" : path));
}
