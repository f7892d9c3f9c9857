using System.Buffers.Binary;
using System.Text;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage;

/// <summary>What few records have, as bytes: results, children, and what was read of others. Nothing at all if there is none of it.</summary>
internal static class RecordExtras
{
    /// <summary>The bytes of a record's extras.</summary>
    public static byte[] Write(NodeRecord record)
    {
        if (record.Results.Length + record.Children.Length + record.Consumed.Length + record.Variant.Length + record.EmptyFolders.Length == 0)
            return [];
        using var stream = new MemoryStream();
        WriteNumber(stream, record.Results.Length);
        foreach ((string key, string value) in record.Results)
        {
            WriteText(stream, key);
            WriteText(stream, value);
        }

        WriteNumber(stream, record.Children.Length);
        foreach (RecordedChild child in record.Children)
        {
            WriteText(stream, child.Name);
            WriteText(stream, child.Declaration);
        }

        WriteNumber(stream, record.Consumed.Length);
        Span<byte> digest = stackalloc byte[Digest.Length];
        foreach (RecordedRead read in record.Consumed)
        {
            WriteText(stream, read.Name);
            read.Digest.CopyTo(digest);
            stream.Write(digest);
        }

        if (record.Variant.Length + record.EmptyFolders.Length > 0)
            WriteText(stream, record.Variant);
        foreach (string folder in record.EmptyFolders)
            WriteText(stream, folder);
        return stream.ToArray();
    }

    /// <summary>Reads extras; false if they do not make sense.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out KeyValuePair<string, string>[] results, out RecordedChild[] children, out RecordedRead[] consumed, out string variant, out string[] emptyFolders)
    {
        (results, children, consumed, variant, emptyFolders) = ([], [], [], "", []);
        if (bytes.Length == 0)
            return true;
        if (!TryCount(ref bytes, 2 * sizeof(int), out int count))
            return false;
        results = new KeyValuePair<string, string>[count];
        for (int i = 0; i < count; i++)
        {
            if (!TryText(ref bytes, out string key) || !TryText(ref bytes, out string value))
                return false;
            results[i] = new(key, value);
        }

        if (!TryCount(ref bytes, 2 * sizeof(int), out count))
            return false;
        children = new RecordedChild[count];
        for (int i = 0; i < count; i++)
        {
            if (!TryText(ref bytes, out string name) || !TryText(ref bytes, out string json))
                return false;
            children[i] = new RecordedChild(name, json);
        }

        if (!TryCount(ref bytes, sizeof(int) + Digest.Length, out count))
            return false;
        consumed = new RecordedRead[count];
        for (int i = 0; i < count; i++)
        {
            if (!TryText(ref bytes, out string name) || bytes.Length < Digest.Length)
                return false;
            consumed[i] = new RecordedRead(name, new Digest(bytes));
            bytes = bytes[Digest.Length..];
        }

        if (bytes.Length > 0 && !TryText(ref bytes, out variant))
            return false;
        var folders = new List<string>();
        while (bytes.Length > 0)
        {
            if (!TryText(ref bytes, out string folder))
                return false;
            folders.Add(folder);
        }

        emptyFolders = [.. folders];
        return true;
    }

    private static void WriteNumber(MemoryStream stream, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        stream.Write(bytes);
    }

    private static void WriteText(MemoryStream stream, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        WriteNumber(stream, utf8.Length);
        stream.Write(utf8);
    }

    // `least` is how many bytes each of them has at least: a count that cannot be is not believed.
    private static bool TryCount(ref ReadOnlySpan<byte> bytes, int least, out int count)
    {
        count = 0;
        if (bytes.Length < sizeof(int))
            return false;
        count = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        bytes = bytes[sizeof(int)..];
        return count >= 0 && (long)count * least <= bytes.Length;
    }

    private static bool TryText(ref ReadOnlySpan<byte> bytes, out string text)
    {
        text = "";
        if (!TryCount(ref bytes, 1, out int length))
            return false;
        text = Encoding.UTF8.GetString(bytes[..length]);
        bytes = bytes[length..];
        return true;
    }
}
