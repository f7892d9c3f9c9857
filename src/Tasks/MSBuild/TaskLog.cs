using Microsoft.Build.Framework;
using TaskGraph.Execution.Secrets;
using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>Writes to MSBuild's log.</summary>
internal sealed class TaskLog
{
    private const string Sender = "TaskGraph";

    private readonly IBuildEngine _engine;
    private readonly string _projectFile;
    private readonly EngineServices? _services;
    private readonly SourceLines _lines = new();

    public TaskLog(IBuildEngine engine, string projectFile)
    {
        _engine = engine;
        _projectFile = projectFile;
        _services = (engine as IBuildEngine10)?.EngineServices;
    }

    /// <summary>What must not be in anything that is logged; null as long as it is not known.</summary>
    public SecretValues? Secrets { get; set; }

    /// <summary>True once an error was logged.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Whether anybody reads messages of an importance; making one for nobody costs more than the question.</summary>
    public bool IsHeard(MessageImportance importance) => _services?.LogsMessagesOfImportance(importance) ?? true;

    public void Message(MessageImportance importance, string text) =>
        _engine.LogMessageEvent(new BuildMessageEventArgs(Masked(text), null, Sender, importance));

    /// <summary>Reports a problem at its place; <paramref name="more"/> is put behind its words.</summary>
    public void Report(Problem problem, bool asWarning = false, string more = "")
    {
        (string code, string text) = Errors.Describe(problem, _lines);
        SourcePosition position = PositionOf(problem);
        if (problem.Kind == ProblemKind.JournalDamaged)
            Message(MessageImportance.High, $"{code}: {text}");
        else if (problem.IsWarning || asWarning)
            Warning(position, code, text + more);
        else
            Error(position, code, text + more);
    }

    public void Error(SourcePosition position, string code, string text)
    {
        HasErrors = true;
        _engine.LogErrorEvent(new BuildErrorEventArgs(null, code, position.File, position.Line, position.Column, 0, 0, Masked(text), null, Sender));
    }

    public void Warning(SourcePosition position, string code, string text) =>
        _engine.LogWarningEvent(new BuildWarningEventArgs(null, code, position.File, position.Line, position.Column, 0, 0, Masked(text), null, Sender));

    private string Masked(string text) => Secrets is null ? text : Secrets.Masked(text);

    private SourcePosition PositionOf(Problem problem)
    {
        if (problem.Position is { } position)
            return new SourcePosition(position.File, position.Line, problem.Column);
        if (problem.Item is { } item)
            return _lines.Find(item.File, item.Type, item.Identity);
        int time = problem.Kind == ProblemKind.DuplicateName ? int.Parse(problem.Detail) : 1;
        return problem.Node is null ? new SourcePosition(_projectFile, 0, 0) : _lines.Find(problem.Node, time);
    }
}
