namespace TaskGraph.Execution.Text;

/// <summary>What single lines of Python's tracebacks are.</summary>
internal sealed class PythonLines
{
    private readonly string _clientFolder;

    /// <param name="clientFolder">Where the build's own modules lie, which are no user's; empty for nowhere.</param>
    public PythonLines(string clientFolder) => _clientFolder = clientFolder;

    /// <summary>True for a line that names a frame.</summary>
    /// <param name="line">The line.</param>
    /// <param name="file">Its file; null for a frame in a library or in no file.</param>
    /// <param name="number">Its line in that file.</param>
    public bool TryFrame(ReadOnlySpan<char> line, out string? file, out int number)
    {
        const string Between = "\", line ";
        file = null;
        number = 0;
        if (!line.StartsWith("  File \""))
            return false;
        ReadOnlySpan<char> path = line["  File \"".Length..];
        int end = path.LastIndexOf(Between);
        if (end <= 0)
            return false;
        ReadOnlySpan<char> digits = path[(end + Between.Length)..];
        int length = digits.IndexOfAnyExceptInRange('0', '9');
        if (!int.TryParse(length < 0 ? digits : digits[..length], out number))
            return false;
        path = path[..end];
        bool client = _clientFolder.Length > 0 && path.StartsWith(_clientFolder, StringComparison.OrdinalIgnoreCase);
        if (!client && !IsLibrary(path))
            file = path.ToString();
        return true;
    }

    private static bool IsLibrary(ReadOnlySpan<char> path)
    {
        if (path[0] == '<' || path.Contains("site-packages", StringComparison.Ordinal) || path.Contains("dist-packages", StringComparison.Ordinal))
            return true;
        int lib = path.IndexOf("/lib/python", StringComparison.Ordinal);
        if (lib >= 0)
            return path[(lib + "/lib/python".Length)..].IndexOfAnyInRange('0', '9') == 0;
        // Windows: C:\…\Python312\Lib\json\decoder.py
        lib = path.IndexOf(@"\lib\", StringComparison.OrdinalIgnoreCase);
        return lib >= 0 && path[..lib].Contains("python", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>True for a line that says that what follows is another exception of a chain.</summary>
    public static bool IsChain(ReadOnlySpan<char> line) =>
        line.StartsWith("During handling of the above exception") || line.StartsWith("The above exception was the direct cause");

    /// <summary>True for a line that names an exception: 'ValueError: text', 'pkg.module.Error', 'KeyboardInterrupt'.</summary>
    public static bool IsException(ReadOnlySpan<char> line)
    {
        int colon = line.IndexOf(':');
        ReadOnlySpan<char> name = (colon < 0 ? line : line[..colon]).TrimEnd();
        if (name.IsEmpty || char.IsAsciiDigit(name[0]))
            return false;
        foreach (char c in name)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '.' or '<' or '>'))
                return false;
        }

        return true;
    }
}
