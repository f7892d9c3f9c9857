namespace TaskGraph.Model.Text;

/// <summary>The words that end the here-documents of a command: a value that stands alone on a line must not be one.</summary>
internal static class HereDocuments
{
    /// <summary>True if a command that was filled in has other ends than its template. Every '&lt;&lt;' counts, wherever it stands: one too many does no harm.</summary>
    public static bool EndOtherwise(string template, string filled)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        for (int at = template.IndexOf("<<", StringComparison.Ordinal); at >= 0; at = template.IndexOf("<<", at + 2, StringComparison.Ordinal))
            words.Add(WordAt(template, at + 2));
        words.Remove("");
        return words.Count > 0 && CountEnds(filled, words) != CountEnds(template, words);
    }

    private static string WordAt(string template, int at)
    {
        while (at < template.Length && template[at] is '-' or ' ' or '\t')
            at++;
        int end = at;
        while (end < template.Length && template[end] is not (' ' or '\t' or '\n' or ';' or '&' or '|' or '<' or '>' or '(' or ')'))
            end++;
        return string.Concat(template[at..end].Split('\'', '"', '\\'));
    }

    private static int CountEnds(string command, HashSet<string> words) => command.Split('\n').Count(line => words.Contains(line.TrimStart('\t').TrimEnd('`', ')', '"', ' ')));
}
