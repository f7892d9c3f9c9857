using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Storage;

/// <summary>What a journal should know, kept in the simplest way; with the history, to tell what may never be trusted again.</summary>
internal sealed class JournalModel
{
    private readonly Dictionary<string, List<(string Definition, string Text)>> _records = [];
    private readonly Dictionary<string, List<(string Definition, List<string> Declared, string[] Found, string[]? Left)>> _open = [];
    private readonly Dictionary<string, SortedSet<string>> _loose = [];
    private readonly HashSet<string> _running = [];
    private readonly Dictionary<string, FileMemo> _memos = [];
    private readonly Random _random;
    private readonly int _names;
    private readonly int _definitions;

    public JournalModel(int seed, int names, int definitions) => (_random, _names, _definitions) = (new Random(seed), names, definitions);

    /// <summary>After each operation: what is trusted then.</summary>
    public List<string[]> History { get; } = [[]];

    /// <summary>After each operation: every record that was ever added and not invalidated (but perhaps replaced) by then.</summary>
    public List<HashSet<string>> Valid { get; } = [[]];

    public IReadOnlyDictionary<string, FileMemo> Memos => _memos;

    public string[] Texts => [.. _records.Where(pair => !_running.Contains(pair.Key)).SelectMany(pair => pair.Value.Select(one => one.Text)).Order(StringComparer.Ordinal)];

    public IEnumerable<string> Names => _records.Keys;

    /// <summary>What is known of runs that did not succeed, oldest first.</summary>
    public string[] OpenRunsOf(string name) => [.. _open.GetValueOrDefault(name)?.Select(one => $"{Sample.DigestOf(one.Definition)} [{string.Join(", ", one.Declared)}] [{string.Join(", ", one.Found)}] [{(one.Left is null ? "?" : string.Join(", ", one.Left))}]") ?? []];

    /// <summary>Children that no success is known to have, in ordinal order.</summary>
    public string[] LooseChildrenOf(string name) => [.. _loose.GetValueOrDefault(name) ?? []];

    public bool IsRunning(string name) => _running.Contains(name);

    public string[] TextsOf(string name) => _running.Contains(name) || !_records.TryGetValue(name, out var kept) ? [] : [.. kept.Select(one => one.Text)];

    /// <summary>Does something at random, to the journal and to the model.</summary>
    public void Step(Journal journal, PathTable paths)
    {
        string name = $"node-{_random.Next(_names)}";
        string definition = $"definition-{_random.Next(_definitions)}";
        List<(string Definition, string Text)> kept = _records.TryGetValue(name, out var known) ? known : _records[name] = [];
        var valid = new HashSet<string>(Valid[^1]);
        switch (_random.Next(11))
        {
            case < 4:
                NodeRecord record = Sample.Record(paths, name, definition, $"fingerprint-{_random.Next()}", $"out/{name}-{_random.Next(3)}", "ünïcode/ж");
                journal.Add(record);
                kept.RemoveAll(one => one.Definition == definition);
                kept.Insert(0, (definition, Sample.Text(record, paths)));
                valid.Add(kept[0].Text);
                if (kept.Count > 8)
                    kept.RemoveAt(8);
                _loose.Remove(name);
                _open.GetValueOrDefault(name)?.RemoveAll(one => one.Definition == definition || one.Declared.Count == 0);
                _running.Remove(name);
                break;
            case < 6:
                OpenRun run = Sample.Run(paths, definition, [.. Some("out")], [.. Some("found")]);
                journal.WillStart(name, run);
                Open(name, definition, run, paths);
                kept.RemoveAll(one => one.Definition == definition);
                valid.RemoveWhere(text => text.StartsWith($"{name} {Sample.DigestOf(definition)} ", StringComparison.Ordinal));
                _running.Add(name);
                break;
            case 6:
                string[] left = [.. Some("left")];
                journal.Ended(name, [.. left.Select(paths.Intern)]);
                if (_running.Contains(name))
                    _open[name][^1] = _open[name][^1] with { Left = left };
                _running.Remove(name);
                break;
            case 7:
                journal.Remove(name);
                kept.Clear();
                _open.Remove(name);
                _loose.Remove(name);
                valid.RemoveWhere(text => text.StartsWith(name + " ", StringComparison.Ordinal));
                _running.Remove(name);
                break;
            case 8:
                string[] children = [.. Some("ünï")];
                journal.Grew(name, children);
                if (!_loose.TryAdd(name, new SortedSet<string>(children, StringComparer.Ordinal)))
                    _loose[name].UnionWith(children);
                break;
            default:
                string path = $"in/{_random.Next(8)}";
                bool gone = _random.Next(5) == 0;
                var memo = new FileMemo(gone ? FileStat.Missing : Sample.Stat(_random.Next(1, 1_000_000)), Sample.DigestOf(path + _random.Next()), _random.Next(3) == 0);
                journal.AddMemo(paths.Intern(path), memo.Stat, memo.Digest, memo.Racy);
                if (gone)
                    _memos.Remove(path);
                else
                    _memos[path] = memo;
                break;
        }

        History.Add(Texts);
        Valid.Add(valid);
        Running.Add([.. _running]);
    }

    private IEnumerable<string> Some(string name) => Enumerable.Range(0, 3).Where(_ => _random.Next(2) == 0).Select(i => $"{name}/{i}");

    private void Open(string name, string definition, OpenRun run, PathTable paths)
    {
        if (!_open.TryGetValue(name, out var open))
            open = _open[name] = [];
        string[] declared = [.. run.Declared.Select(path => paths[path])];
        open.RemoveAll(one => one.Definition == definition);
        foreach (var one in open)
            one.Declared.RemoveAll(declared.Contains);
        open.RemoveAll(one => one.Declared.Count == 0);
        open.Add((definition, [.. declared], [.. run.Found.Select(path => paths[path])], null));
        if (open.Count > 8)
            open.RemoveAt(0);
    }

    /// <summary>After each operation: which names run.</summary>
    public List<HashSet<string>> Running { get; } = [[]];
}
