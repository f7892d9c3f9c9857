using System.Buffers;
using System.Buffers.Binary;

namespace TaskGraph.Execution.Storage;

/// <summary>
/// The bytes that went into nodes' fingerprints, kept to explain a later difference. Opened when first used; entries are collected and written
/// 64 KB at a time. A lost or damaged entry is no error: <see cref="TryRead"/> says that it is not there. Not thread-safe.
/// </summary>
public sealed class TraceFile : IDisposable
{
    private const int EntryHead = sizeof(uint);
    private const int FlushAt = 64 * 1024;

    private readonly IStateFiles _files;
    private readonly string _file;
    private readonly long _leastEnd;
    private readonly ArrayBufferWriter<byte> _pending = new();
    private IStateFile? _open;
    private long _written = -1;

    /// <summary>Names the file; nothing is opened.</summary>
    /// <param name="file">Absolute path.</param>
    /// <param name="leastEnd">Where appending begins at the earliest: past all that records refer to, so that the place of an entry that was lost in a crash is not given out again.</param>
    public TraceFile(string file, long leastEnd = 0)
        : this(DiskStateFiles.Instance, file, leastEnd)
    {
    }

    internal TraceFile(IStateFiles files, string file, long leastEnd = 0) => (_files, _file, _leastEnd) = (files, file, leastEnd);

    /// <summary>True once something was appended.</summary>
    internal bool Appended => _pending.WrittenCount > 0 || _written >= 0;

    /// <summary>Bytes in the file and not yet written.</summary>
    internal long Length => (_written >= 0 ? _written : LengthOnDisk) + _pending.WrittenCount;

    /// <summary>Adds an entry and returns its place, for <see cref="TryRead"/>.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public long Append(ReadOnlySpan<byte> entry)
    {
        if (_written < 0)
            _written = Math.Max(LengthOnDisk, _leastEnd);
        long offset = _written + _pending.WrittenCount;
        BinaryPrimitives.WriteUInt32LittleEndian(_pending.GetSpan(EntryHead), Check(offset, entry));
        _pending.Advance(EntryHead);
        _pending.Write(entry);
        if (_pending.WrittenCount >= FlushAt)
            Flush();
        return offset;
    }

    /// <summary>Reads an entry; false if it is not there whole.</summary>
    /// <param name="offset">What <see cref="Append"/> returned.</param>
    /// <param name="length">The entry's length, bytes.</param>
    /// <param name="entry">The entry.</param>
    public bool TryRead(long offset, int length, out byte[] entry)
    {
        entry = [];
        if (offset < 0 || length < 0)
            return false;
        try
        {
            Flush();
            if (!TryOpen() || offset > _open!.Length - EntryHead - length)
                return false;
            byte[] bytes = new byte[EntryHead + length];
            if (_open.Read(offset, bytes) < bytes.Length)
                return false;
            ReadOnlySpan<byte> content = bytes.AsSpan(EntryHead);
            if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Check(offset, content))
                return false;
            entry = content.ToArray();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Writes what is collected.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Flush()
    {
        if (_pending.WrittenCount == 0)
            return;
        if (_open is not { CanWrite: true })
        {
            _open?.Dispose();
            _open = _files.Open(_file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        }

        _open.Write(_written, _pending.WrittenSpan);
        _written += _pending.WrittenCount;
        _pending.Clear();
    }

    /// <summary>Writes what is collected, as far as the disk takes it, and closes the file.</summary>
    public void Dispose()
    {
        try
        {
            Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A trace only explains: its loss is told when it is asked for.
            _pending.Clear();
        }

        _open?.Dispose();
        _open = null;
    }

    /// <summary>One past the last byte of an entry; 0 for a place that cannot be.</summary>
    internal static long EndOf(long offset, int length) =>
        offset < 0 || offset > long.MaxValue - EntryHead - length ? 0 : offset + EntryHead + length;

    private long LengthOnDisk => _open?.Length ?? _files.LengthOf(_file);

    private bool TryOpen()
    {
        if (_open is null && _files.Exists(_file))
            _open = _files.Open(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return _open is not null;
    }

    private static uint Check(long offset, ReadOnlySpan<byte> entry) =>
        JournalFormat.Checksum((uint)offset ^ (uint)(offset >> 32) ^ ((uint)entry.Length << 7) ^ 0x51ED_270Bu, entry);
}
