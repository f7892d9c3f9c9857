using System.Runtime.InteropServices;
using System.Text;

namespace TaskGraph.Execution.Growth;

/// <summary>
/// Makes a folder for a socket that its owner alone can enter, with a name that nobody can foresee, where nobody else can put another in its place: in a folder that only the owner can write to, or
/// one in which everybody can remove only what is his own ('/tmp').
/// </summary>
internal static partial class SocketFolder
{
    /// <summary>What others may have a right to in a folder that they can make files in.</summary>
    public const UnixFileMode WrittenByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>The folder's path; null if none of the parents will do.</summary>
    /// <param name="parents">Where it may be, the best first.</param>
    /// <param name="longest">Bytes that its path may have: a socket's address is short.</param>
    public static string? Create(IEnumerable<string> parents, int longest)
    {
        foreach (string parent in parents)
        {
            string template = Path.Combine(Path.GetFullPath(parent), "taskgraph-XXXXXX");
            if (Encoding.UTF8.GetByteCount(template) <= longest && IsSafe(parent) && Make(template) is { } folder)
                return folder;
        }

        return null;
    }

    /// <summary>True for a folder in which nobody else can put another in the place of one that is there.</summary>
    public static bool IsSafe(string parent)
    {
        if (OperatingSystem.IsWindows() || !Directory.Exists(parent))
            return false;
        try
        {
            UnixFileMode mode = File.GetUnixFileMode(parent);
            return (mode & WrittenByOthers) == 0 || mode.HasFlag(UnixFileMode.StickyBit);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // The system chooses the name and makes the folder in one step, with the mode 0700.
    private static string? Make(string template)
    {
        byte[] path = Encoding.UTF8.GetBytes(template + '\0');
        return MakeTemporary(path) == 0 ? null : Encoding.UTF8.GetString(path, 0, path.Length - 1);
    }

    [LibraryImport("libc", EntryPoint = "mkdtemp")]
    private static partial nint MakeTemporary([In, Out] byte[] template);
}
