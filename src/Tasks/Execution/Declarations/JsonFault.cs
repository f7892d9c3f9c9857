using System.Text;
using System.Text.Json;

namespace TaskGraph.Execution.Declarations;

/// <summary>What a JSON reader's exception says, for people.</summary>
internal static class JsonFault
{
    /// <summary>The words, without the reader's own way of naming a place.</summary>
    public static string Words(Exception fault)
    {
        // What cannot be written as JSON again says why only within.
        if (fault is JsonException { BytePositionInLine: null, InnerException: { } inner })
            fault = inner;
        if (fault is DecoderFallbackException or InvalidOperationException { InnerException: DecoderFallbackException })
            return "a text in it is not UTF-8";
        if (fault is InvalidOperationException)
            return "a text in it has one half of a pair of surrogates (\\ud800 to \\udfff) without the other, which is no character";
        string text = fault.Message;
        int position = text.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string words = position < 0 ? text : text[..position];
        if (fault is not JsonException { BytePositionInLine: { } column } json)
            return words.TrimEnd('.');
        string line = json.LineNumber is > 0 and { } number ? $"line {number + 1}, " : "";
        return $"{words.TrimEnd('.')} ({line}character {column + 1})";
    }
}
