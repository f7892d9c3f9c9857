using System.Collections.Concurrent;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>
/// A folder and a server as one cache: the folder is asked first, and what is stored goes to both. Either may fail alone; an entry goes to neither that has not all its blobs.
/// <para>
/// What the server gave is put into the folder as well, if that is wanted: blobs at once, an entry as soon as the folder has all that it names, which is never if the build did not need all of them. That is no
/// storing in the sense of a cache that is only read: nothing of this build's own gets there, and what does was verified against its digest. So it is right also where the mode is <c>Read</c>, and
/// "CI writes, people read" depends on it: else every switch of a branch would fetch the same again. Where the folder is not to be written (it is shared, and others rely on it), it is not wanted.
/// </para>
/// </summary>
public sealed class CombinedCache : ICacheStore
{
    private readonly ICacheStore _folder;
    private readonly ICacheStore _server;
    private readonly bool _fills;
    private readonly Func<Digest, byte[], IEnumerable<Digest>?> _blobsOf;
    private readonly EntriesOnTheirWay _onTheirWay = new();
    // Blobs of this build that one of them would not take.
    private readonly ConcurrentDictionary<Digest, bool> _notInFolder = new();
    private readonly ConcurrentDictionary<Digest, bool> _notOnServer = new();

    /// <summary>Takes both over, and disposes of them.</summary>
    /// <param name="folder">Asked first.</param>
    /// <param name="server">Asked for what the folder has not.</param>
    /// <param name="fills">Whether the folder gets what the server gave.</param>
    /// <param name="blobsOf">The blobs that an entry names; null if it is none that can be read.</param>
    public CombinedCache(ICacheStore folder, ICacheStore server, bool fills, Func<Digest, byte[], IEnumerable<Digest>?> blobsOf) =>
        (_folder, _server, _fills, _blobsOf) = (folder, server, fills, blobsOf);

    /// <inheritdoc/>
    public byte[]? FindAction(Digest action, CancellationToken cancellation)
    {
        // An entry that cannot be read is as good as none, and the server's may be better.
        byte[]? near = _folder.FindAction(action, cancellation);
        if (near is not null && _blobsOf(action, near) is not null)
            return near;
        byte[]? far = _server.FindAction(action, cancellation);
        if (far is null)
            return near;
        if (_fills && _blobsOf(action, far) is { } blobs && _onTheirWay.Add(action, far, blobs))
            _folder.TryStoreAction(action, far, cancellation);
        return far;
    }

    /// <inheritdoc/>
    public bool TryFetchBlob(Digest blob, long size, string file, bool executable, CancellationToken cancellation)
    {
        bool near = _folder.TryFetchBlob(blob, size, file, executable, cancellation);
        if (!near && !_server.TryFetchBlob(blob, size, file, executable, cancellation))
            return false;
        if (_fills && (near || _folder.TryStoreBlob(blob, size, file, cancellation)))
        {
            foreach ((Digest action, byte[] entry) in _onTheirWay.Came(blob))
                _folder.TryStoreAction(action, entry, cancellation);
        }

        return true;
    }

    /// <inheritdoc/>
    public bool TryStoreBlob(Digest blob, long size, string file, CancellationToken cancellation)
    {
        bool near = Note(_notInFolder, blob, _folder.TryStoreBlob(blob, size, file, cancellation));
        bool far = Note(_notOnServer, blob, _server.TryStoreBlob(blob, size, file, cancellation));
        return near || far;
    }

    /// <inheritdoc/>
    public bool TryStoreAction(Digest action, byte[] entry, CancellationToken cancellation)
    {
        IEnumerable<Digest>? blobs = _blobsOf(action, entry);
        bool near = HasAll(_notInFolder, blobs) && _folder.TryStoreAction(action, entry, cancellation);
        bool far = HasAll(_notOnServer, blobs) && _server.TryStoreAction(action, entry, cancellation);
        return near || far;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _folder.Dispose();
        _server.Dispose();
    }

    private static bool Note(ConcurrentDictionary<Digest, bool> missing, Digest blob, bool stored)
    {
        if (!stored)
            missing[blob] = true;
        else if (!missing.IsEmpty)
            missing.TryRemove(blob, out _);
        return stored;
    }

    private static bool HasAll(ConcurrentDictionary<Digest, bool> missing, IEnumerable<Digest>? blobs) =>
        missing.IsEmpty || blobs is null || !blobs.Any(missing.ContainsKey);
}
