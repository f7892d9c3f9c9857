using System.Buffers.Binary;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage;

/// <summary>A file's memo as bytes, all of one length.</summary>
internal static class MemoPayload
{
    /// <summary>Bytes.</summary>
    public const int Length = 70;

    private const byte Executable = 0x80;
    private const int Kind = 4, Racy = 5, Size = 6, Modified = 14, Changed = 22, Inode = 30, Content = 38;

    /// <summary>Writes a memo of the path with this number.</summary>
    public static void Write(int number, in FileMemo memo, Span<byte> to)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, number);
        to[Kind] = (byte)((byte)memo.Stat.Kind | (memo.Stat.Executable ? Executable : 0));
        to[Racy] = memo.Racy ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64LittleEndian(to[Size..], memo.Stat.Size);
        BinaryPrimitives.WriteInt64LittleEndian(to[Modified..], memo.Stat.Modified);
        BinaryPrimitives.WriteInt64LittleEndian(to[Changed..], memo.Stat.Changed);
        BinaryPrimitives.WriteUInt64LittleEndian(to[Inode..], memo.Stat.Inode);
        memo.Digest.CopyTo(to[Content..]);
    }

    /// <summary>The number of the path that a memo is about.</summary>
    public static int ReadNumber(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadInt32LittleEndian(payload);

    /// <summary>True for the memo of a file that is gone, which voids the one before.</summary>
    public static bool IsVoid(ReadOnlySpan<byte> payload) => payload[Kind] == (byte)FileKind.Missing;

    /// <summary>The memo.</summary>
    public static FileMemo Read(ReadOnlySpan<byte> payload)
    {
        var stat = new FileStat(
            (FileKind)(payload[Kind] & ~Executable),
            BinaryPrimitives.ReadInt64LittleEndian(payload[Size..]),
            BinaryPrimitives.ReadInt64LittleEndian(payload[Modified..]),
            BinaryPrimitives.ReadInt64LittleEndian(payload[Changed..]),
            BinaryPrimitives.ReadUInt64LittleEndian(payload[Inode..]))
        {
            Executable = (payload[Kind] & Executable) != 0,
        };
        return new FileMemo(stat, new Digest(payload[Content..]), payload[Racy] != 0);
    }
}
