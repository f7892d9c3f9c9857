using TaskGraph.Execution.Storage;

namespace TaskGraph.Execution.Tests.FullDisks;

/// <summary>Files on a disk with so much room: the write that does not fit leaves its beginning, as systems do, and all after it nothing.</summary>
internal sealed class FullDisk(IStateFiles files, long room) : IStateFiles
{
    private const string Full = "No space left on device";

    private long _room = room;

    /// <summary>Whether something was refused.</summary>
    public bool Refused { get; private set; }

    public byte[]? Read(string path) => files.Read(path);

    public bool Exists(string path) => files.Exists(path);

    public long LengthOf(string path) => files.LengthOf(path);

    public IStateFile Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        if (_room > 0 || files.Exists(path))
            return new OpenFile(this, files.Open(path, mode, access, share));
        Refused = true;
        throw new IOException(Full);
    }

    public void Move(string from, string to) => files.Move(from, to);

    public void Delete(string path) => files.Delete(path);

    private sealed class OpenFile(FullDisk disk, IStateFile file) : IStateFile
    {
        public long Length
        {
            get => file.Length;
            set => file.Length = value;
        }

        public bool CanWrite => file.CanWrite;

        public int Read(long offset, Span<byte> destination) => file.Read(offset, destination);

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            int fits = (int)Math.Min(bytes.Length, disk._room);
            disk._room -= fits;
            if (fits > 0)
                file.Write(offset, bytes[..fits]);
            if (fits == bytes.Length)
                return;
            disk.Refused = true;
            throw new IOException(Full);
        }

        public void Sync() => file.Sync();

        public void Dispose() => file.Dispose();
    }
}
