using System.Buffers.Binary;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage;

/// <summary>Turns what is to be remembered into records, and gives paths their numbers in the file as they are first used.</summary>
/// <param name="writer">Takes the records.</param>
/// <param name="paths">The build's paths.</param>
internal sealed class JournalEncoder(RecordWriter writer, PathTable paths)
{
    private int[] _numbers = [];
    private int _next;

    /// <summary>Takes over a number that the file has given to a path already; several numbers may mean one path.</summary>
    public void Know(int path, int number)
    {
        Grow(path);
        _numbers[path] = number;
        _next = Math.Max(_next, number + 1);
    }

    /// <summary>Adds a memo; one with a missing file's stat voids the memo before.</summary>
    public void Memo(int path, in FileMemo memo)
    {
        if (!TryNumber(path))
            return;
        Span<byte> fields = stackalloc byte[MemoPayload.Length];
        MemoPayload.Write(_numbers[path], memo, fields);
        writer.Append(RecordKind.Memo, fields, []);
    }

    /// <summary>Adds a node's success and says how many bytes it takes; 0 if it cannot be written (a name or path that has no UTF-8 form).</summary>
    public int Node(NodeRecord record)
    {
        foreach (RecordedOutput output in record.Outputs)
        {
            if (!TryNumber(output.Path))
                return 0;
        }

        foreach (int path in record.Discovered)
        {
            if (!TryNumber(path))
                return 0;
        }

        byte[] extras = RecordExtras.Write(record);
        long length = NodePayload.LengthWithoutName(record, extras);
        if (length > JournalFormat.MaxPayload)
            return 0;
        Span<byte> fields = length <= 1024 ? stackalloc byte[(int)length] : new byte[length];
        NodePayload.Write(record, extras, _numbers, fields);
        return writer.Append(RecordKind.Node, fields, record.Name);
    }

    /// <summary>Adds that a node is about to start; returns the record's length. A path that has no UTF-8 form cannot be named; then no output is.</summary>
    public int Started(string name, OpenRun run)
    {
        if (!Array.TrueForAll(run.Declared, TryNumber) || !Array.TrueForAll(run.Found, TryNumber) || OpenRunPayload.LengthWithoutName(run) > JournalFormat.MaxPayload)
            run = new OpenRun(run.Definition, [], []);
        int length = (int)OpenRunPayload.LengthWithoutName(run);
        Span<byte> fields = length <= 1024 ? stackalloc byte[length] : new byte[length];
        OpenRunPayload.Write(run, _numbers, fields);
        return writer.Append(RecordKind.Started, fields, name);
    }

    /// <summary>Adds that a started node ended without success; returns the record's length. If a path has no UTF-8 form, none is named.</summary>
    public int Ended(string name, int[] left)
    {
        if (!Array.TrueForAll(left, TryNumber) || EndedPayload.LengthWithoutName(left) > JournalFormat.MaxPayload)
            left = [];
        int length = (int)EndedPayload.LengthWithoutName(left);
        Span<byte> fields = length <= 1024 ? stackalloc byte[length] : new byte[length];
        EndedPayload.Write(left, _numbers, fields);
        return writer.Append(RecordKind.Ended, fields, name);
    }

    /// <summary>Adds which children a running node has; returns the record's length.</summary>
    public int Grew(string name, IReadOnlyCollection<string> children)
    {
        byte[] fields = GrewPayload.Write(children);
        return fields.Length == 0 ? 0 : writer.Append(RecordKind.Grew, fields, name);
    }

    /// <summary>Adds that what was said of a name so far is in doubt.</summary>
    public void Doubted(string name, Doubts doubts) => writer.Append(RecordKind.Doubted, [(byte)doubts], name);

    /// <summary>Adds that a name's records are void; returns the record's length.</summary>
    public int Removed(string name) => writer.Append(RecordKind.Removed, [], name);

    /// <summary>Adds under which run of the machine the following is written.</summary>
    public void Session(string bootId) => writer.Append(RecordKind.Session, [], bootId);

    private bool TryNumber(int path)
    {
        Grow(path);
        if (_numbers[path] >= 0)
            return true;
        Span<byte> fields = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(fields, _next);
        if (writer.Append(RecordKind.Path, fields, paths[path]) == 0)
            return false;
        _numbers[path] = _next++;
        return true;
    }

    private void Grow(int path)
    {
        int old = _numbers.Length;
        if (path < old)
            return;
        Array.Resize(ref _numbers, Math.Max(paths.Count, Math.Max(path + 1, old * 2)));
        _numbers.AsSpan(old).Fill(-1);
    }
}
