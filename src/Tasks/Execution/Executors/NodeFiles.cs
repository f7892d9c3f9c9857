using System.Collections.Concurrent;
using System.Text;
using TaskGraph.Execution.Secrets;
using TaskGraph.Execution.Storage;
using TaskGraph.Execution.Text;
using TaskGraph.Model;

namespace TaskGraph.Execution.Executors;

/// <summary>The files that a build keeps for its nodes in the state folder: what each printed, and the lists it is handed.</summary>
public sealed class NodeFiles : IDisposable
{
    private const string Results = ".results", Summary = ".md";

    private readonly string _stateFolder;
    private readonly string _logs;
    private readonly string _lists;
    private readonly string _summaries;
    private readonly ConcurrentDictionary<int, string> _open = new();
    private readonly Stack<(HandedList Inputs, HandedList Outputs)> _free = new();
    private readonly Dictionary<int, (HandedList Inputs, HandedList Outputs)> _handed = [];
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);
    private HashSet<string> _earlier = [];
    private int _pairs;
    private bool _ready;

    /// <summary>Creates it for a state folder: absolute, no '/' at the end.</summary>
    public NodeFiles(string stateFolder)
    {
        _stateFolder = stateFolder;
        _logs = Path.Combine(stateFolder, "logs");
        _lists = Path.Combine(stateFolder, "run");
        _summaries = Path.Combine(stateFolder, "summaries");
    }

    /// <summary>The file that takes what a node prints at an attempt; absolute. With the first one, what the last build's further attempts left is deleted.</summary>
    public string CreateLog(int number, Node node, int attempt)
    {
        // A node has cleaned up more than its own, as `rm -rf obj` does.
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
        lock (_free)
        {
            if (_handed.Remove(number, out (HandedList, HandedList) lists))
                _free.Push(lists);
        }

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

    /// <summary>Deletes what a node has printed in earlier runs.</summary>
    public void DeleteLog(Node node)
    {
        Prepare();
        File.Delete(Path.Combine(_logs, LogOf(FileNameOf(node.Name), 1)));
    }

    /// <summary>The files that take a node's results and what it adds to the report, made by the node; absolute. What an earlier run left there is deleted.</summary>
    public (string Results, string Summary) NewTold(string node)
    {
        string name = FileNameOf(node);
        string results = Path.Combine(_lists, name + Results), summary = Path.Combine(_summaries, name + Summary);
        bool again = !_begun.Add(name);
        if (_earlier.Contains(name + Results) || (again && File.Exists(results)))
            File.Delete(results);
        if (_earlier.Contains(name + Summary) || (again && File.Exists(summary)))
            File.Delete(summary);
        return (results, summary);
    }

    /// <summary>The file with what a node added to the report; it need not be there.</summary>
    public string SummaryOf(string node) => Path.Combine(_summaries, FileNameOf(node) + Summary);

    /// <summary>The names of the files with summaries that there are, also of nodes that are gone.</summary>
    public HashSet<string> Summaries() => Directory.Exists(_summaries) ? [.. NamesIn(_summaries, Summary)] : [];

    /// <summary>Takes secrets out of what a node that ended left: it wrote that into the state folder itself.</summary>
    public void Mask(string node, SecretValues secrets)
    {
        if (!secrets.Any)
            return;
        secrets.MaskFile(Path.Combine(_lists, FileNameOf(node) + Results));
        secrets.MaskFile(SummaryOf(node));
    }

    /// <summary>Reads what a node that ended left as results; what is wrong with it, in words, or null.</summary>
    public string? ReadResults(string node, List<KeyValuePair<string, string>> results)
    {
        var file = new FileInfo(Path.Combine(_lists, FileNameOf(node) + Results));
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

    /// <summary>Writes what a node reads and what it declares to write, one path a line, and returns the files' absolute paths. They are its own until <see cref="TakeLog"/>.</summary>
    public (string Inputs, string Outputs) HandOut(int number, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, Func<string, string> shown)
    {
        (HandedList Inputs, HandedList Outputs) lists = Lists(number);
        try
        {
            return (Write(lists.Inputs, inputs, shown), Write(lists.Outputs, outputs, shown));
        }
        catch (DirectoryNotFoundException)
        {
            Recreate();
            return (Write(lists.Inputs, inputs, shown), Write(lists.Outputs, outputs, shown));
        }
    }

    private (HandedList Inputs, HandedList Outputs) Lists(int number)
    {
        lock (_free)
        {
            if (!_free.TryPop(out (HandedList Inputs, HandedList Outputs) lists))
            {
                string start = Path.Combine(_lists, (++_pairs).ToString(System.Globalization.CultureInfo.InvariantCulture));
                lists = (new HandedList(start + ".inputs"), new HandedList(start + ".outputs"));
            }

            _handed[number] = lists;
            return lists;
        }
    }

    private static string Write(HandedList list, IReadOnlyList<string> paths, Func<string, string> shown)
    {
        list.Write(paths, shown);
        return list.File;
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

    /// <summary>Closes the lists that nodes are handed.</summary>
    public void Dispose()
    {
        lock (_free)
        {
            foreach ((HandedList inputs, HandedList outputs) in _free.Concat(_handed.Values))
            {
                inputs.Dispose();
                outputs.Dispose();
            }
        }
    }

    private static IEnumerable<string> NamesIn(string folder, string extension) => new DirectoryInfo(folder).EnumerateFiles("*" + extension).Select(file => file.Name);

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
        // What earlier builds left, found once and not for each node.
        _earlier = [.. NamesIn(_lists, Results), .. NamesIn(_summaries, Summary)];
        _ready = true;
    }
}
