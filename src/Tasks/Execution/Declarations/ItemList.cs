using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using TaskGraph.Model;

namespace TaskGraph.Execution.Declarations;

/// <summary>The items that a map goes over, with a key for each: from texts, or from the file that a node wrote.</summary>
public static class ItemList
{
    /// <summary>How many bytes a list file may have.</summary>
    public const int MostBytes = 128 << 20;

    /// <summary>Items that are texts.</summary>
    public static List<NodeItem> OfTexts(IEnumerable<string> texts)
    {
        var items = new List<NodeItem>();
        foreach (string text in texts)
            items.Add(OfText(text, items.Count));
        return items;
    }

    /// <summary>Reads a list file: a JSON array of strings, numbers and objects, or one item a line (empty lines left out).</summary>
    /// <param name="content">UTF-8, with or without a byte order mark.</param>
    /// <param name="items">Takes the items.</param>
    /// <param name="most">How many items are worth reading: behind one more than these the rest is left.</param>
    /// <returns>What is wrong with the file, in words; null if nothing is.</returns>
    public static string? Read(ReadOnlySpan<byte> content, List<NodeItem> items, int most)
    {
        if (content.StartsWith("\uFEFF"u8))
            content = content[3..];
        if (!Utf8.IsValid(content))
            return $"line {LineThatIsNone(content)} is not UTF-8";
        if (!content.TrimStart(" \t\r\n"u8).StartsWith("["u8))
        {
            for (int end; content.Length > 0 && items.Count <= most; content = content[end..])
            {
                end = content.IndexOf((byte)'\n') + 1;
                if (end == 0)
                    end = content.Length;
                if (Encoding.UTF8.GetString(content[..end]).Trim() is { Length: > 0 } text)
                    items.Add(OfText(text, items.Count));
            }

            return null;
        }

        try
        {
            using JsonDocument document = Parse(content);
            foreach (JsonElement element in document.RootElement.EnumerateArray())
            {
                if (Of(element, items.Count) is not { } item)
                    return $"item {items.Count} is {Kind(element)}; an item is a string, a number or an object";
                items.Add(item);
                if (items.Count > most)
                    break;
            }

            return null;
        }
        catch (JsonException e) when (e.InnerException is not InvalidOperationException)
        {
            return JsonFault.Words(e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Text that is none, half a surrogate pair, comes to light only when it is taken out.
            return $"item {items.Count}: {JsonFault.Words(e)}";
        }
    }

    /// <summary>One item from its JSON; null if it is neither string nor number nor object.</summary>
    public static NodeItem? Of(JsonElement element, int index)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return OfText(element.GetString()!, index);
            case JsonValueKind.Number:
                string digits = element.GetRawText();
                return new NodeItem(digits, digits, digits, index);
            case JsonValueKind.Object:
                string json = JsonSerializer.Serialize(element);
                var members = new List<KeyValuePair<string, string>>();
                foreach (JsonProperty property in element.EnumerateObject())
                    members.Add(new(property.Name, TextOf(property.Value)));
                return new NodeItem(KeyOf(element) ?? index.ToString(), json, json, index) { Members = [.. members], IsObject = true };
            default:
                return null;
        }
    }

    // No character of several bytes has a line feed among them.
    private static int LineThatIsNone(ReadOnlySpan<byte> content)
    {
        int line = 1;
        for (int end = content.IndexOf((byte)'\n'); end >= 0 && Utf8.IsValid(content[..end]); end = content.IndexOf((byte)'\n'))
        {
            content = content[(end + 1)..];
            line++;
        }

        return line;
    }

    private static JsonDocument Parse(ReadOnlySpan<byte> content)
    {
        var reader = new Utf8JsonReader(content);
        JsonDocument document = JsonDocument.ParseValue(ref reader);
        return reader.Read() ? throw new JsonException("there is more behind the array") : document;
    }

    private static NodeItem OfText(string text, int index) => new(Printable(text), text, JsonSerializer.Serialize(text), index);

    private static string? KeyOf(JsonElement item)
    {
        foreach (string name in new[] { "id", "name" })
        {
            if (item.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                return Printable(TextOf(value));
        }

        return null;
    }

    private static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    // A key is part of a name, and a name is one line.
    private static string Printable(string key)
    {
        if (!key.Any(char.IsControl))
            return key;
        string json = JsonSerializer.Serialize(key);
        return json[1..^1];
    }

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.Null => "null",
        _ => "a truth value",
    };
}
