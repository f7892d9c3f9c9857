using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace TaskGraph.Execution.Storage;

/// <summary>
/// The bytes of a journal: a head (8 bytes of magic, 4 of version, 8 of an id that is the file's alone), then records. A record's head is three little-endian words:
/// kind (4 bits) and payload length (28 bits); a check of that word and of the record's own offset; a CRC-32C of the payload that starts from the check. Each starts from one half of the id.
/// The check is apart from the payload's CRC so that a record with a damaged payload still says truly what it was and where the next one begins,
/// and so that a record cut short is told from a damaged one. The offset is in it so that bytes that moved are never taken for records, and the id so that a record of another file is none at its own offset either: CRCs of
/// the same bytes from two starts are never the same.
/// </summary>
internal static class JournalFormat
{
    /// <summary>Bytes before the first record.</summary>
    public const int FileHead = IdAt + sizeof(ulong);

    /// <summary>Bytes before a record's payload.</summary>
    public const int RecordHead = 12;

    /// <summary>The longest payload, bytes.</summary>
    public const int MaxPayload = (1 << 28) - 1;

    private const int VersionAt = 8, IdAt = 12;
    private const uint Version = 4;
    private const uint Seed = 0x7A5C_9E31;

    private static ReadOnlySpan<byte> Magic => "TGJRNAL\n"u8;

    /// <summary>An id for a new file, at random.</summary>
    public static ulong NewId()
    {
        Span<byte> id = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(id);
        return BinaryPrimitives.ReadUInt64LittleEndian(id);
    }

    /// <summary>Writes the file's head.</summary>
    public static void WriteFileHead(Span<byte> destination, ulong id)
    {
        Magic.CopyTo(destination);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[VersionAt..], Version);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[IdAt..], id);
    }

    /// <summary>True if a file's bytes begin with the head of this version.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="id">The file's id.</param>
    public static bool TryReadFileHead(ReadOnlySpan<byte> content, out ulong id)
    {
        bool good = content.Length >= FileHead && content.StartsWith(Magic) && BinaryPrimitives.ReadUInt32LittleEndian(content[VersionAt..]) == Version;
        id = good ? BinaryPrimitives.ReadUInt64LittleEndian(content[IdAt..]) : 0;
        return good;
    }

    /// <summary>Fills in the head of a record whose payload is in place behind it.</summary>
    /// <param name="record">Head and payload.</param>
    /// <param name="kind">What the record says.</param>
    /// <param name="offset">Where the record will lie in the file.</param>
    /// <param name="id">The file's id.</param>
    public static void Seal(Span<byte> record, RecordKind kind, long offset, ulong id)
    {
        uint word = ((uint)kind << 28) | (uint)(record.Length - RecordHead);
        uint check = Check(word, offset, id);
        BinaryPrimitives.WriteUInt32LittleEndian(record, word);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], check);
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], Checksum(check ^ High(id), record[RecordHead..]));
    }

    /// <summary>Reads the head of a record; false if no intact head is at this offset.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> content, int offset, ulong id, out RecordKind kind, out int length)
    {
        kind = default;
        length = 0;
        if (content.Length - offset < RecordHead)
            return false;
        ReadOnlySpan<byte> head = content.Slice(offset, RecordHead);
        uint word = BinaryPrimitives.ReadUInt32LittleEndian(head);
        kind = (RecordKind)(word >> 28);
        length = (int)(word & MaxPayload);
        return BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) == Check(word, offset, id);
    }

    /// <summary>True if the payload of a record with an intact head is all there and undamaged.</summary>
    public static bool PayloadHolds(ReadOnlySpan<byte> content, int offset, int length, ulong id)
    {
        if (content.Length - offset - RecordHead < length)
            return false;
        ReadOnlySpan<byte> record = content.Slice(offset, RecordHead + length);
        uint check = BinaryPrimitives.ReadUInt32LittleEndian(record[4..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(record[8..]) == Checksum(check ^ High(id), record[RecordHead..]);
    }

    /// <summary>CRC-32C of some bytes, started from a seed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Checksum(uint seed, ReadOnlySpan<byte> bytes)
    {
        uint crc = seed;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        foreach (byte one in bytes[(words.Length * sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, one);
        return crc;
    }

    private static uint Check(uint word, long offset, ulong id) => BitOperations.Crc32C(BitOperations.Crc32C(Seed ^ (uint)id, (ulong)offset), word);

    private static uint High(ulong id) => (uint)(id >> 32);
}
