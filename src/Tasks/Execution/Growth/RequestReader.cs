using System.Text;
using System.Text.Json;
using TaskGraph.Execution.Declarations;

namespace TaskGraph.Execution.Growth;

/// <summary>Reads lines of the protocol (docs/protocol.md). What is wrong is said in words.</summary>
internal static class RequestReader
{
    /// <summary>The version of the protocol.</summary>
    public const int Version = 1;

    private const string MoreBehind = "there is more behind the object";

    /// <summary>Reads the first line of a connection.</summary>
    public static string? ReadHello(ReadOnlySpan<byte> line, out int version, out string node, out string token)
    {
        version = 0;
        (node, token) = ("", "");
        try
        {
            var json = new Utf8JsonReader(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return "a JSON object is expected";
            var seen = new HashSet<string>(StringComparer.Ordinal);
            bool hello = false;
            string? unknown = null;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                string key = json.GetString()!;
                if (!seen.Add(key))
                    return Twice(key);
                json.Read();
                switch (key)
                {
                    case "hello" when json.TokenType == JsonTokenType.Number && json.TryGetInt32(out version):
                        hello = true;
                        continue;
                    case "token" when json.TokenType == JsonTokenType.String:
                        token = json.GetString()!;
                        continue;
                    case "node" when json.TokenType == JsonTokenType.String:
                        node = json.GetString()!;
                        continue;
                }

                unknown ??= key;
                json.Skip();
            }

            if (json.Read())
                return MoreBehind;
            if (!hello)
                return "the first message is \"hello\", with the version";

            // What other versions say is theirs to know.
            return version == Version && unknown is not null ? Unknown(unknown) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            return JsonFault.Words(e);
        }
    }

    /// <summary>Reads any other line: what it asks for, or, of an object that asks for nothing that can be, what is wrong with it. In words what it is if it is no JSON object.</summary>
    public static string? Read(ReadOnlySpan<byte> line, out ClientRequest? request)
    {
        request = null;
        try
        {
            var found = new Fields();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var json = new Utf8JsonReader(line);
            string? fault = null;
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return "a JSON object is expected";
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                // To the end, whatever is wrong: the answer carries the id, and that may come last.
                Utf8JsonReader member = json;
                json.Skip();
                fault = TakeMember(ref member, ref found, seen, line) is { } wrong ? fault ?? wrong : fault;
            }

            if (json.Read())
                return MoreBehind;
            fault ??= found.Fault ?? (found.Request is null ? "it asks for nothing: one of \"add\", \"wait\", \"cancel\", \"results\" is expected" : null);
            request = fault is null ? found.Request : new ClientRequest.Garbage(fault) { Id = found.Id };
            return null;
        }
        catch (JsonException e)
        {
            return JsonFault.Words(e);
        }
    }

    private static string? TakeMember(ref Utf8JsonReader json, ref Fields found, HashSet<string> seen, ReadOnlySpan<byte> line)
    {
        try
        {
            string key = json.GetString()!;
            if (!seen.Add(key))
                return Twice(key);
            json.Read();
            return found.Take(key, ref json, line) ? null : Unknown(key);
        }
        catch (Exception e) when (e is InvalidOperationException or DecoderFallbackException)
        {
            return JsonFault.Words(e);
        }
    }

    private static string Twice(string key) => $"the object has the key \"{key}\" twice";

    private static string Unknown(string key) => $"\"{key}\" is not known, or its value is not what it has to be";

    private struct Fields
    {
        private List<ReadOnlyMemory<byte>>? _add;
        private List<string>? _wait;
        private List<string>? _cancel;
        private string? _results;
        private long? _id;
        private bool _all;
        private int _timeout;
        private bool _timed;
        private bool _saysHow;
        private int _requests;

        public readonly long? Id => _id;

        public readonly string? Fault =>
            _requests > 1 ? "it asks for several things; each is a message of its own"
            : _saysHow && _wait is null ? "\"all\" and \"timeout\" belong to a \"wait\""
            : null;

        public readonly ClientRequest? Request =>
            _add is not null ? new ClientRequest.Add(_add) { Id = _id }
            : _wait is not null ? new ClientRequest.Wait(_wait, _all, _timed ? _timeout : -1) { Id = _id }
            : _cancel is not null ? new ClientRequest.Cancel(_cancel) { Id = _id }
            : _results is not null ? new ClientRequest.Results(_results) { Id = _id }
            : null;

        public bool Take(string key, ref Utf8JsonReader json, ReadOnlySpan<byte> line)
        {
            _requests += key is "add" or "wait" or "cancel" or "results" ? 1 : 0;
            _saysHow |= key is "all" or "timeout";
            switch (key)
            {
                case "add":
                    return json.TokenType == JsonTokenType.StartArray && Objects(ref json, line, _add = []);
                case "wait":
                    return json.TokenType == JsonTokenType.StartArray && Texts(ref json, _wait = []);
                case "cancel":
                    return json.TokenType == JsonTokenType.StartArray && Texts(ref json, _cancel = []);
                case "results":
                    _results = json.TokenType == JsonTokenType.String ? json.GetString() : null;
                    return _results is not null;
                case "id":
                    bool whole = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out long id) && (_id = id) == id;
                    return whole;
                case "all":
                    _all = json.TokenType == JsonTokenType.True;
                    return json.TokenType is JsonTokenType.True or JsonTokenType.False;
                case "timeout":
                    _timed = json.TokenType == JsonTokenType.Number && json.TryGetInt32(out _timeout) && _timeout >= 0;
                    return _timed;
                default:
                    return false;
            }
        }

        // The bytes as they were sent: a node keeps them, to be added again in a later build.
        private static bool Objects(ref Utf8JsonReader json, ReadOnlySpan<byte> line, List<ReadOnlyMemory<byte>> objects)
        {
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (json.TokenType != JsonTokenType.StartObject)
                    return false;
                int begin = (int)json.TokenStartIndex;
                json.Skip();
                objects.Add(line[begin..(int)json.BytesConsumed].ToArray());
            }

            return true;
        }

        private static bool Texts(ref Utf8JsonReader json, List<string> texts)
        {
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (json.TokenType != JsonTokenType.String)
                    return false;
                texts.Add(json.GetString()!);
            }

            return true;
        }
    }
}
