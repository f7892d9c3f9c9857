using System.Xml;
using TaskGraph.Model.Text;

namespace TaskGraph.MSBuild;

/// <summary>The elements of one item type in the XML of one project file, by what their Include makes.</summary>
internal sealed class DeclaringFile
{
    private readonly string _file;
    private readonly Dictionary<string, List<(SourcePosition Position, string Action)>> _exact = [];
    private readonly List<(NamePattern[] Patterns, SourcePosition Position)> _likely = [];

    private DeclaringFile(string file) => _file = file;

    /// <summary>Reads a file; one that cannot be read has no elements.</summary>
    public static DeclaringFile Read(string file, string itemType)
    {
        var declaring = new DeclaringFile(file);
        try
        {
            declaring.Read(itemType);
            return declaring;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException or ArgumentException)
        {
            return new DeclaringFile(file);
        }
    }

    /// <summary>The position of the element that makes an identity; only the file, if none can be told to.</summary>
    /// <param name="identity">What the item is.</param>
    /// <param name="time">Which of several that make it is meant, from 1; the last one, if there are fewer.</param>
    /// <param name="action">What the item runs: of several elements, of which conditions leave one, the one that says the same is meant.</param>
    public SourcePosition Find(string identity, int time, string action = "")
    {
        if (_exact.TryGetValue(identity.Replace('\\', '/'), out List<(SourcePosition Position, string Action)>? positions))
        {
            int same = time == 1 && action.Length > 0 ? positions.FindIndex(one => one.Action == action) : -1;
            return positions[same >= 0 ? same : Math.Min(time, positions.Count) - 1].Position;
        }

        foreach ((NamePattern[] patterns, SourcePosition position) in _likely)
        {
            if (Array.Exists(patterns, pattern => pattern.IsMatch(identity)))
                return position;
        }

        return new SourcePosition(_file, 0, 0);
    }

    private void Read(string itemType)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };
        using var reader = XmlReader.Create(_file, settings);
        var lines = (IXmlLineInfo)reader;
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element || reader.LocalName != itemType || reader.GetAttribute("Include") is not { } include)
                continue;
            var here = new SourcePosition(_file, lines.LineNumber, Math.Max(1, lines.LinePosition - 1));
            foreach (string entry in include.Split(';', StringSplitOptions.TrimEntries))
                AddExact(MsBuildList.Unescape(entry).Replace('\\', '/'), here, ActionOf(reader));
            if (PatternsOf(include) is { } patterns)
                _likely.Add((patterns, here));
        }
    }

    private static string ActionOf(XmlReader element) =>
        MsBuildList.Unescape(element.GetAttribute("Command") ?? element.GetAttribute("Script") ?? element.GetAttribute("Workflow") ?? "");

    private void AddExact(string identity, SourcePosition position, string action)
    {
        if (!_exact.TryGetValue(identity, out List<(SourcePosition Position, string Action)>? positions))
            _exact.Add(identity, positions = []);
        positions.Add((position, action));
    }

    // '@(Csv->'clean-%(Filename)')' or '$(Prefix)x' may make any name that has the literal parts; null for what is only literal.
    private static NamePattern[]? PatternsOf(string include)
    {
        int transform = include.IndexOf("->'", StringComparison.Ordinal);
        string template = transform < 0 ? include : include[(transform + 3)..];
        int end = transform < 0 ? template.Length : template.IndexOf('\'', StringComparison.Ordinal);
        template = template[..(end < 0 ? template.Length : end)];
        var pattern = new System.Text.StringBuilder();
        bool any = transform >= 0;
        for (int i = 0; i < template.Length; i++)
        {
            bool expression = i + 1 < template.Length && template[i] is '$' or '@' or '%' && template[i + 1] == '(';
            if (!expression)
            {
                pattern.Append(template[i]);
                continue;
            }

            any = true;
            pattern.Append('*');
            int depth = 0;
            for (i++; i < template.Length; i++)
            {
                depth += template[i] == '(' ? 1 : template[i] == ')' ? -1 : 0;
                if (depth == 0)
                    break;
            }
        }

        return any ? [.. pattern.ToString().Split(';').Select(part => new NamePattern(part.Trim()))] : null;
    }
}
