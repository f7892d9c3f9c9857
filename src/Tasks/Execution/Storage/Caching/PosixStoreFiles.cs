using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary><see cref="IStoreFiles"/> by Linux's own calls: .NET asks several times as many of a small file, and an action's upkeep is little else.</summary>
internal sealed unsafe partial class PosixStoreFiles : IStoreFiles
{
    private const int AtWorkingFolder = -100, LinkItself = 0x100;
    private const int ReadOnly = 0, WriteOnly = 1, ReadAndWrite = 2, Create = 0x40, Exclusive = 0x80, AtEnd = 0x400, NotBlocking = 0x800, CloseOnExec = 0x80000;
    private const int Everybody = 0x1B6, EverybodyAndRun = 0x1FF;
    private const int Interrupted = 4, Exists = 17, NotPermitted = 1, ReadOnlyDisk = 30;
    private const int PathOnStack = 512;
    private const int PieceOfCopy = 16 * 1024 * 1024, PieceInMemory = 256 * 1024;
    private const nuint CloneFile = 0x40049409;

    // One of the few flags that are not the same on all architectures.
    private static readonly int NoFollow = RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Ppc64le ? 0x8000 : 0x20000;

    /// <summary>True where the system has these calls.</summary>
    public static bool IsAvailable => StatX.IsAvailable;

    /// <inheritdoc/>
    public StoreStat Stat(string path)
    {
        using var name = new NativePath(path, stackalloc byte[PathOnStack]);
        int error = StatX.OfLinkItself(name.Bytes, out FileStat stat);
        return error is 0 ? Seen(stat) : IsNothing(error) ? default : throw Refused(error, path);
    }

