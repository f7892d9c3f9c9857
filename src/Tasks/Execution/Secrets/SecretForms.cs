using System.Text;
using TaskGraph.Execution.Executors.Commands;

namespace TaskGraph.Execution.Secrets;

/// <summary>The texts by which the value of a secret shows itself.</summary>
internal static class SecretForms
{
    /// <summary>Shorter ones are not looked for: masking them would leave nothing of a log, and tell how long they are.</summary>
    public const int Shortest = 4;

    /// <summary>
    /// Its lines without the white space around them, since logs and their readers go by lines, as they are and as JSON has them: in what this build writes itself, and in what programs print that escape all but
    /// ASCII. Lines that are too short are left out.
    /// </summary>
    public static IEnumerable<string> Of(string value)
    {
        foreach (string text in value.Split(['\r', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (text.Length < Shortest)
                continue;
            yield return text;
            string json = Escaped(text);
            if (json != text)
                yield return json;
            string ascii = AsciiOnly(json);
            if (ascii != json)
                yield return ascii;
        }
    }

    private static string Escaped(string text)
    {
        var json = new StringBuilder(text.Length + 8);
        Json.AppendString(json, text);
        return json.ToString(1, json.Length - 2);
    }

    private static string AsciiOnly(string json)
    {
        var text = new StringBuilder(json.Length + 16);
        foreach (char c in json)
        {
            if (char.IsAscii(c))
                text.Append(c);
            else
                text.Append("\\u").Append(((int)c).ToString("x4"));
        }

        return text.ToString();
    }
}
