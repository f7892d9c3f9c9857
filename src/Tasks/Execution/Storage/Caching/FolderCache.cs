using System.Buffers;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>
/// A cache in a folder, which any number of builds and machines may use at once: <c>ac/ab/…</c> has entries, <c>cas/ab/…</c> blobs, under the 64 digits of their digests, as Bazel's disk cache. What is written is a file of its own in <c>taskgraph/tmp/</c> first, and
/// has its name when it is whole; nobody waits for anybody. All that is read is verified, so that nothing is flushed to the disk: what a power cut took is not there, or is damaged and goes. The time of a file is its last use, to the hour.
/// A folder that is not there is made with the first that is stored.
/// </summary>
public sealed class FolderCache : ICacheStore
{
    private const int Small = 256 * 1024;
    private const int MostEntry = CachedResultCodec.MostBytes + EntrySeal.Length;
    private const long UseIsKnownFor = 60 * 60 * 1000;
    private const int FailuresInARow = 3;

    private static readonly byte[] TagContent = """
        Signature: 8a477f597d28d172789f06886806bc55
        # The action cache of TaskGraph builds. All that is here can be made again: https://bford.info/cachedir/

        """u8.ToArray();

    private readonly IStoreFiles _files;
    private readonly CacheLayout _layout;
    private readonly CacheLog _log;
    private readonly Action<CacheFault> _onFault;
    private volatile bool _damaged;
    private int _told;
    private int _failures;
    private long _storedBytes;
    private long _storedEntries;
    private long _notedBytes;
    private long _notedEntries;

    /// <summary>Creates it; nothing is looked at yet.</summary>
    /// <param name="folder">Absolute path; need not be there.</param>
    /// <param name="onFault">Told of the first thing that goes wrong, on the thread that met it.</param>
    /// <param name="portable">True to use .NET alone, as systems without calls of their own do.</param>
    public FolderCache(string folder, Action<CacheFault> onFault, bool portable = false)
        : this(folder, onFault, portable || !PosixStoreFiles.IsAvailable ? new PortableStoreFiles() : new PosixStoreFiles())
    {
    }

    internal FolderCache(string folder, Action<CacheFault> onFault, IStoreFiles files)
    {
        _layout = new CacheLayout(Path.TrimEndingDirectorySeparator(folder));
        _files = files;
        _log = new CacheLog(_layout, _files);
        _onFault = onFault;
    }

    /// <summary>The folder.</summary>
    public string Folder => _layout.Root;

    /// <summary>What was stored through this object, bytes on a disk.</summary>
    public long StoredBytes => Interlocked.Read(ref _storedBytes);

    internal CacheLayout Layout => _layout;

    internal CacheLog Log => _log;

