using System.IO.Enumeration;
using System.Text;
using Microsoft.Win32.SafeHandles;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage;

/// <summary>The real disk, seen from a project's folder.</summary>
public sealed class DiskFileSystem : IFileSystem
{
    private const int PathOnStack = 1024;

    private static readonly EnumerationOptions All = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly string _root;
    private readonly byte[] _rootUtf8;
    private readonly bool _portable;
    private readonly OwnFolder[] _own;
    private readonly Lazy<SafeFileHandle?> _rootFolder;

    /// <summary>Creates it for a project.</summary>
    /// <param name="projectFolder">Absolute path, '/' between segments; a '/' at the end makes no difference.</param>
    /// <param name="portable">True to use .NET alone, as systems without a call of their own do; stats are then coarser.</param>
    /// <param name="own">The build's own folders, which are in no other as far as nodes are concerned; null if there are none.</param>
    public DiskFileSystem(string projectFolder, bool portable = false, OwnFolder[]? own = null)
    {
        _own = own ?? [];
        _portable = portable || !StatX.IsAvailable;
        _root = projectFolder.EndsWith('/') ? projectFolder : projectFolder + "/";
        _rootUtf8 = Encoding.UTF8.GetBytes(_root);
        _rootFolder = new(() => StatX.OpenFolder([.. _rootUtf8, 0]));
    }

    /// <inheritdoc/>
    public long CoarseNow => _portable ? PortableStat.CoarseNow() : StatX.CoarseNow();

    /// <inheritdoc/>
    public FileStat Stat(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
            return FileStat.Missing;
        if (_portable)
            return PortableStat.Stat(Absolute(path));
        int most = MostBytes(path);
        Span<byte> utf8 = most <= PathOnStack ? stackalloc byte[PathOnStack] : new byte[most];
        int error = StatX.Stat(Encode(path, utf8), out FileStat stat);
        return error == 0 ? stat : Refused(error, path);
    }

    /// <inheritdoc/>
    public FileStat Stat(ReadOnlySpan<byte> path)
    {
        if (_portable || path.IsEmpty || path.Contains((byte)0) || _rootFolder.Value is not { } folder)
            return Stat(Encoding.UTF8.GetString(path));
        Span<byte> ended = path.Length < PathOnStack ? stackalloc byte[PathOnStack] : new byte[path.Length + 1];
        path.CopyTo(ended);
        ended[path.Length] = 0;
        int error = StatX.Stat((int)folder.DangerousGetHandle(), ended[..(path.Length + 1)], out FileStat stat);
        GC.KeepAlive(folder);
        return error == 0 ? stat : Refused(error, Encoding.UTF8.GetString(path));
    }

    private static FileStat Refused(int error, string path)
    {
        return error switch
        {
            StatX.NoEntry or StatX.NotFolder or StatX.NameTooLong or StatX.LinkLoop => FileStat.Missing,
            StatX.Denied => throw new UnauthorizedAccessException($"Access to '{path}' is denied."),
            _ => throw new IOException($"'{path}' cannot be examined (system error {error})."),
        };
    }

    /// <inheritdoc/>
    public bool IsLink(string path) => new FileInfo(Absolute(path)).LinkTarget is not null;

