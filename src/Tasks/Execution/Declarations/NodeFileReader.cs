using System.Text;
using TaskGraph.Model;

namespace TaskGraph.Execution.Declarations;

/// <summary>Reads a node file: one JSON object a line, the keys being a node's metadata. Reports every line that is not one, and goes on.</summary>
public static class NodeFileReader
{
    /// <summary>Reads a file's bytes.</summary>
    /// <param name="file">Absolute path, for positions.</param>
    /// <param name="content">UTF-8, with or without a byte order mark.</param>
    /// <param name="reader">Makes the nodes.</param>
    /// <param name="nodes">Takes them, in the order of the lines.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static void Read(string file, ReadOnlySpan<byte> content, NodeReader reader, List<Node> nodes, List<Problem> problems)
    {
        if (content.StartsWith("\uFEFF"u8))
            content = content[3..];
        for (int line = 1; content.Length > 0; line++)
        {
            int end = content.IndexOf((byte)'\n');
            ReadOnlySpan<byte> whole = end < 0 ? content : content[..end];
            ReadOnlySpan<byte> text = whole.Trim(" \t\r"u8);
            content = end < 0 ? [] : content[(end + 1)..];
            if (text.Length == 0 || text.StartsWith("//"u8))
                continue;
            var source = new NodeSource(file, line);
            if (NodeObject.Read(text, out NodeObject found, out int place) is { } fault)
                problems.Add(new Problem(ProblemKind.NodeFileSyntax, null, NodeObject.Shorten(text)) { Detail = fault, Position = source, Column = ColumnOf(whole, text, place) });
            else if (reader.Begin(found.Name, source, backslashSeparates: OperatingSystem.IsWindows()))
                nodes.Add(found.Complete(reader));
        }
    }

    private static int ColumnOf(ReadOnlySpan<byte> line, ReadOnlySpan<byte> text, int place) =>
        place < 0 ? 1 : Encoding.UTF8.GetCharCount(line[..(line.IndexOf(text) + place)]) + 1;
}
