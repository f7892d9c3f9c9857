using System.Text;
using System.Text.Json;
using TaskGraph.Execution.Declarations;

namespace TaskGraph.Execution.Growth;

/// <summary>Reads lines of the protocol (docs/protocol.md). What is wrong is said in words.</summary>
internal static class RequestReader
{
    /// <summary>The version of the protocol.</summary>
    public const int Version = 1;

    /// <summary>Reads the first line of a connection.</summary>
    public static string? ReadHello(ReadOnlySpan<byte> line, out int version, out string token)
    {
        version = 0;
        token = "";
        try
        {
            var json = new Utf8JsonReader(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return "a JSON object is expected";
            bool hello = false;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                string key = json.GetString()!;
                json.Read();
                switch (key)
                {
                    case "hello" when json.TokenType == JsonTokenType.Number && json.TryGetInt32(out version):
                        hello = true;
                        break;
                    case "token" when json.TokenType == JsonTokenType.String:
                        token = json.GetString()!;
                        break;
                    default:
                        json.Skip();
                        break;
                }
            }

            return hello ? null : "the first message is \"hello\", with the version";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            return JsonFault.Words(e);
        }
    }

    /// <summary>Reads any other line.</summary>
    public static string? Read(ReadOnlySpan<byte> line, out ClientRequest? request)
    {
        request = null;
        try
        {
            var found = new Fields();
            var json = new Utf8JsonReader(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return "a JSON object is expected";
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                string key = json.GetString()!;
                json.Read();
                if (!found.Take(key, ref json, line))
                    return $"\"{key}\" is not known, or its value is not what it has to be";
            }

            if (json.Read())
                return "there is more behind the object";
            request = found.Request;
            return request is null ? "it asks for nothing: one of \"add\", \"wait\", \"cancel\", \"results\" is expected" : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            return JsonFault.Words(e);
        }
    }

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

        public readonly ClientRequest? Request =>
            _add is not null ? new ClientRequest.Add(_add) { Id = _id }
            : _wait is not null ? new ClientRequest.Wait(_wait, _all, _timed ? _timeout : -1) { Id = _id }
            : _cancel is not null ? new ClientRequest.Cancel(_cancel) { Id = _id }
            : _results is not null ? new ClientRequest.Results(_results) { Id = _id }
            : null;

        public bool Take(string key, ref Utf8JsonReader json, ReadOnlySpan<byte> line)
        {
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
