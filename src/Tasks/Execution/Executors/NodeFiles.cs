using System.Collections.Concurrent;
using System.Text;
using TaskGraph.Execution.Secrets;
using TaskGraph.Execution.Storage;
using TaskGraph.Execution.Text;
using TaskGraph.Model;

namespace TaskGraph.Execution.Executors;

/// <summary>The files that a build keeps for its nodes in the state folder: what each printed, and the lists it is handed.</summary>
public sealed class NodeFiles
{
    private readonly string _stateFolder;
    private readonly string _logs;
    private readonly string _lists;
    private readonly string _summaries;
    private readonly ConcurrentDictionary<int, string> _open = new();
    private readonly string _empty;
    private bool _ready;

    /// <summary>Creates it for a state folder: absolute, no '/' at the end.</summary>
    public NodeFiles(string stateFolder)
    {
        _stateFolder = stateFolder;
        _logs = Path.Combine(stateFolder, "logs");
        _lists = Path.Combine(stateFolder, "run");
        _summaries = Path.Combine(stateFolder, "summaries");
        _empty = Path.Combine(_lists, "none");
    }

    /// <summary>The file that takes what a node prints at an attempt; absolute. With the first one, what the last build's further attempts left is deleted.</summary>
    public string CreateLog(int number, Node node, int attempt)
    {
        if (_ready && !Directory.Exists(_logs))
            _ready = false;
        Prepare();
        string name = FileNameOf(node.Name);
        for (int further = 2; attempt == 1 && further <= node.Attempts.Most && File.Exists(Path.Combine(_logs, LogOf(name, further))); further++)
            File.Delete(Path.Combine(_logs, LogOf(name, further)));
        string file = LogOf(name, attempt);
        _open[number] = file;
        return Path.Combine(_logs, file);
    }

    /// <summary>A node has ended: the path of its log relative to the state folder, or null if it printed nothing.</summary>
    public string? TakeLog(int number)
    {
        if (!_open.TryRemove(number, out string? file))
            return null;
        var log = new FileInfo(Path.Combine(_logs, file));
        if (log.Exists && log.Length > 0)
            return "logs/" + file;
        try
        {
            log.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An empty file that stays is in nobody's way.
        }

        return null;
    }

    /// <summary>The file that takes a node's results, made by the node; absolute. What an earlier run left there is deleted.</summary>
    public string NewResults(string node)
    {
        string file = Path.Combine(_lists, FileNameOf(node) + ".results");
        if (File.Exists(file))
            File.Delete(file);
        return file;
    }

    /// <summary>The file that takes what a node adds to the report, made by the node; absolute. What an earlier run left there is deleted.</summary>
    public string NewSummary(string node)
    {
        string file = SummaryOf(node);
        if (File.Exists(file))
            File.Delete(file);
        return file;
    }

    /// <summary>The file with what a node added to the report; it need not be there.</summary>
    public string SummaryOf(string node) => Path.Combine(_summaries, FileNameOf(node) + ".md");

    /// <summary>The names of the files with summaries that there are, also of nodes that are gone.</summary>
    public HashSet<string> Summaries() =>
        Directory.Exists(_summaries) ? [.. new DirectoryInfo(_summaries).EnumerateFiles().Select(file => file.Name)] : [];

    /// <summary>Takes secrets out of what a node that ended left: it wrote that into the state folder itself.</summary>
    public void Mask(string node, SecretValues secrets)
    {
        if (!secrets.Any)
            return;
        secrets.MaskFile(Path.Combine(_lists, FileNameOf(node) + ".results"));
        secrets.MaskFile(SummaryOf(node));
    }

    /// <summary>Reads what a node that ended left as results; what is wrong with it, in words, or null.</summary>
    public string? ReadResults(string node, List<KeyValuePair<string, string>> results)
    {
        var file = new FileInfo(Path.Combine(_lists, FileNameOf(node) + ".results"));
        if (!file.Exists)
            return null;
        try
        {
            return ResultsReader.Read(WholeFile.Read(file.FullName, ResultsReader.MaxBytes), results);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    /// <summary>Absolute path of a log that <see cref="TakeLog"/> named.</summary>
    public string AbsoluteOf(string log) => Path.Combine(_stateFolder, log.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>Writes a list, one path a line, and returns its file's absolute path.</summary>
    public string WriteList(string node, string extension, IReadOnlyList<string> paths, Func<string, string> shown)
    {
        if (paths.Count == 0)
            return _empty;
        var text = new StringBuilder();
        foreach (string path in paths)
            text.Append(shown(path)).Append('\n');
        string file = Path.Combine(_lists, FileNameOf(node) + extension);
        try
        {
            PrivateFiles.WriteText(file, text.ToString());
        }
        catch (DirectoryNotFoundException)
        {
            Recreate();
            PrivateFiles.WriteText(file, text.ToString());
        }

        return file;
    }

    // No name has a '+' as a file.
    private static string LogOf(string name, int attempt) => attempt == 1 ? name + ".log" : $"{name}+{attempt}.log";

    // Any text may be a name; a file's name is the part of it that every system takes, and a digest where that is not all.
    private static string FileNameOf(string node)
    {
        var name = new StringBuilder(node.Length);
        bool changed = node.Length > 100;
        foreach (char c in node.AsSpan(0, Math.Min(node.Length, 100)))
        {
            bool plain = char.IsAsciiLetterOrDigit(c) || c is '-' or '_' || (c == '.' && name.Length > 0);
            name.Append(plain ? c : '_');
            changed |= !plain || char.IsAsciiLetterUpper(c);
        }

        if (!changed)
            return name.ToString();
        return name.Append('-').Append(Digest.Of(Encoding.UTF8.GetBytes(node)).ToString().AsSpan(0, 12)).ToString();
    }

    // A node has cleaned up more than its own, as `rm -rf obj` does.
    private void Recreate()
    {
        _ready = false;
        Prepare();
    }

    private void Prepare()
    {
        if (_ready)
            return;
        PrivateFiles.CreateFolder(_stateFolder);
        PrivateFiles.CreateFolder(_logs);
        PrivateFiles.CreateFolder(_lists);
        PrivateFiles.CreateFolder(_summaries);
        PrivateFiles.WriteText(_empty, "");
        _ready = true;
    }
}
