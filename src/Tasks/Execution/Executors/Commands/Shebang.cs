using System.Text;
using TaskGraph.Execution.Storage;

namespace TaskGraph.Execution.Executors.Commands;

/// <summary>The '#!' line of a script: what its author wants it run with. It counts on Unix, whether or not the file has its run bit.</summary>
internal static class Shebang
{
    /// <summary>The interpreter and at most one argument, as the kernel takes them (execve(2)); null if the file has no such line.</summary>
    public static string[]? Read(string path)
    {
        if (OperatingSystem.IsWindows())
            return null;
        ReadOnlySpan<byte> head;
        try
        {
            head = WholeFile.Start(path, 256, out _);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        if (!head.StartsWith("#!"u8))
            return null;
        int end = head.IndexOf((byte)'\n');
        string line = Encoding.UTF8.GetString(end < 0 ? head[2..] : head[2..end]).Trim();
        string[] words = line.Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length == 0 ? null : words;
    }
}