    /// <inheritdoc/>
    public Digest Hash(string path)
    {
        if (!_portable && TryHash(path, out Digest digest))
            return digest;
        string absolute = Absolute(path);
        try
        {
            using SafeFileHandle file = File.OpenHandle(absolute, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return FileHash.Of(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException
            && new FileInfo(absolute).LinkTarget is not null && Stat(path).Kind != FileKind.File)
        {
            // A link to a folder, or to nothing, is what it says.
            return Digest.Of(Encoding.UTF8.GetBytes(new FileInfo(absolute).LinkTarget ?? ""));
        }
    }

    /// <inheritdoc/>
    public IEnumerable<string> EnumerateTree(string folder)
    {
        string prefix = folder is "./" or "." ? "" : folder.EndsWith('/') ? folder : folder + "/";
        if (prefix.Length > 0 && Array.Exists(_own, own => own.IsAt(prefix)))
            yield break;
        Stack<string> open = new();
        open.Push(prefix);
        while (open.TryPop(out string? below))
        {
            bool empty = true;
            foreach (string name in EnumerateNames(below.Length == 0 ? "./" : below))
            {
                if (Array.Exists(_own, own => own.Is(this, below, name)))
                    continue;
                empty = false;
                if (name.EndsWith('/'))
                    open.Push(below + name);
                else
                    yield return below + name;
            }

            if (empty && below.Length > prefix.Length)
                yield return below;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<string> EnumerateNames(string folder)
    {
        var names = new List<string>();
        try
        {
            var entries = new FileSystemEnumerable<string>(
                Absolute(folder), static (ref FileSystemEntry entry) => IsRealFolder(ref entry) ? string.Concat(entry.FileName, "/") : entry.FileName.ToString(), All);
            names.AddRange(entries);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (IOException) when (File.Exists(Absolute(folder).TrimEnd('/')))
        {
            return [];
        }

        return names;
    }

    /// <inheritdoc/>
    public byte[] ReadBytes(string path, int most) => WholeFile.Read(Absolute(path), most);

    /// <inheritdoc/>
    public string ReadText(string path, int most)
    {
        byte[] bytes = ReadBytes(path, most);
        ReadOnlySpan<byte> text = bytes;
        return Encoding.UTF8.GetString(text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text);
    }

    /// <inheritdoc/>
    public void DeleteFile(string path)
    {
        string absolute = Absolute(path);
        try
        {
            File.Delete(absolute);
        }
        catch (DirectoryNotFoundException)
        {
            return;
        }
        catch (UnauthorizedAccessException) when (OperatingSystem.IsWindows() && new DirectoryInfo(absolute).LinkTarget is not null)
        {
            // On Windows a link to a folder is a folder to File.Delete.
            Directory.Delete(absolute);
        }
    }

    /// <inheritdoc/>
    public bool DeleteEmptyFolder(string path)
    {
        string absolute = Absolute(path).TrimEnd('/');
        if (new DirectoryInfo(absolute).LinkTarget is not null || File.Exists(absolute))
            return false;
        try
        {
            Directory.Delete(absolute, recursive: false);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void CreateFolder(string path) => Directory.CreateDirectory(Absolute(path));

    /// <inheritdoc/>
    public void Replace(string file, string path)
    {
        if (!_portable && TryRename(file, path))
            return;
        File.Move(Absolute(file), Absolute(path), overwrite: true);
    }

    /// <inheritdoc/>
    public void CreateLink(string path, string target) => File.CreateSymbolicLink(Absolute(path), target);

    /// <inheritdoc/>
    public Stream OpenRead(string path) => new FileStream(Absolute(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);

    /// <inheritdoc/>
    public void SetModified(string path, long modified)
    {
        string absolute = Absolute(path);
        DateTime time = DateTime.UnixEpoch.AddTicks(modified / 100);
        if (Directory.Exists(absolute))
            Directory.SetLastWriteTimeUtc(absolute, time);
        else
            File.SetLastWriteTimeUtc(absolute, time);
    }

    private bool TryRename(string from, string to)
    {
        int mostFrom = MostBytes(from), mostTo = MostBytes(to);
        Span<byte> one = mostFrom <= PathOnStack ? stackalloc byte[PathOnStack] : new byte[mostFrom];
        Span<byte> other = mostTo <= PathOnStack ? stackalloc byte[PathOnStack] : new byte[mostTo];
        return PosixFile.TryRename(Encode(from, one), Encode(to, other));
    }

    private bool TryHash(string path, out Digest digest)
    {
        int most = MostBytes(path);
        Span<byte> utf8 = most <= PathOnStack ? stackalloc byte[PathOnStack] : new byte[most];
        return FileHash.TryOf(Encode(path, utf8), out digest);
    }

    private int MostBytes(string path) => _rootUtf8.Length + Encoding.UTF8.GetMaxByteCount(path.Length) + 1;

    // The absolute path with a zero byte at the end.
    private Span<byte> Encode(string path, Span<byte> utf8)
    {
        ReadOnlySpan<byte> root = CanonicalPath.IsAbsolute(path) ? [] : _rootUtf8;
        root.CopyTo(utf8);
        int length = root.Length + Encoding.UTF8.GetBytes(path, utf8[root.Length..]);
        utf8[length] = 0;
        return utf8[..(length + 1)];
    }

    private string Absolute(string path) => CanonicalPath.IsAbsolute(path) ? path : _root + path;

    // The attributes of an entry cost a call of their own on Unix, and only a folder needs them: is it one, or a link to one?
    private static bool IsRealFolder(ref FileSystemEntry entry) =>
        entry.IsDirectory && (entry.Attributes & FileAttributes.ReparsePoint) == 0;
}