    /// <inheritdoc/>
    public StoreStat Read(string path, bool follow, Span<byte> into, out int read)
    {
        read = 0;
        using var name = new NativePath(path, stackalloc byte[PathOnStack]);
        int descriptor = OpenToRead(name.Bytes, path, follow, out StoreStat stat);
        if (descriptor < 0)
            return stat;
        try
        {
            // One read more would only say that there is nothing more; the caller compares with the size.
            while (read < into.Length && read < stat.Size)
            {
                int more = ReadOnce(descriptor, into[read..], path);
                if (more == 0)
                    break;
                read += more;
            }

            return stat;
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <inheritdoc/>
    public void Write(string path, ReadOnlySpan<byte> content, bool executable)
    {
        using var name = new NativePath(path, stackalloc byte[PathOnStack]);
        int descriptor = OpenNew(name.Bytes, path, WriteOnly, executable);
        int error = WriteAll(descriptor, content);
        // What the disk could not take may be said here only.
        if (Close(descriptor) != 0 && error == 0)
            error = Marshal.GetLastPInvokeError() is var late && late != Interrupted ? late : 0;
        if (error == 0)
            return;
        Unlink(name.Bytes);
        throw Refused(error, path);
    }

    /// <inheritdoc/>
    public Digest? Copy(string from, bool follow, string to, bool executable, CancellationToken cancellation)
    {
        using var fromName = new NativePath(from, stackalloc byte[PathOnStack]);
        using var toName = new NativePath(to, stackalloc byte[PathOnStack]);
        int source = OpenToRead(fromName.Bytes, from, follow, out _);
        if (source < 0)
            return null;
        try
        {
            using var target = new SafeFileHandle(OpenNew(toName.Bytes, to, ReadAndWrite, executable), ownsHandle: true);
            try
            {
                CopyContent(source, (int)target.DangerousGetHandle(), from, to, cancellation);
                return FileHash.Of(target, cancellation);
            }
            catch (Exception)
            {
                Unlink(toName.Bytes);
                throw;
            }
        }
        finally
        {
            _ = Close(source);
        }
    }

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        using var fromName = new NativePath(from, stackalloc byte[PathOnStack]);
        using var toName = new NativePath(to, stackalloc byte[PathOnStack]);
        int result;
        fixed (byte* one = fromName.Bytes, other = toName.Bytes)
            result = Rename(one, other);
        if (result != 0)
            throw Refused(Marshal.GetLastPInvokeError(), to);
    }

    /// <inheritdoc/>
    public void Touch(string path)
    {
        using var name = new NativePath(path, stackalloc byte[PathOnStack]);
        fixed (byte* start = name.Bytes)
            _ = SetTimes(AtWorkingFolder, start, null, LinkItself);
    }

    /// <inheritdoc/>
    public void Append(string path, ReadOnlySpan<byte> bytes)
    {
        using var name = new NativePath(path, stackalloc byte[PathOnStack]);
        int descriptor = Open(name.Bytes, WriteOnly | Create | AtEnd | NotBlocking | NoFollow | CloseOnExec, Everybody);
        if (descriptor < 0)
            throw Refused(Marshal.GetLastPInvokeError(), path);
        int error = WriteAll(descriptor, bytes);
        _ = Close(descriptor);
        if (error != 0)
            throw Refused(error, path);
    }

    /// <inheritdoc/>
    public bool Delete(string path)
    {
        using var name = new NativePath(path, stackalloc byte[PathOnStack]);
        return Unlink(name.Bytes);
    }

    private static void CopyContent(int source, int target, string from, string to, CancellationToken cancellation)
    {
        if (Control(target, CloneFile, source) == 0)
            return;
        cancellation.ThrowIfCancellationRequested();
        // Both descriptors move on by themselves, so that what the system's own copy leaves is where the plain one goes on.
        nint copied;
        while ((copied = CopyRange(source, null, target, null, PieceOfCopy, 0)) > 0)
            cancellation.ThrowIfCancellationRequested();
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceInMemory);
        try
        {
            for (int read; (read = ReadOnce(source, piece, from)) > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                int error = WriteAll(target, piece.AsSpan(0, read));
                if (error != 0)
                    throw Refused(error, to);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>A descriptor of a regular file; negative if there is none.</summary>
    private static int OpenToRead(ReadOnlySpan<byte> name, string path, bool follow, out StoreStat stat)
    {
        stat = default;
        int descriptor = Open(name, ReadOnly | NotBlocking | CloseOnExec | (follow ? 0 : NoFollow), 0);
        if (descriptor < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            stat = new StoreStat(IsNothing(error) && error != StatX.LinkLoop ? StoreKind.Missing : StoreKind.Odd, 0, 0);
            // A socket cannot be opened at all.
            return IsNothing(error) || error is 6 or 19 ? -1 : throw Refused(error, path);
        }

        int failed = StatX.OfOpen(descriptor, out FileStat seen);
        stat = Seen(seen);
        if (failed == 0 && stat.Kind == StoreKind.File)
            return descriptor;
        _ = Close(descriptor);
        return failed == 0 ? -1 : throw Refused(failed, path);
    }

    private static int OpenNew(ReadOnlySpan<byte> name, string path, int access, bool executable)
    {
        int descriptor = Open(name, access | Create | Exclusive | CloseOnExec, executable ? EverybodyAndRun : Everybody);
        return descriptor >= 0 ? descriptor : throw Refused(Marshal.GetLastPInvokeError(), path);
    }

    private static int Open(ReadOnlySpan<byte> name, int flags, int rights)
    {
        while (true)
        {
            int descriptor;
            fixed (byte* start = name)
                descriptor = Open(start, flags, rights);
            if (descriptor >= 0 || Marshal.GetLastPInvokeError() != Interrupted)
                return descriptor;
        }
    }

    private static int ReadOnce(int descriptor, Span<byte> into, string path)
    {
        while (true)
        {
            nint read;
            fixed (byte* start = into)
                read = Read(descriptor, start, (nuint)into.Length);
            if (read >= 0)
                return (int)read;
            int error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
                throw Refused(error, path);
        }
    }

    private static int WriteAll(int descriptor, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint written;
            fixed (byte* start = bytes)
                written = Write(descriptor, start, (nuint)bytes.Length);
            if (written >= 0)
                bytes = bytes[(int)written..];
            else if (Marshal.GetLastPInvokeError() is var error && error != Interrupted)
                return error;
        }

        return 0;
    }

    private static bool Unlink(ReadOnlySpan<byte> name)
    {
        fixed (byte* start = name)
            return Unlink(start) == 0;
    }

    private static StoreStat Seen(FileStat stat) =>
        new(stat.Kind == FileKind.File ? StoreKind.File : StoreKind.Odd, stat.Size, stat.Modified / 1_000_000);

    private static bool IsNothing(int error) => error is StatX.NoEntry or StatX.NotFolder or StatX.NameTooLong or StatX.LinkLoop;

    private static Exception Refused(int error, string path)
    {
        string text = $"{Marshal.GetPInvokeErrorMessage(error)}: '{path}'";
        return error switch
        {
            StatX.NoEntry => new DirectoryNotFoundException(text),
            StatX.Denied or NotPermitted or ReadOnlyDisk => new UnauthorizedAccessException(text),
            Exists => new IOException(text),
            _ => new IOException(text),
        };
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int Open(byte* path, int flags, int rights);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, byte* into, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, byte* from, nuint length);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true)]
    private static partial int Rename(byte* from, byte* to);

    [LibraryImport("libc", EntryPoint = "unlink")]
    private static partial int Unlink(byte* path);

    [LibraryImport("libc", EntryPoint = "utimensat")]
    private static partial int SetTimes(int folder, byte* path, void* times, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nuint request, int argument);

    [LibraryImport("libc", EntryPoint = "copy_file_range")]
    private static partial nint CopyRange(int from, long* fromOffset, int to, long* toOffset, nuint length, uint flags);
}
