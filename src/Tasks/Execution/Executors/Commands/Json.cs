using System.Text;

namespace TaskGraph.Execution.Executors.Commands;

/// <summary>Writes the little JSON that a node's environment needs; a serializer's start would cost more than the node.</summary>
internal static class Json
{
    /// <summary>An object of strings; the values of those that are typed are JSON already.</summary>
    public static string Object(IReadOnlyList<KeyValuePair<string, string>> members, IReadOnlySet<string>? typed)
    {
        if (members.Count == 0)
            return "{}";
        var text = new StringBuilder("{");
        for (int i = 0; i < members.Count; i++)
        {
            if (i > 0)
                text.Append(", ");
            AppendString(text, members[i].Key);
            text.Append(": ");
            if (typed?.Contains(members[i].Key) == true)
                text.Append(members[i].Value);
            else
                AppendString(text, members[i].Value);
        }

        return text.Append('}').ToString();
    }

    /// <summary>Appends a string in quotes (RFC 8259, section 7).</summary>
    public static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                default:
                    if (c < ' ' || char.IsSurrogate(c))
                        text.Append("\\u").Append(((int)c).ToString("x4"));
                    else
                        text.Append(c);
                    break;
            }
        }

        text.Append('"');
    }
}
