using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>Results as actions leave them, by chance.</summary>
internal static class RandomResult
{
    private static readonly string[] Names = ["a", "data", "größe", "日本", "with space", "𝄞", "x.tar.gz", "..", "C:", "~", "#1;2"];

    public static CachedResult Make(Random random)
    {
        var paths = new HashSet<string>();
        return new CachedResult
        {
            Node = Name(random),
            Files = Some(random, () => new CachedFile(NewPath(random, paths), SomeDigest(random), random.NextInt64(0, 1L << random.Next(1, 63)), random.Next(2) == 0)),
            Links = Some(random, () => new CachedLink(NewPath(random, paths), Name(random))),
            EmptyFolders = Some(random, () => NewPath(random, paths) + "/"),
            LogText = random.Next(2) == 0 ? null : Bytes(random, random.Next(1, 200)),
            LogBlob = random.Next(2) == 0 ? null : new CachedFile("", SomeDigest(random), random.Next(), false),
            Summary = random.Next(2) == 0 ? "" : "# " + Name(random),
            Duration = random.Next(),
            EndedAt = random.NextInt64(),
            Results = Some(random, () => KeyValuePair.Create(Name(random), random.Next(3) == 0 ? "" : Name(random))),
            PathSets = Some(random, () => Some(random, () => Name(random))),
            LastRuns = [.. Enumerable.Range(0, random.Next(3)).Select(i => new LastRun($"n{i}", random.NextInt64(), Bytes(random, random.Next(100))))],
        };
    }

    /// <summary>All that a result says, for two to be compared.</summary>
    public static string Text(CachedResult? result) => result is null
        ? "nothing"
        : string.Join('\n', [
            "node " + result.Node,
            .. result.Files.Select(file => "file " + file),
            .. result.Links.Select(link => "link " + link),
            .. result.EmptyFolders.Select(folder => "folder " + folder),
            "log " + (result.LogText is null ? "none" : Convert.ToHexString(result.LogText)),
            "log blob " + result.LogBlob,
            "summary " + result.Summary,
            "duration " + result.Duration,
            "ended " + result.EndedAt,
            .. result.Results.Select(one => "result " + one),
            .. result.PathSets.Select(set => "set " + string.Join('|', set)),
            "last runs " + string.Join(";", result.LastRuns.Select(last => $"{last.Node} {last.EndedAt} {Convert.ToHexString(last.Trace)}")),
        ]);

    private static List<T> Some<T>(Random random, Func<T> one) => [.. Enumerable.Range(0, random.Next(4)).Select(_ => one())];

    private static string Name(Random random) => Names[random.Next(Names.Length)];

    private static string NewPath(Random random, HashSet<string> paths)
    {
        while (true)
        {
            string start = random.Next(6) switch { 0 => "/", 1 => "../", 2 => "./", _ => "" };
            string path = start + string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Name(random)));
            if (paths.Add(path))
                return path;
        }
    }

    private static Digest SomeDigest(Random random) => new(Bytes(random, Digest.Length));

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
