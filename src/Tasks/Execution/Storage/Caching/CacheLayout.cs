using TaskGraph.Model;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>Where things lie in a cache's folder: entries and blobs as in Bazel's disk cache, beside them what the cache knows of itself.</summary>
internal sealed class CacheLayout
{
    private const int NameLength = Digest.Length * 2;
    private const int WriterLength = 16;

    private readonly string _entries;
    private readonly string _blobs;

    // No two of a machine's and no two machines' are the same: what is written lies under a name of its own.
    private readonly string _writer = Guid.NewGuid().ToString("N")[..WriterLength];
    private int _written;

    public CacheLayout(string root)
    {
        Root = root;
        _entries = Path.Combine(root, "ac");
        _blobs = Path.Combine(root, "cas");
        Own = Path.Combine(root, "taskgraph");
        Temporary = Path.Combine(Own, "tmp");
    }

    public string Root { get; }

    /// <summary>The folder of what the cache knows of itself. The cache may lie where somebody has files of common names; nothing else of ours has one.</summary>
    public string Own { get; }

    /// <summary>The folder of what is being written.</summary>
    public string Temporary { get; }

    /// <summary>What builds say of themselves: <see cref="CacheLog"/>.</summary>
    public string Log => Path.Combine(Own, "builds.log");

    /// <summary>The file whose lock a sweep has.</summary>
    public string Lock => Path.Combine(Own, "lock");

    /// <summary>What says to backup programs that this is a cache: https://bford.info/cachedir/.</summary>
    public string Tag => Path.Combine(Root, "CACHEDIR.TAG");

    /// <summary>True if nothing else lies in the folder.</summary>
    public bool IsAlone => Directory.EnumerateFileSystemEntries(Root).All(path => path == _entries || path == _blobs || path == Own);

    public string Entry(Digest action) => InShard(_entries, action);

    public string Blob(Digest blob) => InShard(_blobs, blob);

    public string PathOf(StoredFile file) => file.IsEntry ? Entry(file.Name) : Blob(file.Name);

    public string NewTemporary() => $"{Temporary}{Path.DirectorySeparatorChar}{_writer}-{Interlocked.Increment(ref _written)}";

    /// <summary>Whether a name is one of <see cref="NewTemporary"/>'s: nothing else is deleted there.</summary>
    public static bool IsTemporary(string name) =>
        name.Length > WriterLength + 1 && name[WriterLength] == '-' && IsHex(name[..WriterLength]) && name[(WriterLength + 1)..].All(char.IsAsciiDigit);

    /// <summary>All entries and blobs; links and what has another name are nobody's of here. What goes meanwhile may be missing.</summary>
    public IEnumerable<StoredFile> Files() => FilesOf(_entries, isEntry: true).Concat(FilesOf(_blobs, isEntry: false));

    /// <summary>The folders that have entries and blobs in them, and then those above.</summary>
    public IEnumerable<string> Folders() => [.. Shards(_entries).Select(shard => shard.FullName), .. Shards(_blobs).Select(shard => shard.FullName), _entries, _blobs];

    private static string InShard(string folder, Digest digest)
    {
        string name = digest.ToString();
        return string.Concat(folder, Separator, name.AsSpan(0, 2), string.Concat(Separator, name));
    }

    private static string Separator { get; } = Path.DirectorySeparatorChar.ToString();

    private static IEnumerable<StoredFile> FilesOf(string folder, bool isEntry) => Shards(folder).SelectMany(shard => FolderListing.Files(shard)
        .Where(file => file.Name.Length == NameLength && IsHex(file.Name) && file.Name.StartsWith(shard.Name, StringComparison.Ordinal))
        .Select(file => StoredFile.Of(file, isEntry)));

    private static IEnumerable<DirectoryInfo> Shards(string folder)
    {
        var info = new DirectoryInfo(folder);
        return info.LinkTarget is not null ? [] : FolderListing.Folders(info).Where(shard => shard.Name.Length == 2 && IsHex(shard.Name));
    }

    private static bool IsHex(string name) => name.All(char.IsAsciiHexDigitLower);
}
