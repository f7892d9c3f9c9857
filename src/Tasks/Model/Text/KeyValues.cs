namespace TaskGraph.Model.Text;

/// <summary>Lists of 'key=value' between ';', as in Parameters, EnvironmentVariables and Resources.</summary>
public static class KeyValues
{
    /// <summary>
    /// Adds the pairs of an escaped list, in order. The first unescaped '=' of an entry divides it; white space around key and value is dropped
    /// unless escaped. A value may be empty, a key may not. A key that stands twice is added twice.
    /// </summary>
    /// <param name="escaped">As MSBuild hands it over.</param>
    /// <param name="pairs">Receives the pairs, unescaped.</param>
    /// <param name="invalid">The first entry without '=' or without a key, unescaped; null if there is none.</param>
    /// <returns>False if an entry is not a pair; those before it were added.</returns>
    public static bool TryParse(string escaped, List<KeyValuePair<string, string>> pairs, out string? invalid)
    {
        foreach (Range range in escaped.AsSpan().Split(';'))
        {
            ReadOnlySpan<char> entry = escaped.AsSpan(range).Trim();
            if (entry.IsEmpty)
                continue;
            int equals = entry.IndexOf('=');
            if (equals < 0 || entry[..equals].IsWhiteSpace())
            {
                invalid = MsBuildList.Unescape(entry);
                return false;
            }

            pairs.Add(new(MsBuildList.Unescape(entry[..equals].TrimEnd()), MsBuildList.Unescape(entry[(equals + 1)..].TrimStart())));
        }

        invalid = null;
        return true;
    }
}
