using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>SHA-256 over all that a result says. Not over the bytes of its entry: a server may write a message anew, with its fields in another order or with some of its own.</summary>
internal sealed class CachedResultCheck : IDisposable
{
    // What a file of UTF-8 cannot say (half a surrogate pair) is another text here than after it was written and read, so that such an entry is none.
    private static readonly Encoding Text = Encoding.GetEncoding("utf-8", new EncoderReplacementFallback("\0"), DecoderFallback.ReplacementFallback);

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private CachedResultCheck()
    {
    }

    /// <summary>The check of a result, and of under what it is kept: an entry that got under another name says something else.</summary>
    public static Digest Of(Digest action, CachedResult result)
    {
        using var check = new CachedResultCheck();
        check.Add("taskgraph.NodeRun 1");
        check.Add(action);
        check.Add(result.Node);
        check.Add(result.Files.Count);
        foreach (CachedFile file in result.Files)
            check.Add(file);
        check.Add(result.Links.Count);
        foreach (CachedLink link in result.Links)
        {
            check.Add(link.Path);
            check.Add(link.Target);
        }

        check.Add(result.EmptyFolders);
        check.Add(result.LogText ?? []);
        check.Add(result.LogBlob is null ? 0 : 1);
        if (result.LogBlob is { } log)
            check.Add(log);
        check.Add(result.Summary);
        check.Add(result.Duration);
        check.Add(result.EndedAt);
        check.Add(result.Results.Count);
        foreach ((string key, string value) in result.Results)
        {
            check.Add(key);
            check.Add(value);
        }

        check.Add(result.PathSets.Count);
        foreach (IReadOnlyList<string> set in result.PathSets)
            check.Add(set);
        check.Add(result.LastRuns.Count);
        foreach (LastRun run in result.LastRuns)
        {
            check.Add(run.Node);
            check.Add(run.EndedAt);
            check.Add(run.Trace);
        }

        Span<byte> digest = stackalloc byte[Digest.Length];
        check._hash.GetHashAndReset(digest);
        return new Digest(digest);
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Add(CachedFile file)
    {
        Add(file.Path);
        Add(file.Digest);
        Add(file.Size);
        Add(file.Executable ? 1 : 0);
    }

    private void Add(Digest digest)
    {
        Span<byte> bytes = stackalloc byte[Digest.Length];
        digest.CopyTo(bytes);
        _hash.AppendData(bytes);
    }

    private void Add(IReadOnlyList<string> texts)
    {
        Add(texts.Count);
        foreach (string text in texts)
            Add(text);
    }

    private void Add(string text) => Add(Text.GetBytes(text));

    private void Add(byte[] bytes)
    {
        Add(bytes.Length);
        _hash.AppendData(bytes);
    }

    private void Add(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        _hash.AppendData(bytes);
    }
}
