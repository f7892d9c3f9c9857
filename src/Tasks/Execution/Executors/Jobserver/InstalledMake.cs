using TaskGraph.Execution.Storage;

namespace TaskGraph.Execution.Executors.Jobserver;

/// <summary>
/// Whether the make of this machine knows named pipes. GNU make up to 4.3 ends with an error at what it does not know in MAKEFLAGS ("internal error: invalid --jobserver-auth string"), and would so in
/// every node that runs it. The text of the form is in the program of each that knows it.
/// </summary>
internal static class InstalledMake
{
    private const int LargestProgram = 64 << 20;
    private static readonly string[] Names = ["make", "gmake"];

    /// <summary>True if each make that PATH finds first knows the form; also if there is none.</summary>
    public static bool KnowsFifo(string searchPath)
    {
        foreach (string name in Names)
        {
            foreach (string folder in searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            {
                string file = Path.Combine(folder, name);
                if (!File.Exists(file))
                    continue;
                if (!HasForm(file))
                    return false;
                break;
            }
        }

        return true;
    }

    private static bool HasForm(string file)
    {
        try
        {
            return WholeFile.Read(file, LargestProgram).AsSpan().IndexOf("fifo:"u8) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be read is not known to know it.
            return false;
        }
    }
}
