using System.Xml;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.MSBuild;

/// <summary>A place in a file; line and column from 1, 0 where they are not known.</summary>
internal readonly record struct SourcePosition(string File, int Line, int Column);

/// <summary>
/// Where a node is declared. MSBuild's items carry no line, so that the XML of the project that defines the node is read, and only when there is something
/// to report.
/// </summary>
internal static class SourceLines
{
    /// <summary>The position of the Node element whose Include makes this name; only the file, if no element can be told to.</summary>
    /// <param name="node">The node.</param>
    /// <param name="time">Which of several elements of that name is meant, from 1.</param>
    public static SourcePosition Find(Node node, int time = 1)
    {
        string file = node.Source.File;
        if (node.Source.Line > 0)
            return new SourcePosition(file, node.Source.Line, 1);
        try
        {
            return Search(file, node.Name, time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException or ArgumentException)
        {
            return new SourcePosition(file, 0, 0);
        }
    }

    private static SourcePosition Search(string file, string name, int time)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };
        using var reader = XmlReader.Create(file, settings);
        var lines = (IXmlLineInfo)reader;
        var exact = new List<SourcePosition>();
        SourcePosition likely = new(file, 0, 0);
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element || reader.LocalName != "Node" || reader.GetAttribute("Include") is not { } include)
                continue;
            var here = new SourcePosition(file, lines.LineNumber, Math.Max(1, lines.LinePosition - 1));
            foreach (string entry in include.Split(';', StringSplitOptions.TrimEntries))
            {
                if (exact.Count < time && MsBuildList.Unescape(entry).Replace('\\', '/') == name.Replace('\\', '/'))
                    exact.Add(here);
            }

            // '@(Csv->'clean-%(Filename)')' or '$(Prefix)x' may make any name that has the literal parts; the first such element is the best guess.
            if (likely.Line == 0 && Makes(include, name))
                likely = here;
        }

        return exact.Count > 0 ? exact[^1] : likely;
    }

    private static bool Makes(string include, string name)
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

        return any && pattern.ToString().Split(';').Any(part => new NamePattern(part.Trim()).IsMatch(name));
    }
}
