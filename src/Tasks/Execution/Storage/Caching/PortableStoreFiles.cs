using Microsoft.Win32.SafeHandles;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary><see cref="IStoreFiles"/> by .NET alone.</summary>
internal sealed class PortableStoreFiles : IStoreFiles
{
    // A second or more. Another build's line is written in far less time than the least that can be waited, but a machine may be busy.
    private const int Tries = 1_000;

    /// <inheritdoc/>
    public StoreStat Stat(string path) => Stat(path, follow: false);

    /// <inheritdoc/>
    public StoreStat Read(string path, bool follow, Span<byte> into, out int read)
    {
        read = 0;
        StoreStat stat = Stat(path, follow);
        if (stat.Kind != StoreKind.File)
            return stat;
        using SafeFileHandle? file = TryOpen(path);
        if (file is null)
            return default;
        for (int more; read < into.Length && (more = RandomAccess.Read(file, into[read..], read)) > 0;)
            read += more;
        return stat with { Size = RandomAccess.GetLength(file) };
    }

    /// <inheritdoc/>
    public void Write(string path, ReadOnlySpan<byte> content, bool executable)
    {
        using FileStream file = Create(path, executable);
        try
        {
            file.Write(content);
        }
        catch (Exception e)
        {
            file.Dispose();
            Delete(path);
            if (e is ArgumentOutOfRangeException)
                throw PrivateFiles.TooLarge();
            throw;
        }
    }

    /// <inheritdoc/>
    public Digest? Copy(string from, bool follow, string to, bool executable, CancellationToken cancellation)
    {
        if (Stat(from, follow).Kind != StoreKind.File)
            return null;
        // The copy has the rights of what it was copied from, and its time; here only the umask knows what they ought to be.
        UnixFileMode rights = default;
        using (FileStream empty = Create(to, executable))
        {
            if (!OperatingSystem.IsWindows())
                rights = File.GetUnixFileMode(empty.SafeFileHandle);
        }

        try
        {
            File.Delete(to);
            File.Copy(from, to);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(to, rights);
            else
                File.SetAttributes(to, FileAttributes.Normal);
            File.SetLastWriteTimeUtc(to, DateTime.UtcNow);
            using SafeFileHandle copy = File.OpenHandle(to, FileMode.Open, FileAccess.Read, FileShare.Read);
            return FileHash.Of(copy, cancellation);
        }
        catch (FileNotFoundException)
        {
            Delete(to);
            return null;
        }
        catch (Exception)
        {
            Delete(to);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    /// <inheritdoc/>
    public void Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }

    /// <inheritdoc/>
    public void Append(string path, ReadOnlySpan<byte> bytes)
    {
        if (Stat(path, follow: false).Kind == StoreKind.Odd)
            throw new IOException($"It is no file: '{path}'");
        // Nobody else writes meanwhile: .NET's way to append is to write where the end was. On Unix only who shares nothing keeps writers out.
        FileShare share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;
        using FileStream file = WhenUnlocked(() => new FileStream(path, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = share, BufferSize = 0 }));
        file.Write(bytes);
    }

    /// <inheritdoc/>
    public bool Delete(string path)
    {
        try
        {
            if (Stat(path, follow: false).Kind == StoreKind.Missing)
                return false;
            File.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static StoreStat Stat(string path, bool follow)
    {
        var info = new FileInfo(path);
        if (follow && info.LinkTarget is not null)
        {
            // Of a link in a circle there is no end.
            if (info.ResolveLinkTarget(returnFinalTarget: true) is not FileInfo { Exists: true } end)
                return default;
            info = end;
        }

        if (!info.Exists)
            return new StoreStat(Directory.Exists(path) || info.LinkTarget is not null ? StoreKind.Odd : StoreKind.Missing, 0, 0);
        bool odd = info.LinkTarget is not null || WholeFile.IsEndless(info.FullName);
        return new StoreStat(odd ? StoreKind.Odd : StoreKind.File, odd ? 0 : info.Length, new DateTimeOffset(info.LastWriteTimeUtc).ToUnixTimeMilliseconds());
    }

    private static SafeFileHandle? TryOpen(string path)
    {
        try
        {
            return WhenUnlocked(() => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static T WhenUnlocked<T>(Func<T> open)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                return open();
            }
            catch (IOException e) when (tries < Tries && StateLock.IsLocked(e))
            {
                Thread.Sleep(1);
            }
        }
    }

    private static FileStream Create(string path, bool executable)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
            const UnixFileMode Run = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            options.UnixCreateMode = executable ? Plain | Run : Plain;
        }

        return new FileStream(path, options);
    }
}