    internal IStoreFiles Files => _files;

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public bool IsMissing(Digest action)
    {
        try
        {
            return _files.Stat(_layout.Entry(action)).Kind == StoreKind.Missing;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public byte[]? FindAction(Digest action, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        string path = _layout.Entry(action);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            StoreStat stat = _files.Read(path, follow: false, buffer, out int read);
            if (stat.Kind == StoreKind.Missing)
                return null;
            if (stat.Size > buffer.Length && stat.Size <= MostEntry)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = ArrayPool<byte>.Shared.Rent((int)stat.Size);
                stat = _files.Read(path, follow: false, buffer, out read);
            }

            if (stat.Kind == StoreKind.File && stat.Size == read && EntrySeal.Open(action, buffer.AsSpan(0, read)) is { } entry)
            {
                Used(path, stat);
                return entry;
            }

            Remove(path);
            return null;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            Tell(e);
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public bool TryFetchBlob(Digest blob, long size, string file, bool executable, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (size < 0)
            return false;
        string path = _layout.Blob(blob);
        try
        {
            return size > Small ? FetchLarge(blob, size, path, file, executable, cancellation) : FetchSmall(blob, size, path, file, executable);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            Tell(e);
            return false;
        }
    }

    /// <inheritdoc/>
    public bool TryStoreBlob(Digest blob, long size, string file, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (size < 0)
            return false;
        string path = _layout.Blob(blob);
        string temporary = "";
        try
        {
            StoreStat there = _files.Stat(path);
            // Once something was found to be damaged, nothing is believed for its size alone.
            if (there.Kind == StoreKind.File && there.Size == size && !_damaged)
            {
                Used(path, there);
                return true;
            }

            if (_failures >= FailuresInARow)
                return false;
            if (Take(blob, size, file, out temporary, cancellation))
                return Keep(temporary, path, size);
            if (temporary.Length > 0)
                _files.Delete(temporary);
            return false;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return NotKept(e, temporary);
        }
    }

    /// <inheritdoc/>
    public bool TryStoreAction(Digest action, byte[] entry, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_failures >= FailuresInARow || entry.Length > CachedResultCodec.MostBytes)
            return false;
        string temporary = "";
        try
        {
            byte[] sealedEntry = EntrySeal.Close(action, entry);
            temporary = WriteTemporary(sealedEntry);
            if (!Keep(temporary, _layout.Entry(action), sealedEntry.Length))
                return false;
            Interlocked.Increment(ref _storedEntries);
            return true;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return NotKept(e, temporary);
        }
    }

    /// <summary>Writes down what a build had of the cache, and what was stored through this object since the last time. Nothing, if that is nothing.</summary>
    public void NoteBuild(CacheUse use)
    {
        long bytes = StoredBytes, entries = Interlocked.Read(ref _storedEntries);
        if (use.Hits == 0 && bytes == _notedBytes && entries == _notedEntries)
            return;
        try
        {
            _log.Add(CacheAccount.LineOf(DateTimeOffset.UtcNow, use, bytes - _notedBytes, entries - _notedEntries));
            (_notedBytes, _notedEntries) = (bytes, entries);
        }
        catch (DirectoryNotFoundException)
        {
            // Of a folder that somebody deleted there is nothing to say.
            return;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            Tell(e);
        }
    }

    /// <summary>What is in the folder, and what it was good for. Looks at every file of it.</summary>
    public CacheStatistics Statistics()
    {
        int entries = 0, blobs = 0;
        long bytes = 0, oldest = long.MaxValue, newest = long.MinValue;
        foreach (StoredFile file in _layout.Files())
        {
            _ = file.IsEntry ? entries++ : blobs++;
            bytes += file.Size;
            oldest = Math.Min(oldest, file.Used);
            newest = Math.Max(newest, file.Used);
        }

        CacheAccount account = Account();
        return new CacheStatistics
        {
            Entries = entries,
            Blobs = blobs,
            Bytes = bytes,
            OldestUse = entries + blobs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(oldest),
            NewestUse = entries + blobs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(newest),
            Builds = account.Builds,
            Hits = account.Hits,
            Saved = TimeSpan.FromMilliseconds(account.MillisecondsSaved),
        };
    }

    /// <summary>Deletes all that is the cache's, and nothing else that lies in its folder; the folder itself stays. A build that uses it meanwhile finds less.</summary>
    public ClearedCache Clear() => new CacheClearing(_layout, _files).Run();

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>What the log says; nothing, if it cannot be read.</summary>
    internal CacheAccount Account()
    {
        try
        {
            return _log.Read();
        }
        catch (Exception e) when (IsRefusal(e))
        {
            Tell(e);
            return new CacheAccount();
        }
    }

    /// <summary>Bytes that were stored and that the log does not know yet.</summary>
    internal long NotNoted => StoredBytes - _notedBytes;

    /// <summary>Whether a tag is one that a cache has written.</summary>
    internal static bool IsOurs(string tag)
    {
        try
        {
            return WholeFile.Start(tag, TagContent.Length + 1, out _).AsSpan().SequenceEqual(TagContent);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return false;
        }
    }

    internal static bool IsRefusal(Exception e) => e is IOException or UnauthorizedAccessException;

    private bool FetchSmall(Digest blob, long size, string path, string file, bool executable)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)size + 1);
        try
        {
            StoreStat stat = _files.Read(path, follow: false, buffer, out int read);
            if (stat.Kind == StoreKind.Missing)
                return false;
            ReadOnlySpan<byte> content = buffer.AsSpan(0, read);
            if (stat.Kind != StoreKind.File || stat.Size != size || read != size || Digest.Of(content) != blob)
            {
                Remove(path);
                return false;
            }

            _files.Write(file, content, executable);
            Used(path, stat);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool FetchLarge(Digest blob, long size, string path, string file, bool executable, CancellationToken cancellation)
    {
        StoreStat stat = _files.Stat(path);
        if (stat.Kind == StoreKind.Missing)
            return false;
        if (stat.Kind == StoreKind.File && stat.Size == size)
        {
            if (_files.Copy(path, follow: false, file, executable, cancellation) is not { } copied)
                return false;
            if (copied == blob)
            {
                Used(path, stat);
                return true;
            }

            _files.Delete(file);
        }

        Remove(path);
        return false;
    }

    /// <summary>Makes a temporary file of a blob's content; false if the file has another one.</summary>
    private bool Take(Digest blob, long size, string file, out string temporary, CancellationToken cancellation)
    {
        temporary = "";
        if (size > Small)
        {
            string name = _layout.NewTemporary();
            Digest? copied = WithFolder(() => _files.Copy(file, follow: true, name, executable: false, cancellation), _layout.Temporary);
            temporary = copied is null ? "" : name;
            return copied == blob && _files.Stat(name).Size == size;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)size + 1);
        try
        {
            StoreStat stat = ReadSource(file, buffer, out int read);
            ReadOnlySpan<byte> content = buffer.AsSpan(0, read);
            if (stat.Kind != StoreKind.File || stat.Size != size || read != size || Digest.Of(content) != blob)
                return false;
            temporary = WriteTemporary(content);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // That a file of the project cannot be read is no fault of the cache.
    private StoreStat ReadSource(string file, Span<byte> buffer, out int read)
    {
        try
        {
            return _files.Read(file, follow: true, buffer, out read);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            read = 0;
            return default;
        }
    }

    private string WriteTemporary(ReadOnlySpan<byte> content)
    {
        string name = _layout.NewTemporary();
        try
        {
            _files.Write(name, content, executable: false);
        }
        catch (DirectoryNotFoundException)
        {
            MakeFolder(_layout.Temporary);
            _files.Write(name, content, executable: false);
        }

        return name;
    }

    private bool Keep(string temporary, string path, long size)
    {
        try
        {
            WithFolder(() => Rename(temporary, path), Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (IsRefusal(e) && OperatingSystem.IsWindows() && _files.Stat(path).Kind == StoreKind.File)
        {
            // Somebody reads what is there, and as long as that is so Windows lets nothing take its place.
            _files.Delete(temporary);
            return false;
        }

        _failures = 0;
        Interlocked.Add(ref _storedBytes, StoredFile.OnDisk(size));
        return true;
    }

    private bool Rename(string temporary, string path)
    {
        try
        {
            _files.Rename(temporary, path);
        }
        catch (Exception e) when (IsRefusal(e) && e is not DirectoryNotFoundException && _files.Stat(path).Kind == StoreKind.Odd)
        {
            Remove(path);
            _files.Rename(temporary, path);
        }

        return true;
    }

    private T WithFolder<T>(Func<T> make, string folder)
    {
        try
        {
            return make();
        }
        catch (DirectoryNotFoundException)
        {
            MakeFolder(folder);
            return make();
        }
    }

    private void MakeFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        // The tag speaks for all that is in the folder: where somebody else's things lie, it would keep them out of a backup.
        if (folder != _layout.Temporary || _files.Stat(_layout.Tag).Kind != StoreKind.Missing || !_layout.IsAlone)
            return;
        string tag = _layout.NewTemporary();
        _files.Write(tag, TagContent, executable: false);
        _files.Rename(tag, _layout.Tag);
    }

    private void Used(string path, StoreStat stat)
    {
        if (Now - stat.Modified > UseIsKnownFor)
            _files.Touch(path);
    }

    /// <summary>Takes away what is damaged. A folder, which nobody can have put there by mistake alone, goes where the next sweep finds it.</summary>
    private void Remove(string path)
    {
        _damaged = true;
        if (_files.Delete(path) || !Directory.Exists(path))
            return;
        string away = _layout.NewTemporary();
        Directory.CreateDirectory(_layout.Temporary);
        Directory.Move(path, away);
    }

    private bool NotKept(Exception e, string temporary)
    {
        if (temporary.Length > 0)
            _files.Delete(temporary);
        Interlocked.Increment(ref _failures);
        Tell(e);
        return false;
    }

    private void Tell(Exception e)
    {
        if (Interlocked.Exchange(ref _told, 1) == 0)
            _onFault(new CacheFault(Folder, e.Message, LeftAlone: false));
    }
}
