using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Win32.SafeHandles;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>
/// A cache on a server, by Bazel's HTTP protocol: <c>ac/</c> and <c>cas/</c> below an address, GET, HEAD and PUT. Nothing is believed that it sends before the hash is right, and whatever is wrong with it is a miss.
/// <para>
/// What is wrong is told at most once: at once when it comes to leaving the server alone, else, when the cache is disposed of, the first failure with how many there were. That an entry or blob is not there (404, 410) is no failure.
/// After three failures in a row, a success in between beginning anew, the server is left alone: nothing is asked any more, and what is under way ends as a miss. Reading and storing are counted each by itself, so that a server
/// that one may only read from is read from; a server that cannot be reached or does not answer fails at both. <see cref="CacheFault.LeftAlone"/> is true if both have ended; the reason says it where one has.
/// </para>
/// <para>
/// Credentials go to the server of the address alone, and nowhere into words. Over http:// anybody on the way can read them.
/// </para>
/// </summary>
public sealed class HttpCache : ICacheStore
{
    private readonly HttpCacheAddress _address;
    private readonly HttpCacheLimits _limits;
    private readonly HttpCacheFaults _faults;
    private readonly HttpCacheClient _client;
    // What the server has is not sent again; but what it has may be no good.
    private readonly ConcurrentDictionary<Digest, bool> _damaged = new();
    // What this build has stored is there: several nodes may leave the same.
    private readonly ConcurrentDictionary<Digest, bool> _stored = new();

    /// <summary>Connects to nothing yet.</summary>
    /// <param name="address">Where it is, http or https; a user part has the credentials (Basic), a query goes with each request.</param>
    /// <param name="token">Sent as a bearer's token if the address has no user part; null or empty for none.</param>
    /// <param name="tell">Is told at most once, by any thread.</param>
    /// <param name="limits">How long it is waited for; null for what is usual.</param>
    /// <exception cref="ArgumentException">The address is none of http or https.</exception>
    public HttpCache(Uri address, string? token, Action<CacheFault> tell, HttpCacheLimits? limits = null)
        : this(address, token, tell, limits, null, null)
    {
    }

    /// <param name="address">As above.</param>
    /// <param name="token">As above.</param>
    /// <param name="tell">As above.</param>
    /// <param name="limits">As above.</param>
    /// <param name="proxy">The proxy; null for the environment's.</param>
    /// <param name="roots">Whom to trust; null for whom the system does.</param>
    internal HttpCache(Uri address, string? token, Action<CacheFault> tell, HttpCacheLimits? limits, IWebProxy? proxy, X509Certificate2Collection? roots)
    {
        _address = new HttpCacheAddress(address, token);
        _limits = limits ?? new HttpCacheLimits();
        _faults = new HttpCacheFaults(_address.Text, tell);
        _client = new HttpCacheClient(_address, _limits, proxy, roots);
        if (_address.BadToken)
            _faults.GiveUp("the token has characters that cannot be sent");
    }

    /// <summary>Whether bytes are an entry of an action; all are, unless something else is said.</summary>
    public Func<Digest, byte[], bool> IsEntry { get; init; } = (_, _) => true;

    /// <summary>The address without credentials and query.</summary>
    public override string ToString() => _address.Text;

    /// <inheritdoc/>
    public byte[]? FindAction(Digest action, CancellationToken cancellation)
    {
        byte[]? Take(HttpResponseMessage answer, Stream? body, CancellationTokenSource ending)
        {
            if (body is null)
                return null;
            long? promised = answer.Content.Headers.ContentLength;
            ending.CancelAfter(_limits.ExchangeOf(Math.Min(promised ?? _limits.LargestEntry, _limits.LargestEntry)));
            byte[] entry = HttpCacheEntry.Read(body, promised, _limits.LargestEntry);
            return IsEntry(action, entry) ? entry : throw new HttpCacheTrouble("the server sends an entry that is damaged, or none of this action's");
        }

        return Attempt(
            _faults.Reading,
            blobs: false,
            0,
            null,
            ending => _client.Ask(HttpMethod.Get, _address.Of("ac", action), null, (answer, body) => Take(answer, body, ending), ending.Token),
            cancellation);
    }

