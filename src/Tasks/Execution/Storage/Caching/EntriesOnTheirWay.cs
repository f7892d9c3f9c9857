using TaskGraph.Model;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>Entries that a server gave and that wait for their blobs before they may be kept near. Any thread.</summary>
internal sealed class EntriesOnTheirWay
{
    // What waits for blobs that nobody asks for stays until the end; a large graph's is not to fill the memory.
    private const long MostBytes = 64 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, List<Waiting>> _byBlob = [];
    private long _bytes;

    /// <summary>An entry has come. True if it waits for nothing.</summary>
    public bool Add(Digest action, byte[] entry, IEnumerable<Digest> blobs)
    {
        var waiting = new Waiting(action, entry, [.. blobs]);
        if (waiting.Missing.Count == 0)
            return true;
        lock (_lock)
        {
            if (_bytes + entry.Length > MostBytes)
                return false;
            _bytes += entry.Length;
            foreach (Digest blob in waiting.Missing)
            {
                if (!_byBlob.TryGetValue(blob, out List<Waiting>? those))
                    _byBlob.Add(blob, those = []);
                those.Add(waiting);
            }
        }

        return false;
    }

    /// <summary>A blob is near. The entries that waited for nothing else.</summary>
    public IReadOnlyList<(Digest Action, byte[] Entry)> Came(Digest blob)
    {
        lock (_lock)
        {
            if (!_byBlob.Remove(blob, out List<Waiting>? those))
                return [];
            List<(Digest, byte[])> complete = [];
            foreach (Waiting waiting in those)
            {
                waiting.Missing.Remove(blob);
                if (waiting.Missing.Count > 0)
                    continue;
                _bytes -= waiting.Entry.Length;
                complete.Add((waiting.Action, waiting.Entry));
            }

            return complete;
        }
    }

    private sealed record Waiting(Digest Action, byte[] Entry, HashSet<Digest> Missing);
}
