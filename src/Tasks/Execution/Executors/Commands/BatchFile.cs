using System.Text;

namespace TaskGraph.Execution.Executors.Commands;

/// <summary>
/// The line by which cmd runs a batch file with arguments. Arguments of other scripts are read by no shell; a batch file's are, when it is started and once more wherever it uses them. Within double
/// quotes both times leave all characters as they are, except those that would end the quotes, name a variable or end the line.
/// </summary>
internal static class BatchFile
{
    /// <summary>What cmd is given: its options, and the line in quotes that '/s' takes off again.</summary>
    /// <param name="words">The file and its arguments.</param>
    /// <param name="from">Where they begin.</param>
    /// <param name="arguments">cmd's arguments, to be handed over as they are.</param>
    /// <returns>The argument that there is no way to write; null if there is none.</returns>
    public static string? Write(IReadOnlyList<string> words, int from, out string[] arguments)
    {
        var line = new StringBuilder("\"");
        arguments = [];
        for (int i = from; i < words.Count; i++)
        {
            if (words[i].AsSpan().ContainsAny("\"%\r\n"))
                return words[i];
            line.Append(i > from ? " " : "").Append('"').Append(words[i]).Append('"');
        }

        arguments = ["/d", "/s", "/c", line.Append('"').ToString()];
        return null;
    }
}
