using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>A cache in a folder, with blobs of one block each in it.</summary>
internal sealed class FilledCache : IDisposable
{
    /// <summary>What a blob takes.</summary>
    public const int Block = 4096;

    private readonly TemporaryFolder _folder = new();

    public FilledCache(IStoreFiles? files = null)
    {
        Cache = files is null ? new FolderCache(Root, Faults.Add) : new FolderCache(Root, Faults.Add, files);
    }

    public FolderCache Cache { get; }

    public List<CacheFault> Faults { get; } = [];

    public string Root => _folder["cache"];

    public string Log => Path.Combine(Root, "taskgraph", "builds.log");

    /// <summary>Absolute path of something beside the cache.</summary>
    public string this[string name] => _folder[name];

    public static byte[] Content(int number) => BitConverter.GetBytes(number);

    public static Digest Blob(int number) => Digest.Of(Content(number));

    public string PathOf(int number) => Path.Combine(Root, "cas", Blob(number).ToString()[..2], Blob(number).ToString());

    /// <summary>Stores the blobs from one number to another; false if one was not kept.</summary>
    public bool Store(int from, int to)
    {
        bool all = true;
        for (int i = from; i < to; i++)
        {
            string file = _folder["to store " + i];
            File.WriteAllBytes(file, Content(i));
            all &= Cache.TryStoreBlob(Blob(i), sizeof(int), file, default);
        }

        return all;
    }

    /// <summary>Stores so many, the first of which was used longest ago, by hours.</summary>
    public void StoreByAge(int count)
    {
        Store(0, count);
        for (int i = 0; i < count; i++)
            File.SetLastWriteTimeUtc(PathOf(i), DateTime.UtcNow.AddHours(i - count - 2));
    }

    /// <summary>Which of the first ones are there and are fetched as they are.</summary>
    public int[] Fetched(int count) => [.. Enumerable.Range(0, count).Where(Fetch)];

    public void Dispose() => _folder.Dispose();

    private bool Fetch(int number)
    {
        string file = _folder[Path.GetRandomFileName()];
        if (!Cache.TryFetchBlob(Blob(number), sizeof(int), file, executable: false, default))
            return false;
        CollectionAssert.AreEqual(Content(number), File.ReadAllBytes(file));
        return true;
    }
}
