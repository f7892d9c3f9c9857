using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>
/// A cache in a folder that fails by a seed: it loses what it was asked for or to keep, is slow, and before any call damages, cuts short or deletes files of the folder. What it gives is right nonetheless, since the folder verifies it, or it is nothing.
/// </summary>
/// <param name="folder">What it disturbs.</param>
/// <param name="seed">Decides what goes wrong, if calls come in one order.</param>
/// <param name="often">Of a hundred calls, how many are disturbed.</param>
internal sealed class DisturbedCache(FolderCache folder, int seed, int often = 30) : ICacheStore
{
    private readonly Random _random = new(seed);

    /// <summary>How many calls were disturbed.</summary>
    public int Disturbances { get; private set; }

    public byte[]? FindAction(Digest action, CancellationToken cancellation) =>
        IsLost(cancellation) ? null : folder.FindAction(action, cancellation);

    public bool TryFetchBlob(Digest blob, long size, string file, bool executable, CancellationToken cancellation) =>
        !IsLost(cancellation) && folder.TryFetchBlob(blob, size, file, executable, cancellation);

    public bool TryStoreBlob(Digest blob, long size, string file, CancellationToken cancellation) =>
        !IsLost(cancellation) && folder.TryStoreBlob(blob, size, file, cancellation);

    public bool TryStoreAction(Digest action, byte[] entry, CancellationToken cancellation) =>
        !IsLost(cancellation) && folder.TryStoreAction(action, entry, cancellation);

    public void Dispose() => folder.Dispose();

    /// <summary>Disturbs; true if the call is not to come through.</summary>
    private bool IsLost(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        int kind;
        string? victim = null;
        int where;
        lock (_random)
        {
            where = _random.Next();
            kind = _random.Next(100) < often ? _random.Next(7) : -1;
            if (kind < 0)
                return false;
            Disturbances++;
            if (kind > 1)
                victim = SomeFile(where);
        }

        if (kind == 1)
            Thread.Sleep(where % 3);
        if (victim is not null)
            Damage(victim, kind, where);
        return kind == 0;
    }

    private string? SomeFile(int where)
    {
        string[] files = [.. new[] { "ac", "cas" }.Select(kind => Path.Combine(folder.Folder, kind)).Where(Directory.Exists)
            .SelectMany(kind => Directory.GetFiles(kind, "*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal)];
        return files.Length == 0 ? null : files[where % files.Length];
    }

    private static void Damage(string file, int kind, int where)
    {
        try
        {
            if (kind == 2)
            {
                File.Delete(file);
                return;
            }

            using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            long length = stream.Length;
            if (kind is 3 or 4)
            {
                stream.SetLength(kind == 3 || length == 0 ? 0 : where % length);
                return;
            }

            stream.Position = length == 0 ? 0 : where % length;
            int old = stream.ReadByte();
            stream.Position = length == 0 ? 0 : where % length;
            stream.WriteByte((byte)(old ^ (1 << (where % 8))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is gone by now.
            return;
        }
    }
}
