using TaskGraph.Execution.Caching;
using TaskGraph.Execution.Storage;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>What builds on several fake disks share.</summary>
internal sealed class SharedEntries
{
    public Dictionary<Digest, CachedResult> Results { get; } = [];

    public Dictionary<Digest, byte[]> Blobs { get; } = [];
}

/// <summary>A cache between fake disks: what it says goes through the same bytes as in a real one.</summary>
internal sealed class CacheOfFakeDisks(SharedEntries entries, MemoryFileSystem disk, Action<RunnerMessage> post) : INodeCache
{
    private int _number;

    public bool Keeps => true;

    public List<string> Kept { get; } = [];

    public void Fetch(CacheQuestion question) => post(new RunnerMessage.Fetched(Answer(question)));

    public void Keep(SharedRun run)
    {
        var files = new List<CachedFile>();
        foreach (SharedOutput output in run.Outputs.Where(output => disk.Stat(output.Path).Kind == FileKind.File))
        {
            byte[] content = disk.ReadBytes(output.Path, int.MaxValue);
            Assert.AreEqual(output.Digest, Digest.Of(content), $"{run.Node.Name} is kept as it left {output.Path}.");
            entries.Blobs[output.Digest] = content;
            files.Add(new CachedFile(output.Path, output.Digest, content.Length, false));
        }

        var folders = run.Outputs.Where(output => output.Path.EndsWith('/')).SelectMany(output => disk.EnumerateTree(output.Path)).Where(path => path.EndsWith('/'));
        Put(run.Action, new CachedResult { Node = run.Node.Name, Files = files, EmptyFolders = [.. folders], Duration = run.Duration, Results = run.Results });
        if (run.PathSets is { } sets)
            Put(sets, new CachedResult { Node = run.Node.Name, PathSets = [run.Discovered, .. Get(sets)?.PathSets ?? []] });
        Kept.Add(run.Node.Name);
    }

    public string? Replay(Node node, CacheAnswer answer) => null;

    public void Drop(CacheAnswer answer)
    {
        foreach (FetchedFile file in answer.Files)
            disk.DeleteFile(file.Waits);
    }

    private CacheAnswer Answer(CacheQuestion question)
    {
        var answer = new CacheAnswer(question.Number);
        if (question.PathSets is { } sets)
            return answer with { PathSets = Get(sets)?.PathSets };
        int action = question.Actions.ToList().FindIndex(entries.Results.ContainsKey);
        if (action < 0)
            return answer;
        CachedResult result = Get(question.Actions[action])!;
        if (!result.Files.All(file => entries.Blobs.ContainsKey(file.Digest)))
            return answer;
        var files = new List<FetchedFile>();
        foreach (CachedFile file in result.Files)
        {
            string waits = $"obj/fetched/{++_number}";
            disk.Write(waits, entries.Blobs[file.Digest]);
            files.Add(new FetchedFile(file, waits));
        }

        return answer with { Result = result, Files = files, Action = action };
    }

    private void Put(Digest key, CachedResult result) => entries.Results[key] = CachedResultCodec.Decode(key, CachedResultCodec.Encode(key, result))!;

    private CachedResult? Get(Digest key) => entries.Results.GetValueOrDefault(key);
}