    /// <inheritdoc/>
    public bool TryFetchBlob(Digest blob, long size, string file, bool executable, CancellationToken cancellation)
    {
        bool Take(HttpResponseMessage answer, Stream? body)
        {
            if (body is null)
                return false;
            if ((answer.Content.Headers.ContentLength ?? size) == size && HttpCacheDownload.Write(body, blob, size, file, executable))
                return true;
            _damaged.TryAdd(blob, true);
            _stored.TryRemove(blob, out _);
            throw new HttpCacheTrouble("the server sends a blob that is not what its digest says");
        }

        try
        {
            return Attempt(_faults.Reading, blobs: true, size, false, ending => _client.Ask(HttpMethod.Get, _address.Of("cas", blob), null, Take, ending.Token), cancellation);
        }
        catch (HttpCacheFileTrouble)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public bool TryStoreBlob(Digest blob, long size, string file, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_faults.Writing.IsLeftAlone)
            return false;
        if (_stored.ContainsKey(blob))
            return true;
        try
        {
            // Opening a pipe already waits for its other end.
            if (WholeFile.IsEndless(file) || new FileInfo(file).Length != size)
                return false;
            using SafeFileHandle open = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            bool stored = RandomAccess.GetLength(open) == size && Attempt(_faults.Writing, blobs: true, size, false, ending => Store(blob, size, open, ending.Token), cancellation);
            if (stored)
                _stored.TryAdd(blob, true);
            return stored;
        }
        catch (Exception e) when (e is HttpCacheFileTrouble or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // It is the file that is not what it was: nothing is wrong with the server.
            return false;
        }
    }

    /// <inheritdoc/>
    public bool TryStoreAction(Digest action, byte[] entry, CancellationToken cancellation) =>
        entry.Length <= _limits.LargestEntry
        && Attempt(_faults.Writing, blobs: false, entry.Length, false, ending => Put("ac", action, new HttpCacheBytes(entry), ending.Token), cancellation);

    /// <summary>Ends the connections, and tells what there is to tell.</summary>
    public void Dispose()
    {
        _client.Dispose();
        _faults.Dispose();
    }

    private bool Store(Digest blob, long size, SafeFileHandle file, CancellationToken ending)
    {
        // First of all whether it is wanted: reading and hashing cost more than to ask.
        if (size > _limits.LargestUnasked && !_damaged.ContainsKey(blob) && IsThere(blob, size, ending))
            return true;
        if (size > _limits.LargestInMemory)
            return Put("cas", blob, new HttpCacheFile(file, blob, size), ending);
        // One byte more than there should be tells of a file that has grown.
        byte[] bytes = ArrayPool<byte>.Shared.Rent((int)size + 1);
        try
        {
            int length = 0;
            for (int read; length <= size && (read = HttpCacheFile.Read(file, bytes.AsSpan(length, (int)size + 1 - length), length)) > 0;)
                length += read;
            return length == size && Digest.Of(bytes.AsSpan(0, length)) == blob
                ? Put("cas", blob, new HttpCacheBytes(bytes.AsMemory(0, length)), ending)
                : throw new HttpCacheFileTrouble();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private bool IsThere(Digest blob, long size, CancellationToken ending) =>
        _client.Ask(
            HttpMethod.Head,
            _address.Of("cas", blob),
            null,
            (answer, there) => there is not null && (answer.Content.Headers.ContentLength ?? size) == size,
            ending);

    private bool Put(string kind, Digest digest, HttpContent content, CancellationToken ending)
    {
        using (content)
            return _client.Ask(HttpMethod.Put, _address.Of(kind, digest), content, (_, _) => true, ending);
    }

    /// <summary>Asks, and takes down how it went. If the side is left alone, or becomes so: a miss.</summary>
    private T Attempt<T>(HttpCacheSide side, bool blobs, long bytes, T miss, Func<CancellationTokenSource, T> ask, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (side.IsLeftAlone)
            return miss;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, side.Left);
        ending.CancelAfter(_limits.ExchangeOf(bytes));
        try
        {
            T result = ask(ending);
            _faults.Succeeded(side, blobs);
            return result;
        }
        catch (Exception e) when (HttpCacheTrouble.IsOne(e))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!side.IsLeftAlone)
                _faults.Failed(side, blobs, ending.IsCancellationRequested ? HttpCacheTrouble.Slow(_limits.ExchangeOf(bytes)) : HttpCacheTrouble.Of(e, _limits));
            return miss;
        }
    }
}
