using TaskGraph.Model;

namespace TaskGraph.Execution.Storage;

/// <summary>Stats many paths, each into its own place of an array, in chunks that threads take in turn.</summary>
internal sealed class StatSweep(IFileSystem disk, PathTable paths, ReadOnlyMemory<int> wanted, FileStat[] stats, Action<int> found)
{
    /// <summary>What threads that examine files are called.</summary>
    public const string ThreadName = "TaskGraph stat";

    private const int Chunk = 128;

    private int _next;

    /// <summary>Stats all, on so many threads, the calling one included. <c>found</c> is called for each path that could be examined.</summary>
    public void Run(int threads)
    {
        int chunks = (wanted.Length + Chunk - 1) / Chunk;
        var others = new List<Thread>();
        while (others.Count < Math.Min(threads, chunks) - 1 && Threads.TryStart(ThreadName, Sweep) is { } other)
            others.Add(other);
        Sweep();
        foreach (Thread other in others)
            other.Join();
    }

    private void Sweep()
    {
        while (true)
        {
            int from = Interlocked.Add(ref _next, Chunk) - Chunk;
            if (from >= wanted.Length)
                return;
            foreach (int path in wanted.Span.Slice(from, Math.Min(Chunk, wanted.Length - from)))
                Examine(path);
        }
    }

    private void Examine(int path)
    {
        try
        {
            stats[path] = disk.Stat(paths[path]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Left unknown: who asks for it gets the reason.
            return;
        }

        found(path);
    }
}
