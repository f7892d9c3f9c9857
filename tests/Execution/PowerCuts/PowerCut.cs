using System.Text;

namespace TaskGraph.Execution.Tests.PowerCuts;

/// <summary>
/// What a file system that logs its metadata (ext4, xfs, NTFS, APFS) may have on the disk when the power is cut:
/// <list type="bullet">
/// <item>Names come, change and go in the order in which it was asked; the last of these may be lost. A sync makes all before it last, and the bytes of its file.</item>
/// <item>Bytes of different files come in any order or not at all. Of one file: all, none, a beginning that ends at any byte, a beginning and zeros instead of the rest; or all with holes of zeros, but not of the state, which is only appended to.</item>
/// <item>A file is not longer than it was when the last name came: to make it longer is written in the same log.</item>
/// </list>
/// </summary>
internal sealed class PowerCut
{
    private readonly IReadOnlyList<DiskChange> _changes;
    private readonly Random _random;
    private readonly StringBuilder _text = new();
    private readonly int _logged;

    public PowerCut(Dictionary<string, int> names, Dictionary<int, byte[]> contents, IReadOnlyList<DiskChange> changes, Random random)
    {
        (_changes, _random) = (changes, random);
        int least = 0;
        for (int i = 0; i < changes.Count; i++)
            least = changes[i] is DiskChange.Synced ? i + 1 : least;
        _logged = random.Next(3) == 0 ? changes.Count : random.Next(least, changes.Count + 1);
        _text.Append($"{changes.Count} changes, names as after {_logged}");
        Names = new(names, StringComparer.Ordinal);
        Contents = new(contents);
        ApplyNames();
        foreach (int file in changes.Select(FileOf).Where(file => file > 0).Distinct().ToArray())
            Contents[file] = Survives(file, Contents.GetValueOrDefault(file, []));
    }

    /// <summary>Which file each name means.</summary>
    public Dictionary<string, int> Names { get; }

    /// <summary>What the files have.</summary>
    public Dictionary<int, byte[]> Contents { get; }

    public override string ToString() => _text.ToString();

    /// <summary>A content after a write, zeros where nothing was ever written.</summary>
    public static byte[] Overwrite(byte[] content, long offset, ReadOnlySpan<byte> bytes)
    {
        byte[] after = new byte[Math.Max(content.Length, offset + bytes.Length)];
        content.CopyTo(after, 0);
        bytes.CopyTo(after.AsSpan((int)offset));
        return after;
    }

    private static int FileOf(DiskChange change) => change switch
    {
        DiskChange.Created created => created.File,
        DiskChange.Wrote wrote => wrote.File,
        DiskChange.Truncated truncated => truncated.File,
        _ => 0,
    };

    private void ApplyNames()
    {
        foreach (DiskChange change in _changes.Take(_logged))
        {
            switch (change)
            {
                case DiskChange.Created created: Names[created.Path] = created.File; break;
                case DiskChange.Deleted deleted: Names.Remove(deleted.Path); break;
                case DiskChange.Renamed renamed:
                    Names[renamed.To] = Names[renamed.From];
                    Names.Remove(renamed.From);
                    break;
            }
        }
    }

    private byte[] Survives(int file, byte[] content)
    {
        (int At, DiskChange Change)[] mine = [.. _changes.Index().Where(one => FileOf(one.Item) == file || one.Item is DiskChange.Synced synced && synced.File == file).Select(one => (one.Index, one.Item))];
        int synced = Array.FindLastIndex(mine, one => one.Change is DiskChange.Synced);
        foreach ((_, DiskChange change) in mine[..(synced + 1)])
            content = Apply(content, change);
        // What makes it longer than it is by the log is not seen, whether its bytes are there or not.
        (int At, DiskChange Change)[] rest = [.. mine[(synced + 1)..].TakeWhile(one => one.At < _logged)];
        byte[] whole = content;
        foreach ((_, DiskChange change) in rest)
            whole = Apply(whole, change);
        if (rest.Length == 0)
            return content;
        int draw = _random.Next(6);
        draw = draw == 4 && PathOf(file).StartsWith('/') ? 1 : draw;
        _text.Append($"; {PathOf(file)} {draw switch { 0 => "lost", 1 or 2 => "torn", 3 => "torn, with zeros", 4 => "with holes", _ => "whole" }}");
        switch (draw)
        {
            case 0: return LastCut(content, rest);
            case 1 or 2: return Beginning(content, rest);
            case 3:
                byte[] beginning = Beginning(content, rest);
                return beginning.Length < whole.Length ? [.. beginning, .. new byte[_random.Next(whole.Length - beginning.Length + 1)]] : beginning;
            case 4: return WithHoles(whole, rest);
            default: return whole;
        }
    }

    private static byte[] Apply(byte[] content, DiskChange change) => change switch
    {
        DiskChange.Wrote wrote => Overwrite(content, wrote.Offset, wrote.Bytes),
        DiskChange.Truncated truncated => content[..(int)Math.Min(truncated.Length, content.Length)],
        _ => content,
    };

    // That a file was cut short is written in the log, whatever becomes of its bytes.
    private static byte[] LastCut(byte[] content, (int At, DiskChange Change)[] rest)
    {
        foreach ((_, DiskChange change) in rest.Where(one => one.Change is DiskChange.Truncated))
            content = Apply(content, change);
        return content;
    }

    private byte[] Beginning(byte[] content, (int At, DiskChange Change)[] rest)
    {
        int end = _random.Next(rest.Length);
        foreach ((_, DiskChange change) in rest[..end])
            content = Apply(content, change);
        if (rest[end].Change is DiskChange.Wrote { Bytes.Length: > 0 } wrote)
            content = Overwrite(content, wrote.Offset, wrote.Bytes.AsSpan(0, _random.Next(wrote.Bytes.Length)));
        return LastCut(content, rest[end..]);
    }

    private byte[] WithHoles(byte[] whole, (int At, DiskChange Change)[] rest)
    {
        byte[] holed = [.. whole];
        DiskChange.Wrote[] writes = [.. rest.Select(one => one.Change).OfType<DiskChange.Wrote>()];
        int block = 1 << _random.Next(3, 13);
        foreach (DiskChange.Wrote wrote in writes.Where(_ => _random.Next(3) == 0))
        {
            // The file system keeps whole blocks; what was there before this write is there still.
            long first = _random.Next(2) == 0 ? wrote.Offset : (wrote.Offset + block - 1) / block * block;
            long last = Math.Min(Math.Min(holed.Length, wrote.Offset + wrote.Bytes.Length), first + block);
            if (last > first)
                holed.AsSpan((int)first, (int)(last - first)).Clear();
        }

        return holed;
    }

    private string PathOf(int file) => Names.FirstOrDefault(name => name.Value == file).Key ?? $"file {file}";
}
