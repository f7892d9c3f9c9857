using Microsoft.Win32.SafeHandles;

namespace TaskGraph.Execution.Storage;

/// <summary><see cref="IStateFiles"/> on the real disk.</summary>
internal sealed class DiskStateFiles : IStateFiles
{
    /// <summary>The only one: it has no state.</summary>
    public static DiskStateFiles Instance { get; } = new();

    /// <inheritdoc/>
    public byte[]? Read(string path) => File.Exists(path) ? WholeFile.Read(path, Array.MaxLength - 1) : null;

    /// <inheritdoc/>
    public bool Exists(string path) => File.Exists(path);

    /// <inheritdoc/>
    public long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    /// <inheritdoc/>
    public IStateFile Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        // What is no file, or leads to one elsewhere, is not the build's.
        if (mode != FileMode.CreateNew && (WholeFile.IsEndless(path) || new FileInfo(path).LinkTarget is not null))
            File.Delete(path);
        if (mode == FileMode.CreateNew || (mode == FileMode.OpenOrCreate && !File.Exists(path)))
        {
            PrivateFiles.Make(path);
            mode = FileMode.Open;
        }

        return new OpenFile(File.OpenHandle(path, mode, access, share), (access & FileAccess.Write) != 0);
    }

    /// <inheritdoc/>
    public void Move(string from, string to) => File.Move(from, to, overwrite: true);

    /// <inheritdoc/>
    public void Delete(string path) => File.Delete(path);

    private sealed class OpenFile(SafeFileHandle handle, bool canWrite) : IStateFile
    {
        public long Length
        {
            get => RandomAccess.GetLength(handle);
            set => RandomAccess.SetLength(handle, value);
        }

        public bool CanWrite => canWrite;

        public int Read(long offset, Span<byte> destination)
        {
            int read = 0;
            while (read < destination.Length && RandomAccess.Read(handle, destination[read..], offset + read) is > 0 and int more)
                read += more;
            return read;
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            try
            {
                RandomAccess.Write(handle, bytes, offset);
            }
            catch (ArgumentOutOfRangeException)
            {
                throw PrivateFiles.TooLarge();
            }
        }

        public void Sync() => RandomAccess.FlushToDisk(handle);

        public void Dispose() => handle.Dispose();
    }
}
