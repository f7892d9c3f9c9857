using System.Text;

namespace TaskGraph.Execution.Text;

/// <summary>Reads what a node appended to its results file: 'key=value' lines, and values of several lines as 'key&lt;&lt;END', the lines, 'END'.</summary>
internal static class ResultsReader
{
    /// <summary>The most bytes that a node's results may have.</summary>
    public const int MaxBytes = 16 << 20;

    /// <summary>Reads results; of a key that comes twice the last one counts, at the place of the first.</summary>
    /// <param name="content">UTF-8.</param>
    /// <param name="results">Takes them.</param>
    /// <returns>What is wrong, in words; null if nothing is.</returns>
    public static string? Read(ReadOnlySpan<byte> content, List<KeyValuePair<string, string>> results)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < results.Count; i++)
            places[results[i].Key] = i;
        string text = Encoding.UTF8.GetString(content);
        string[] lines = text.Split('\n');
        for (int line = 0; line < lines.Length; line++)
        {
            string one = lines[line].TrimEnd('\r');
            if (string.IsNullOrWhiteSpace(one))
                continue;
            int equals = one.IndexOf('=', StringComparison.Ordinal);
            int marker = one.IndexOf("<<", StringComparison.Ordinal);
            if (marker > 0 && (equals < 0 || marker < equals))
            {
                string end = one[(marker + 2)..].Trim();
                int begin = line + 1;
                for (line = begin; line < lines.Length && lines[line].TrimEnd('\r') != end; line++)
                {
                }

                if (line == lines.Length || end.Length == 0)
                    return $"the value that begins in line {begin} has no end ('{end}')";
                Set(results, places, one[..marker].Trim(), string.Join('\n', lines[begin..line].Select(part => part.TrimEnd('\r'))));
            }
            else if (equals > 0)
            {
                Set(results, places, one[..equals].Trim(), one[(equals + 1)..]);
            }
            else
            {
                return $"line {line + 1} is '{(one.Length > 60 ? one[..60] + "…" : one)}'";
            }
        }

        return null;
    }

    private static void Set(List<KeyValuePair<string, string>> results, Dictionary<string, int> places, string key, string value)
    {
        if (places.TryAdd(key, results.Count))
            results.Add(new(key, value));
        else
            results[places[key]] = new(key, value);
    }
}
