using System.Buffers.Binary;
using System.Text;

namespace TaskGraph.Model;

/// <summary>One component of a fingerprint, read back.</summary>
/// <param name="Component">What it is about.</param>
/// <param name="Key">Which one of its kind: a path, a variable's name; empty where there is only one.</param>
/// <param name="Value">Its text, or its content's digest in hexadecimal.</param>
public readonly record struct TraceEntry(Component Component, string Key, string Value);

/// <summary>A component that is not what it was. A null value means that the component was, or is, not there.</summary>
/// <param name="Component">What it is about.</param>
/// <param name="Key">Which one of its kind.</param>
/// <param name="Old">What it was when the node last succeeded.</param>
/// <param name="New">What it is.</param>
public readonly record struct Difference(Component Component, string Key, string? Old, string? New);

/// <summary>Reads what a <see cref="FingerprintWriter"/> wrote, and says in what two of them differ.</summary>
public static class FingerprintTrace
{
    /// <summary>The components; false if the bytes are not a whole trace.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, List<TraceEntry> entries)
    {
        while (bytes.Length > 0)
        {
            byte kind = bytes[0];
            bytes = bytes[1..];
            if (!TryText(ref bytes, out string key))
                return false;
            string value;
            if ((kind & 0x80) == 0)
            {
                if (!TryText(ref bytes, out value))
                    return false;
            }
            else
            {
                if (bytes.Length < Digest.Length)
                    return false;
                value = new Digest(bytes).ToString();
                bytes = bytes[Digest.Length..];
            }

            entries.Add(new TraceEntry((Component)(kind & 0x7f), key, value));
        }

        return true;
    }

    /// <summary>What differs, in the order of the new trace, then what is gone, in the order of the old one.</summary>
    public static List<Difference> Compare(IReadOnlyList<TraceEntry> old, IReadOnlyList<TraceEntry> current)
    {
        var before = new Dictionary<(Component, string), string>(old.Count);
        foreach (TraceEntry entry in old)
            before[(entry.Component, entry.Key)] = entry.Value;
        var differences = new List<Difference>();
        foreach (TraceEntry entry in current)
        {
            if (!before.Remove((entry.Component, entry.Key), out string? value))
                differences.Add(new Difference(entry.Component, entry.Key, null, entry.Value));
            else if (value != entry.Value)
                differences.Add(new Difference(entry.Component, entry.Key, value, entry.Value));
        }

        foreach (TraceEntry entry in old)
        {
            if (before.ContainsKey((entry.Component, entry.Key)))
                differences.Add(new Difference(entry.Component, entry.Key, entry.Value, null));
        }

        return differences;
    }

    private static bool TryText(ref ReadOnlySpan<byte> bytes, out string text)
    {
        text = "";
        if (bytes.Length < 4)
            return false;
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length < 0 || length > bytes.Length - 4)
            return false;
        text = Encoding.UTF8.GetString(bytes.Slice(4, length));
        bytes = bytes[(4 + length)..];
        return true;
    }
}
