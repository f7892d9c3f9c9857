using System.Buffers.Binary;
using System.Runtime.InteropServices;
using TaskGraph.Execution.Storage;

namespace TaskGraph.Execution.Sealing;

/// <summary>
/// The bytes of a seal: magic and version, a CRC-32C and the length of the rest, then the sections in the order of <see cref="SealWriter"/>. Numbers are little-endian 32-bit, a text is
/// its length in bytes and its UTF-8. It is a cache: where anything of it is not as it should be there is none.
/// </summary>
internal static class SealFormat
{
    public const int Head = 16;

    private const int CheckAt = 8, LengthAt = 12;

    private static ReadOnlySpan<byte> Magic => "TGSEAL1\n"u8;

    /// <summary>Fills in the head of a file whose rest is in place.</summary>
    public static void Close(Span<byte> file)
    {
        Magic.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file[LengthAt..], file.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(file[CheckAt..], JournalFormat.Checksum((uint)file.Length, file[Head..]));
    }

    /// <summary>True if the file is whole, undamaged and of this version.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> file) =>
        file.Length >= Head && file.StartsWith(Magic) && BitConverter.IsLittleEndian && BinaryPrimitives.ReadInt32LittleEndian(file[LengthAt..]) == file.Length
        && BinaryPrimitives.ReadUInt32LittleEndian(file[CheckAt..]) == JournalFormat.Checksum((uint)file.Length, file[Head..]);

    /// <summary>A path's stat, as it lies in the file.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Entry
    {
        public long Size;
        public long Modified;
        public long Changed;
        public ulong Inode;

        /// <summary>Where the path begins among the paths' bytes.</summary>
        public int Path;

        /// <summary>Bytes of the path.</summary>
        public ushort Length;

        public FileKind Kind;
        public byte Executable;

        public readonly FileStat Stat => new(Kind, Size, Modified, Changed, Inode) { Executable = Executable != 0 };
    }
}
