using System.Runtime.InteropServices;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>An entry or a blob in a folder. Small, since there may be a million.</summary>
/// <param name="Name">Its digest.</param>
/// <param name="Size">What it takes of a disk, bytes.</param>
/// <param name="Used">When it was used last, ms since 1970.</param>
/// <param name="IsEntry">Whether it is an entry.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StoredFile(Digest Name, long Size, long Used, bool IsEntry)
{
    private const int Block = 4096;

    /// <summary>What a file of so many bytes takes: disks give space in blocks, and most entries are a tenth of one.</summary>
    public static long OnDisk(long length) => (length + Block - 1) / Block * Block;

    public static StoredFile Of(FileInfo file, bool isEntry) =>
        new(new Digest(Convert.FromHexString(file.Name)), OnDisk(file.Length), new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds(), isEntry);
}
