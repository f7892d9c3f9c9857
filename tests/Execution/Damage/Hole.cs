using TaskGraph.Execution.Storage;
using TaskGraph.Execution.Tests.PowerCuts;

namespace TaskGraph.Execution.Tests.Damage;

/// <summary>A stretch of a journal of which the disk gives something else back, and what it held.</summary>
internal sealed class Hole
{
    private readonly int _from;
    private readonly int _to;
    private readonly byte[] _content;

    private Hole(byte[] content, int from, int to) => (_content, _from, _to) = (content, from, to);

    /// <summary>Whose records were in it, whole or in part, or have a path whose number was.</summary>
    public HashSet<string> Held { get; } = [];

    /// <summary>True if nothing can be read any more.</summary>
    public bool IsAll => _from < JournalFormat.FileHead;

    /// <summary>Makes one: whole sectors or any bytes, zeros or anything.</summary>
    public static Hole Make(FragileDisk disk, string journal, Random random)
    {
        byte[] content = disk.Read(journal)!;
        int sector = random.Next(3) switch { 0 => 512, 1 => 4096, _ => 0 };
        int from = random.Next(content.Length);
        int length = random.Next(1, 200);
        if (sector > 0)
            (from, length) = (from / sector * sector, sector);
        // A head that is lost costs all, whatever else is: that is seldom worth a look.
        if (from < JournalFormat.FileHead && random.Next(8) > 0)
            from = JournalFormat.FileHead;
        length = Math.Min(length, content.Length - from);
        byte[] bytes = new byte[length];
        if (random.Next(2) == 0)
            random.NextBytes(bytes);
        // Zeros up to the end are what a power cut leaves, and are taken for that: what they were is not known to have been there.
        if (from + length == content.Length)
            bytes[^1] = 0xA5;
        var hole = new Hole(content, from, from + length);
        hole.Look();
        using IStateFile file = disk.Open(journal, FileMode.Open, FileAccess.Write, FileShare.None);
        file.Write(from, bytes);
        return hole;
    }

    public override string ToString() => $"hole from {_from} to {_to} of {_content.Length}, which held {string.Join(", ", Held)}";

    private void Look()
    {
        if (!JournalFormat.TryReadFileHead(_content, out ulong id))
            return;
        int[] whole = new int[_content.Length], left = new int[_content.Length];
        for (var reader = new JournalReader(_content, id); reader.Next();)
        {
            ReadOnlySpan<byte> payload = _content.AsSpan(reader.Start, reader.Length);
            bool isIn = reader.Start - JournalFormat.RecordHead < _to && reader.Start + reader.Length > _from;
            switch (reader.Kind)
            {
                case RecordKind.Path when isIn:
                    left[BitConverter.ToInt32(payload)] = -1;
                    break;
                case RecordKind.Node when isIn || (NodePayload.IsSound(payload, whole) && !NodePayload.IsSound(payload, left)):
                    Add(NodePayload.ReadName(payload));
                    break;
                case RecordKind.Started when isIn || OpenRunPayload.Read(payload, whole).Declared.Length != OpenRunPayload.Read(payload, left).Declared.Length:
                    Add(OpenRunPayload.ReadName(payload));
                    break;
                case RecordKind.Ended when isIn || EndedPayload.Read(payload, whole).Length != EndedPayload.Read(payload, left).Length:
                    Add(EndedPayload.ReadName(payload));
                    break;
                case RecordKind.Grew when isIn:
                    Add(GrewPayload.ReadName(payload));
                    break;
                case RecordKind.Removed when isIn:
                    Add(payload);
                    break;
            }
        }
    }

    private void Add(ReadOnlySpan<byte> name) => Held.Add(System.Text.Encoding.UTF8.GetString(name));
}
