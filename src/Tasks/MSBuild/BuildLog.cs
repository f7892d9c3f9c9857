using Microsoft.Build.Framework;
using TaskGraph.Execution.Reports;
using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>Turns the events of a build into MSBuild's log: one listener among others.</summary>
internal sealed class BuildLog
{
    private const int LastLines = 12;

    private readonly TaskLog _log;
    private readonly Graph _graph;
    private readonly Settings _settings;
    private readonly NodeOutputLog _outputs;
    private readonly RunCounts _counts;
    private readonly string _project;
    private readonly HashSet<(int Node, int Attempt)> _told = [];

    public BuildLog(TaskLog log, Graph graph, Settings settings, NodeOutputLog outputs, RunCounts counts, string project)
    {
        _log = log;
        _graph = graph;
        _settings = settings;
        _outputs = outputs;
        _counts = counts;
        _project = project;
    }

    public void On(GraphEvent e)
    {
        switch (e)
        {
            case GraphEvent.RunStarted started:
                _log.Message(MessageImportance.High, $"Concurrency: {started.Threads} threads");
                break;
            case GraphEvent.Started { Attempt: > 1 } again:
                _log.Message(MessageImportance.High, $"[{_graph[again.Node].Name}] attempt {again.Attempt} of {_graph[again.Node].Attempts.Most}");
                break;
            case GraphEvent.AttemptFailed failed:
                OnAttemptFailed(failed);
                break;
            case GraphEvent.Started started:
                if (_log.IsHeard(MessageImportance.Normal))
                    _log.Message(MessageImportance.Normal, $"[{_graph[started.Node].Name}] runs: {ReasonText.Of(started.Reason, details: false)}");
                break;
            case GraphEvent.CacheMissed missed:
                if (_log.IsHeard(MessageImportance.Low))
                    _log.Message(MessageImportance.Low, $"[{_graph[missed.Node].Name}] {MissText.Of(missed.Miss)}");
                break;
            case GraphEvent.UpToDate current:
                if (_log.IsHeard(MessageImportance.Low))
                    _log.Message(MessageImportance.Low, $"[{_graph[current.Node].Name}] is up to date");
                break;
            case GraphEvent.OutputLine line:
                _log.Message(MessageImportance.High, $"[{_graph[line.Node].Name}] {line.Line}");
                break;
            case GraphEvent.OutputLeftOut left:
                _log.Message(MessageImportance.High, $"[{_graph[left.Node].Name}] … {left.Bytes} bytes are left out here, since the build stops; its log file has all …");
                break;
            case GraphEvent.Ended ended:
                OnEnded(ended);
                break;
            case GraphEvent.Skipped skipped:
                OnSkipped(skipped);
                break;
            case GraphEvent.Warned warned:
                _log.Report(warned.Problem);
                break;
            case GraphEvent.RunEnded:
                _log.Message(MessageImportance.High, $"{_project} -> {_counts.Sentence()}");
                break;
        }
    }

    private void OnEnded(GraphEvent.Ended ended)
    {
        Node node = _graph[ended.Node];
        bool failed = ended.Outcome is not (Outcome.Executed or Outcome.FromCache);
        bool asWarning = !failed || node.ContinueOnError == ContinueOnError.WarnAndContinue || ended.Outcome == Outcome.Cancelled;
        bool shown = _settings.LogMode == OutputMode.Grouped || (_settings.LogMode == OutputMode.Failures && failed);
        // Another attempt was to follow, and the build stopped.
        shown &= !_told.Remove((ended.Node, ended.Attempts));
        if (ended.LogFile is not null)
            _outputs.Show(node, ended.LogFile, shown, asWarning);
        // What ran just now has been told line by line.
        if (ended is { Outcome: Outcome.FromCache, LogFile: { } replayed } && _settings.LogMode == OutputMode.Prefixed)
            _outputs.ShowLines(node, replayed);
        if (ended.Outcome == Outcome.Cancelled)
            _log.Message(MessageImportance.High, $"[{node.Name}] was cancelled after {RunCounts.Seconds(ended.Duration)}");
        else if (ended.Problem is { } problem)
            _log.Report(problem, asWarning, Attempts(ended, node) + Printed(ended));
        else if (ended.Outcome == Outcome.FromCache)
            TellSaved(node, ended);
        else if (_log.IsHeard(MessageImportance.Normal))
            _log.Message(MessageImportance.Normal, $"[{node.Name}] executed in {RunCounts.Seconds(ended.Duration)}");
    }

    private void TellSaved(Node node, GraphEvent.Ended ended)
    {
        if (_log.IsHeard(MessageImportance.Normal))
            _log.Message(MessageImportance.Normal, $"[{node.Name}] came from the cache in {RunCounts.Seconds(ended.Duration)}, its run took {RunCounts.Seconds(ended.Saved)}");
    }

    private string Printed(GraphEvent.Ended ended)
    {
        if (ended.LogFile is not null)
            return _outputs.Tail(ended.LogFile, LastLines);
        return ended.Problem is { Kind: ProblemKind.ExitCode } ? " It printed nothing." : "";
    }

    private static string Attempts(GraphEvent.Ended ended, Node node) => ended.Attempts > 1 ? $" That was attempt {ended.Attempts} of {node.Attempts.Most}." : "";

    // Its diagnostics are not told: the next attempt may have none.
    private void OnAttemptFailed(GraphEvent.AttemptFailed failed)
    {
        Node node = _graph[failed.End.Node];
        _told.Add((failed.End.Node, failed.End.Attempts));
        if (failed.End.LogFile is { } file && _settings.LogMode != OutputMode.Prefixed)
            _outputs.Show(node, file);
        string why = Errors.Describe(failed.End.Problem!, new SourceLines()).Text;
        _log.Message(MessageImportance.High, $"[{node.Name}] attempt {failed.End.Attempts} of {node.Attempts.Most} failed: {why} The next one follows in {RunCounts.Seconds((int)failed.Delay)}.");
    }

    private void OnSkipped(GraphEvent.Skipped skipped)
    {
        if (!_log.IsHeard(MessageImportance.Normal))
            return;
        _log.Message(MessageImportance.Normal, $"[{_graph[skipped.Node].Name}] skipped: {ReasonText.OfSkipped(_graph, skipped)}");
    }
}
