using System.Runtime.InteropServices;
using TaskGraph.Execution.Storage;

namespace TaskGraph.Execution.Sealing;

/// <summary>Asks again what a build asked the disk, on several threads if it is much.</summary>
internal sealed class SealCheck(ReadOnlyMemory<byte> entries, ReadOnlyMemory<byte> paths, IFileSystem disk)
{
    private const int Chunk = 128, WorthThreads = 500;

    private int _next;
    private volatile bool _differs;

    /// <summary>A listing in one text; no name has a zero character.</summary>
    public static string Joined(IEnumerable<string> names) => string.Join('\0', names);

    /// <summary>True if every path is what it was.</summary>
    public bool Holds(int threads)
    {
        int count = entries.Length / Marshal.SizeOf<SealFormat.Entry>();
        var others = new List<Thread>();
        while (count >= WorthThreads && others.Count < threads - 1 && Threads.TryStart(StatSweep.ThreadName, Sweep) is { } other)
            others.Add(other);
        Sweep();
        foreach (Thread other in others)
            other.Join();
        return !_differs;
    }

    /// <summary>True if a folder has what it had.</summary>
    public static bool Holds(IFileSystem disk, string folder, bool deep, string before)
    {
        string[] found = [.. deep ? disk.EnumerateTree(folder) : disk.EnumerateNames(folder)];
        Array.Sort(found, StringComparer.Ordinal);
        return Joined(found) == before;
    }

    private void Sweep()
    {
        ReadOnlySpan<SealFormat.Entry> all = MemoryMarshal.Cast<byte, SealFormat.Entry>(entries.Span);
        ReadOnlySpan<byte> names = paths.Span;
        while (!_differs)
        {
            int from = Interlocked.Add(ref _next, Chunk) - Chunk;
            if (from >= all.Length)
                return;
            foreach (ref readonly SealFormat.Entry entry in all.Slice(from, Math.Min(Chunk, all.Length - from)))
            {
                if (IsSame(entry, names.Slice(entry.Path, entry.Length)))
                    continue;
                _differs = true;
                return;
            }
        }
    }

    private bool IsSame(in SealFormat.Entry entry, ReadOnlySpan<byte> path)
    {
        try
        {
            return ObservedDisk.Essence(disk.Stat(path)) == entry.Stat;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
