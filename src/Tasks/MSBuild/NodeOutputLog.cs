using System.Text;
using Microsoft.Build.Framework;
using TaskGraph.Execution.Executors;
using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>Shows what nodes printed, from their log files.</summary>
internal sealed class NodeOutputLog
{
    // A node that prints more has its log file for it; a build log of gigabytes helps nobody.
    private const int MostShown = 1024 * 1024;
    private const int MostTail = 16 * 1024;
    private const int MostOfLine = 400;

    private readonly TaskLog _log;
    private readonly NodeFiles _files;
    private readonly NodeDiagnostics _diagnostics;

    public NodeOutputLog(TaskLog log, NodeFiles files, NodeDiagnostics diagnostics)
    {
        _log = log;
        _files = files;
        _diagnostics = diagnostics;
    }

    /// <summary>Shows a node's output in one piece, and its diagnostics as warnings or errors.</summary>
    public void Show(Node node, string logFile, bool shown, bool asWarning)
    {
        if (shown)
            Show(node, logFile);
        _diagnostics.Report(node, _files.AbsoluteOf(logFile), asWarning);
    }

    /// <summary>Shows a node's output in one piece.</summary>
    public void Show(Node node, string logFile) => _log.Message(MessageImportance.High, $"[{node.Name}]\n{Head(_files.AbsoluteOf(logFile))}");

    /// <summary>Shows a node's output line by line, as while it runs.</summary>
    public void ShowLines(Node node, string logFile)
    {
        foreach (string line in Head(_files.AbsoluteOf(logFile)).Split('\n'))
            _log.Message(MessageImportance.High, $"[{node.Name}] {line.TrimEnd('\r')}");
    }

    /// <summary>The last lines of a log, ready to be put behind an error's text.</summary>
    public string Tail(string logFile, int lines)
    {
        string path = _files.AbsoluteOf(logFile);
        string text = ReadEnd(path, MostTail).TrimEnd();
        string[] all = text.Split('\n');
        var tail = new StringBuilder(all.Length > lines ? $" Its last {lines} lines (all: {path}):" : $" It printed (log: {path}):");
        foreach (string line in all.AsSpan(Math.Max(0, all.Length - lines)))
            tail.Append("\n    ").Append(Newest(line));
        return tail.ToString();
    }

    // Of a line that a program wrote over again and again, as progress bars are, what it showed last.
    private static string Newest(string line)
    {
        line = line.TrimEnd('\r');
        line = line[(line.LastIndexOf('\r') + 1)..];
        return line.Length > MostOfLine ? line[..MostOfLine] + "…" : line;
    }

    private static string Head(string path)
    {
        long length = new FileInfo(path).Length;
        if (length <= MostShown)
            return ReadEnd(path, MostShown).TrimEnd('\r', '\n');
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path);
        byte[] bytes = new byte[MostShown / 2];
        string first = Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(file, bytes, 0));
        return $"{first}\n… {length - MostShown} bytes are left out here; all of it: {path} …\n{ReadEnd(path, MostShown / 2)}";
    }

    private static string ReadEnd(string path, int most)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        long length = RandomAccess.GetLength(file);
        byte[] bytes = new byte[(int)Math.Min(length, most)];
        int read = RandomAccess.Read(file, bytes, length - bytes.Length);
        return Encoding.UTF8.GetString(bytes, 0, read);
    }
}
