using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using TaskGraph.Execution.Storage.Caching.Wire;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>
/// An entry's bytes: an <c>ActionResult</c> of the Remote Execution API, version 2, as servers of Bazel's cache protocol check it, with what only TaskGraph knows in its auxiliary metadata. The only class that knows Protobuf, which is not loaded before
/// one of its methods runs.
/// </summary>
public static class CachedResultCodec
{
    /// <summary>The most bytes that an entry may have to be read.</summary>
    public const int MostBytes = 64 * 1024 * 1024;

    private const uint Version = 1;
    private const string TypeAddress = "type.googleapis.com/taskgraph.NodeRun";

    // bazel-remote puts a name of its own into an entry without one.
    private const string Worker = "TaskGraph";

    // A Tree without a root is an empty one, and no bytes.
    private static readonly Digest EmptyTree = Digest.Of([]);

    private static readonly MessageParser<ActionResult> Entries = ActionResult.Parser.WithDiscardUnknownFields(true);
    private static readonly MessageParser<NodeRun> Runs = NodeRun.Parser.WithDiscardUnknownFields(true);

    /// <summary>The bytes of a result's entry.</summary>
    /// <param name="action">Under what it is to be kept.</param>
    /// <param name="result">What it says.</param>
    public static byte[] Encode(Digest action, CachedResult result)
    {
        var run = new NodeRun
        {
            Version = Version,
            Check = ToBytes(CachedResultCheck.Of(action, result)),
            Node = result.Node,
            DurationMs = result.Duration,
            EndedAtMs = result.EndedAt,
            Summary = result.Summary,
        };
        foreach (LastRun last in result.LastRuns)
            run.LastRuns.Add(new NodeRunLast { Node = last.Node, EndedAtMs = last.EndedAt, Trace = UnsafeByteOperations.UnsafeWrap(last.Trace) });
        foreach ((string key, string value) in result.Results)
            run.Results.Add(new NodeRunResult { Key = key, Value = value });
        foreach (IReadOnlyList<string> set in result.PathSets)
        {
            var paths = new NodeRunPathSet();
            paths.Paths.AddRange(set);
            run.PathSets.Add(paths);
        }

        var entry = new ActionResult { ExecutionMetadata = new ExecutedActionMetadata { Worker = Worker } };
        // Any's own way to be filled looks into the description of the message, which costs milliseconds once.
        entry.ExecutionMetadata.AuxiliaryMetadata.Add(new Any { TypeUrl = TypeAddress, Value = run.ToByteString() });
        foreach (CachedFile file in result.Files)
            entry.OutputFiles.Add(new OutputFile { Path = WirePath.Of(file.Path), Digest = ToWire(file), IsExecutable = file.Executable });
        foreach (CachedLink link in result.Links)
            entry.OutputSymlinks.Add(new OutputSymlink { Path = WirePath.Of(link.Path), Target = link.Target });
        foreach (string folder in result.EmptyFolders)
            entry.OutputDirectories.Add(new OutputDirectory { Path = WirePath.OfFolder(folder), TreeDigest = new BlobDigest { Hash = EmptyTree.ToString() } });
        if (result.LogText is { } text)
            entry.StdoutRaw = UnsafeByteOperations.UnsafeWrap(text);
        if (result.LogBlob is { } log)
            entry.StdoutDigest = ToWire(log);
        return entry.ToByteArray();
    }

    /// <summary>What an entry says; null if it is damaged in any way, of another action, of another version of TaskGraph or of another tool. Raises nothing, whatever the bytes are, and needs memory in proportion to them.</summary>
    public static CachedResult? Decode(Digest action, ReadOnlySpan<byte> entry)
    {
        if (entry.Length is 0 or > MostBytes)
            return null;
        try
        {
            ActionResult wire = Entries.ParseFrom(entry);
            if (wire.ExitCode != 0 || FindRun(wire) is not { Version: Version } run)
                return null;
            return Read(wire, run) is { } result && ToBytes(CachedResultCheck.Of(action, result)).Equals(run.Check) ? result : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static NodeRun? FindRun(ActionResult wire)
    {
        foreach (Any any in wire.ExecutionMetadata?.AuxiliaryMetadata ?? [])
        {
            if (any.TypeUrl == TypeAddress)
                return Runs.ParseFrom(any.Value);
        }

        return null;
    }

    private static CachedResult? Read(ActionResult wire, NodeRun run)
    {
        var paths = new DistinctPaths();
        var files = new CachedFile[wire.OutputFiles.Count];
        for (int i = 0; i < files.Length; i++)
        {
            OutputFile file = wire.OutputFiles[i];
            string path = WirePath.Read(file.Path);
            if (!paths.Add(path) || !TryRead(file.Digest, out Digest digest, out long size))
                return null;
            files[i] = new CachedFile(path, digest, size, file.IsExecutable);
        }

        var links = new CachedLink[wire.OutputSymlinks.Count];
        for (int i = 0; i < links.Length; i++)
        {
            OutputSymlink link = wire.OutputSymlinks[i];
            links[i] = new CachedLink(WirePath.Read(link.Path), link.Target);
            if (!paths.Add(links[i].Path) || !DistinctPaths.IsPath(link.Target))
                return null;
        }

        string[] folders = new string[wire.OutputDirectories.Count];
        for (int i = 0; i < folders.Length; i++)
        {
            OutputDirectory folder = wire.OutputDirectories[i];
            if (!TryRead(folder.TreeDigest, out Digest tree, out long size) || tree != EmptyTree || size != 0)
                return null;
            folders[i] = WirePath.ReadFolder(folder.Path);
            if (!paths.Add(folders[i]))
                return null;
        }

        CachedFile? log = null;
        if (wire.StdoutDigest is not null)
        {
            if (!TryRead(wire.StdoutDigest, out Digest digest, out long size))
                return null;
            log = new CachedFile("", digest, size, Executable: false);
        }

        return new CachedResult
        {
            Node = run.Node,
            Files = files,
            Links = links,
            EmptyFolders = folders,
            LogText = wire.StdoutRaw.IsEmpty ? null : wire.StdoutRaw.ToByteArray(),
            LogBlob = log,
            Summary = run.Summary,
            Duration = run.DurationMs,
            EndedAt = run.EndedAtMs,
            Results = [.. run.Results.Select(result => KeyValuePair.Create(result.Key, result.Value))],
            PathSets = [.. run.PathSets.Select(set => (IReadOnlyList<string>)[.. set.Paths])],
            LastRuns = [.. run.LastRuns.Select(last => new LastRun(last.Node, last.EndedAtMs, last.Trace.ToByteArray()))],
        };
    }

    private static BlobDigest ToWire(CachedFile file) => new() { Hash = file.Digest.ToString(), SizeBytes = file.Size };

    private static bool TryRead(BlobDigest? wire, out Digest digest, out long size)
    {
        digest = default;
        size = wire?.SizeBytes ?? 0;
        Span<byte> bytes = stackalloc byte[Digest.Length];
        if (wire is null || size < 0 || wire.Hash.Length != Digest.Length * 2
            || Convert.FromHexString(wire.Hash, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
            return false;
        digest = new Digest(bytes);
        return true;
    }

    private static ByteString ToBytes(Digest digest)
    {
        Span<byte> bytes = stackalloc byte[Digest.Length];
        digest.CopyTo(bytes);
        return ByteString.CopyFrom(bytes);
    }
}
