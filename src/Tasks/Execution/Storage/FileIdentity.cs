using System.Text;

namespace TaskGraph.Execution.Storage;

/// <summary>Which file a name leads to, itself and not by a link: its number, how many names it has, what it is and who may do what with it. Equal values are the same file, as nobody has touched it from outside.</summary>
/// <param name="Device">The file system that it is on.</param>
/// <param name="Inode">Its number there.</param>
/// <param name="Links">How many names it has.</param>
/// <param name="Mode">What it is, and the rights.</param>
internal readonly record struct FileIdentity(ulong Device, ulong Inode, uint Links, ushort Mode)
{
    private const int PathOnStack = 1024;

    /// <summary>True where the system tells.</summary>
    public static bool IsTold => StatX.IsAvailable;

    /// <summary>Looks at a file; false if there is none, or nobody can tell.</summary>
    /// <param name="file">Absolute path.</param>
    /// <param name="identity">Which one it is.</param>
    public static bool TryRead(string file, out FileIdentity identity)
    {
        identity = default;
        if (!IsTold)
            return false;
        int most = Encoding.UTF8.GetMaxByteCount(file.Length) + 1;
        Span<byte> utf8 = most <= PathOnStack ? stackalloc byte[PathOnStack] : new byte[most];
        int length = Encoding.UTF8.GetBytes(file, utf8);
        utf8[length] = 0;
        return StatX.TryIdentify(utf8[..(length + 1)], out identity);
    }
}
