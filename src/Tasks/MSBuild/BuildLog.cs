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
                _log.Message(MessageImportance.High, $"Concurrency: {started.Threads} {(started.Threads == 1 ? "thread" : "threads")}");
                break;
            case GraphEvent.Started started:
                if (_log.IsHeard(MessageImportance.Normal))
                    _log.Message(MessageImportance.Normal, $"[{_graph[started.Node].Name}] runs: {ReasonText.Of(started.Reason, details: false)}");
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
        bool failed = ended.Outcome != Outcome.Executed;
        bool asWarning = !failed || node.ContinueOnError == ContinueOnError.WarnAndContinue || ended.Outcome == Outcome.Cancelled;
        bool shown = _settings.LogMode == OutputMode.Grouped || (_settings.LogMode == OutputMode.Failures && failed);
        if (ended.LogFile is not null)
            _outputs.Show(node, ended.LogFile, shown, asWarning);
        if (ended.Outcome == Outcome.Cancelled)
            _log.Message(MessageImportance.High, $"[{node.Name}] was cancelled after {RunCounts.Seconds(ended.Duration)}");
        else if (ended.Problem is { } problem)
            _log.Report(problem, asWarning, ended.LogFile is null ? "" : _outputs.Tail(ended.LogFile, LastLines));
        else if (_log.IsHeard(MessageImportance.Normal))
            _log.Message(MessageImportance.Normal, $"[{node.Name}] executed in {RunCounts.Seconds(ended.Duration)}");
    }

    private void OnSkipped(GraphEvent.Skipped skipped)
    {
        if (!_log.IsHeard(MessageImportance.Normal))
            return;
        _log.Message(MessageImportance.Normal, $"[{_graph[skipped.Node].Name}] skipped: {ReasonText.OfSkipped(_graph, skipped)}");
    }
}
