using System.Text;
using System.Text.Json;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.Declarations;

/// <summary>A node as a JSON object, the keys being its metadata: a line of a node file, and what a running node sends.</summary>
internal readonly struct NodeObject
{
    private static readonly string[] Keys = ["Name", "Item", "Index", .. Enum.GetNames<NodeMetadata>().Where(name => name != nameof(NodeMetadata.Unknown))];

    private readonly List<KeyValuePair<string, MetadataValue>> _members;
    private readonly NodeItem? _item;

    private NodeObject(string name, List<KeyValuePair<string, MetadataValue>> members, NodeItem? item) => (Name, _members, _item) = (name, members, item);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it is made for, if it says so.</summary>
    public NodeItem? Item => _item;

    /// <summary>Its keys that are no metadata.</summary>
    public IEnumerable<string> UnknownKeys => _members.Select(member => member.Key).Where(key => NodeReader.MetadataOf(key) == NodeMetadata.Unknown);

    /// <summary>The key that is near to one that is none; empty if none is.</summary>
    public static string NearestKey(string key) => NearestName.Find(key, Keys) ?? "";

    /// <summary>Hands its metadata to a reader that has begun it.</summary>
    public Node Complete(NodeReader reader)
    {
        if (_item is not null)
            reader.SetItem(_item);
        foreach ((string key, MetadataValue value) in _members)
            reader.Set(key, value);
        return reader.End();
    }

    /// <summary>Reads an object; what is wrong with it, in words, and where, or null.</summary>
    public static string? Read(ReadOnlySpan<byte> text, out NodeObject found, out int place)
    {
        found = default;
        place = -1;
        string? name = null;
        JsonElement? item = null;
        int? index = null;
        var members = new List<KeyValuePair<string, MetadataValue>>();
        var keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        try
        {
            var json = new Utf8JsonReader(text);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return "a JSON object is expected";
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                string key = json.GetString()!;
                if (!keys.Add(key))
                {
                    place = (int)json.TokenStartIndex;
                    return $"the object has the key \"{key}\" twice";
                }

                json.Read();
                if (Is(key, "Item"))
                {
                    using JsonDocument document = JsonDocument.ParseValue(ref json);
                    item = document.RootElement.Clone();
                    continue;
                }

                if (Is(key, "Index"))
                {
                    index = json.TokenType == JsonTokenType.Number && json.TryGetInt32(out int number) ? number : -1;
                    json.Skip();
                    continue;
                }

                if (ReadValue(ref json) is not { } value)
                    continue;
                if (Is(key, "Name"))
                    name = value.Text ?? "";
                else
                    members.Add(new(key, value));
            }

            if (json.Read())
                return "there is more behind the object";
            if (name is null)
                return "the object has no \"Name\"";
            if (index < 0)
                return "the \"Index\" is no whole number from 0 on";
            if (index is not null && item is null)
                return "the object has an \"Index\" and no \"Item\" whose place it could be";
            NodeItem? made = item is { } element ? ItemList.Of(element, index ?? 0) : null;
            if (item is not null && made is null)
                return "the \"Item\" is neither a string nor a number nor an object";
            found = new NodeObject(name, members, made);
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            return JsonFault.Words(e);
        }
    }

    /// <summary>The beginning of a text, for an error.</summary>
    public static string Shorten(ReadOnlySpan<byte> text)
    {
        string line = Encoding.UTF8.GetString(text.Length > 80 ? text[..80] : text);
        return text.Length > 80 ? line + "…" : line;
    }

    private static bool Is(string key, string name) => key.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static MetadataValue? ReadValue(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.StartArray:
                return MetadataValue.List(ReadArray(ref json));
            case JsonTokenType.StartObject:
                return ReadObject(ref json);
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

    private static MetadataValue ReadObject(ref Utf8JsonReader json)
    {
        var entries = new List<string>();
        HashSet<string>? typed = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string key = json.GetString()!;
            json.Read();
            if (json.TokenType == JsonTokenType.String)
            {
                entries.Add(key + "=" + json.GetString());
                continue;
            }

            using JsonDocument value = JsonDocument.ParseValue(ref json);
            entries.Add(key + "=" + value.RootElement.GetRawText());
            (typed ??= []).Add(key);
        }

        return MetadataValue.List(entries, typed);
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
}
