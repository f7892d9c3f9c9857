using System.Text;
using System.Text.Json;
using TaskGraph.Model;

namespace TaskGraph.Execution.Declarations;

/// <summary>Reads a node file: one JSON object a line, the keys being a node's metadata. Reports every line that is not one, and goes on.</summary>
public static class NodeFileReader
{
    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 8 };

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
        var members = new List<KeyValuePair<string, MetadataValue>>();
        for (int line = 1; content.Length > 0; line++)
        {
            int end = content.IndexOf((byte)'\n');
            ReadOnlySpan<byte> whole = end < 0 ? content : content[..end];
            ReadOnlySpan<byte> text = whole.Trim(" \t\r"u8);
            content = end < 0 ? [] : content[(end + 1)..];
            if (text.Length == 0 || text.StartsWith("//"u8))
                continue;
            var source = new NodeSource(file, line);
            members.Clear();
            if (ReadLine(text, members, out string? name, out int place) is { } fault)
                problems.Add(new Problem(ProblemKind.NodeFileSyntax, null, Shorten(text)) { Detail = fault, Position = source, Column = ColumnOf(whole, text, place) });
            else if (reader.Begin(name!, source, backslashSeparates: OperatingSystem.IsWindows()))
                nodes.Add(Complete(reader, members));
        }
    }

    private static Node Complete(NodeReader reader, List<KeyValuePair<string, MetadataValue>> members)
    {
        foreach ((string key, MetadataValue value) in members)
            reader.Set(key, value);
        return reader.End();
    }

    private static string? ReadLine(ReadOnlySpan<byte> text, List<KeyValuePair<string, MetadataValue>> members, out string? name, out int place)
    {
        name = null;
        place = -1;
        try
        {
            var json = new Utf8JsonReader(text, Options);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return "a JSON object is expected";
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                string key = json.GetString()!;
                if (IsThere(key, name, members))
                {
                    place = (int)json.TokenStartIndex;
                    return $"the object has the key \"{key}\" twice";
                }

                json.Read();
                if (ReadValue(ref json) is not { } value)
                    continue;
                if (key.Equals("Name", StringComparison.OrdinalIgnoreCase))
                    name = value.Text ?? "";
                else
                    members.Add(new(key, value));
            }

            if (json.Read())
                return "there is more behind the object";
            return name is null ? "the object has no \"Name\"" : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            return Words(e);
        }
    }

    private static bool IsThere(string key, string? name, List<KeyValuePair<string, MetadataValue>> members) =>
        (name is not null && key.Equals("Name", StringComparison.OrdinalIgnoreCase)) || members.Exists(member => member.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    private static int ColumnOf(ReadOnlySpan<byte> line, ReadOnlySpan<byte> text, int place) =>
        place < 0 ? 1 : Encoding.UTF8.GetCharCount(line[..(line.IndexOf(text) + place)]) + 1;

    private static MetadataValue? ReadValue(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.StartArray:
                return MetadataValue.List(ReadArray(ref json));
            case JsonTokenType.StartObject:
                return MetadataValue.List(ReadObject(ref json));
            default:
                return MetadataValue.Plain(ReadScalar(ref json));
        }
    }

    private static List<string> ReadArray(ref Utf8JsonReader json)
    {
        var entries = new List<string>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            entries.Add(ReadScalar(ref json));
        return entries;
    }

    private static List<string> ReadObject(ref Utf8JsonReader json)
    {
        var entries = new List<string>();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string key = json.GetString()!;
            json.Read();
            entries.Add(key + "=" + ReadScalar(ref json));
        }

        return entries;
    }

    private static string ReadScalar(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.String => json.GetString()!,
        JsonTokenType.Number => Encoding.UTF8.GetString(json.ValueSpan),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "",
        _ => throw new JsonException("a value inside a list is a string, a number or a truth value"),
    };

    private static string Words(Exception fault)
    {
        string text = fault.Message;
        int position = text.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string words = position < 0 ? text : text[..position];
        return fault is JsonException { BytePositionInLine: { } column } ? $"{words.TrimEnd('.')} (character {column + 1})" : words.TrimEnd('.');
    }

    private static string Shorten(ReadOnlySpan<byte> text)
    {
        string line = Encoding.UTF8.GetString(text.Length > 80 ? text[..80] : text);
        return text.Length > 80 ? line + "…" : line;
    }
}
