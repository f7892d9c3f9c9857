using System.Collections.Concurrent;
using System.Text;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>A cache that asks a scripted server and does not wait for it long, and a folder for files.</summary>
internal sealed class HttpCacheFixture : IDisposable
{
    /// <summary>Short, since the tests wait for it.</summary>
    public static readonly HttpCacheLimits Short = new() { Silence = TimeSpan.FromMilliseconds(250), Exchange = TimeSpan.FromSeconds(20) };

    private readonly TemporaryFolder _folder = new();

    public HttpCacheFixture(Action<HttpScriptedRequest> answer, HttpCacheLimits? limits = null, string? token = null, Func<Uri, Uri>? address = null)
    {
        Server = new HttpScriptedServer(answer);
        Cache = new HttpCache(address?.Invoke(Server.Address) ?? Server.Address, token, Faults.Enqueue, limits ?? new HttpCacheLimits());
    }

    public HttpScriptedServer Server { get; }

    public HttpCache Cache { get; }

    /// <summary>What was told.</summary>
    public ConcurrentQueue<CacheFault> Faults { get; } = new();

    /// <summary>A path at which there is nothing yet.</summary>
    public string Target => _folder["fetched"];

    public byte[]? Find(string action = "action") => Cache.FindAction(DigestOf(action), CancellationToken.None);

    public bool Fetch(byte[] blob) => Cache.TryFetchBlob(Digest.Of(blob), blob.Length, Target, executable: false, CancellationToken.None);

    public bool Store(byte[] blob)
    {
        File.WriteAllBytes(_folder["stored"], blob);
        return Cache.TryStoreBlob(Digest.Of(blob), blob.Length, _folder["stored"], CancellationToken.None);
    }

    public bool StoreEntry(string entry = "entry") => Cache.TryStoreAction(DigestOf("action"), Encoding.UTF8.GetBytes(entry), CancellationToken.None);

    /// <summary>Ends the cache; the only fault that it told.</summary>
    public CacheFault Fault()
    {
        Cache.Dispose();
        Assert.HasCount(1, Faults, string.Join('\n', Faults));
        return Faults.Single();
    }

    public string PathOf(string name) => _folder[name];

    public static Digest DigestOf(string text) => Digest.Of(Encoding.UTF8.GetBytes(text));

    /// <summary>Bytes that no packing makes smaller.</summary>
    public static byte[] Bytes(int count, int seed = 1)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public void Dispose()
    {
        Cache.Dispose();
        Server.Dispose();
        _folder.Dispose();
    }
}
