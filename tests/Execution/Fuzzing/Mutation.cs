using System.Text;

namespace TaskGraph.Execution.Tests.Fuzzing;

/// <summary>Makes inputs that are almost right out of some that are: bytes changed, cut out, doubled, put in from elsewhere, and what formats stumble over.</summary>
internal sealed class Mutation(Random random, params byte[][] corpus)
{
    private static readonly byte[][] Stumbles =
    [
        .. ((string[])["\"", "{", "}", "[", "]", ":", ",", "\\", "\\ud800", "\\u0000", "\0", "\n", "\r\n", "\u2028", "=", "<<", "<<E\n", "99999999999999999999", "-1", "1e999999", "null", "true", "//", "/*", "$", "#", "é", "\uFEFF",
            "Name", "\"Item\": {}", "..", "*", "**/", "{item}", "{results.a.b}", ";", "%3B"]).Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF0, 0x9F],
        [.. Enumerable.Repeat((byte)'[', 200)], [.. Enumerable.Repeat((byte)'(', 200)], [.. Enumerable.Repeat((byte)'9', 400)],
    ];

    /// <summary>One more input.</summary>
    public byte[] Next()
    {
        List<byte> bytes = [.. corpus[random.Next(corpus.Length)]];
        for (int changes = random.Next(1, 6); changes > 0; changes--)
            Change(bytes);
        return [.. bytes];
    }

    private void Change(List<byte> bytes)
    {
        int at = random.Next(bytes.Count + 1);
        int length = Math.Min(random.Next(1, 20), bytes.Count - at);
        switch (random.Next(7))
        {
            case 0 when length > 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when length > 0:
                bytes.RemoveRange(at, length);
                break;
            case 2:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                byte[] other = corpus[random.Next(corpus.Length)];
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.AsSpan(random.Next(other.Length + 1)));
                break;
            default:
                bytes.InsertRange(at, Stumbles[random.Next(Stumbles.Length)]);
                break;
        }
    }
}
