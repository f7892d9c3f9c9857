using System.Text;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>
/// What builds say of themselves in a cache's folder, a line each, so that how much is in it is known without a look at all of it. It is an account, not a record: a line that is lost or damaged makes a sweep come later, or a figure
/// too small. All members raise <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.
/// </summary>
internal sealed class CacheLog(CacheLayout layout, IStoreFiles files)
{
    // Some hundred thousand builds; a sweep comes each week and leaves one line.
    private const int Most = 16 * 1024 * 1024;

    /// <summary>What all lines say; nothing if there is no log.</summary>
    public CacheAccount Read() => CacheAccount.Read(Encoding.ASCII.GetString(Bytes()));

    /// <summary>Adds a line.</summary>
    public void Add(string line) => files.Append(layout.Log, Encoding.ASCII.GetBytes(line));

    /// <summary>How long the log is, to be told again when it is compacted.</summary>
    public int Length() => Bytes().Length;

    /// <summary>Leaves one line of the beginning, and those that builds have added since. A line that comes in the same instant is lost.</summary>
    /// <param name="beginning">How long the log was when the folder began to be measured.</param>
    /// <param name="at">When that was.</param>
    /// <param name="bytes">What is in the folder.</param>
    public void Compact(int beginning, DateTimeOffset at, long bytes)
    {
        byte[] all = Bytes();
        beginning = Math.Min(beginning, all.Length);
        string total = CacheAccount.Read(Encoding.ASCII.GetString(all, 0, beginning)).TotalLine(at, bytes);
        string temporary = layout.NewTemporary();
        files.Write(temporary, [.. Encoding.ASCII.GetBytes(total), .. all.AsSpan(beginning)], executable: false);
        try
        {
            files.Rename(temporary, layout.Log);
        }
        catch (Exception)
        {
            files.Delete(temporary);
            throw;
        }
    }

    private byte[] Bytes()
    {
        StoreStat stat = files.Stat(layout.Log);
        if (stat.Kind != StoreKind.File)
            return [];
        byte[] bytes = new byte[Math.Min(stat.Size, Most)];
        files.Read(layout.Log, follow: false, bytes, out int read);
        return bytes[..read];
    }
}
