using TaskGraph.Model;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>
/// Where a cache keeps its entries, of two kinds: what an action left, under the action's digest; and blobs, under the digest of their own bytes. All members may be called from any thread, by any number of builds
/// and machines at once, and raise no exception for anything that is wrong with the store: what cannot be had is not there, what cannot be kept is not kept, and <see cref="CacheFault"/> tells.
/// The only exception is <see cref="OperationCanceledException"/>.
/// </summary>
public interface ICacheStore : IDisposable
{
    /// <summary>True if there is surely no entry of an action, and that can be told at once, without waiting for anybody.</summary>
    bool IsMissing(Digest action) => false;

    /// <summary>The bytes of an action's entry; null if there is none. They are as they were stored or not: nothing vouches for them but what is in them.</summary>
    byte[]? FindAction(Digest action, CancellationToken cancellation);

    /// <summary>Copies a blob into a new file and verifies it. False, and no file, if it is not there or not what its digest says; what is damaged is removed, where that can be.</summary>
    /// <param name="blob">SHA-256 of its bytes.</param>
    /// <param name="size">How many bytes it has.</param>
    /// <param name="file">Absolute path of a file that is not there, in a folder that is.</param>
    /// <param name="executable">Whether its owner is to be able to run the file, where the system has such a thing.</param>
    /// <param name="cancellation">Ends it.</param>
    bool TryFetchBlob(Digest blob, long size, string file, bool executable, CancellationToken cancellation);

    /// <summary>Keeps a file's content as a blob. False if it cannot be kept, or the file has another content than the digest says: then nothing is kept. Reading a file that somebody writes at the same time is no harm.</summary>
    bool TryStoreBlob(Digest blob, long size, string file, CancellationToken cancellation);

    /// <summary>Keeps an action's entry, in the place of one that is there. All blobs that it names must have been kept before.</summary>
    bool TryStoreAction(Digest action, byte[] entry, CancellationToken cancellation);
}
