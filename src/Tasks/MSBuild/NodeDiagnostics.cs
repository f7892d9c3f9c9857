using Microsoft.Build.Framework;
using TaskGraph.Execution.Text;
using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>Makes warnings and errors of lines in a node's output that name a place in a file.</summary>
internal sealed class NodeDiagnostics
{
    /// <summary>The names that Diagnostics knows by itself.</summary>
    public static readonly string[] Formats = ["canonical", "gcc", "python", "none"];

    // An IDE's list takes no more either; the log file has them all.
    private const int MostReported = 100;

    // Of a log that is longer, as much at its start and at its end is looked through: the build waits for it.
    private const int MostRead = 8 << 20;

    private readonly TaskLog _log;
    private readonly Settings _settings;
    private readonly Dictionary<string, DiagnosticPattern> _own = new(StringComparer.OrdinalIgnoreCase);

    public NodeDiagnostics(TaskLog log, Settings settings, ITaskItem[]? patterns)
    {
        _log = log;
        _settings = settings;
        foreach (ITaskItem item in patterns ?? [])
        {
            if (DiagnosticPattern.TryCreate(item.GetMetadata("Pattern"), out DiagnosticPattern? pattern, out _))
                _own[item.ItemSpec] = pattern!;
        }
    }

    /// <summary>Reports patterns that cannot be, before anything runs.</summary>
    public static void Check(GraphTask task, List<Problem> problems)
    {
        foreach (ITaskItem item in task.DiagnosticPatterns ?? [])
        {
            if (DiagnosticPattern.TryCreate(item.GetMetadata("Pattern"), out _, out string? fault))
                continue;
            problems.Add(new Problem(ProblemKind.InvalidProperty, null, item.GetMetadata("Pattern"))
            {
                Member = $"NodeDiagnostic {item.ItemSpec}: Pattern",
                Detail = $"a regular expression with the groups file and line ({fault!.TrimEnd('.')})",
                Item = ItemMetadata.SourceOf(item, "NodeDiagnostic", task),
            });
        }
    }

    /// <summary>Reads a node's log; with <paramref name="asWarning"/> nothing that it says fails the build.</summary>
    public void Report(Node node, string logFile, bool asWarning)
    {
        if (Scanner(node) is not { } scanner)
            return;
        var found = new List<Diagnostic>();
        var lines = new LineSplitter((text, ended) =>
        {
            if (ended && found.Count < MostReported)
                scanner.Feed(text.ToString(), found);
        });
        using (FileStream log = new(logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1))
        {
            byte[] buffer = new byte[64 * 1024];
            long left = log.Length - (2 * MostRead);
            for (int read; (read = log.Read(buffer)) > 0 && found.Count < MostReported;)
            {
                lines.Feed(buffer.AsSpan(0, read));
                if (left <= 0 || log.Position < MostRead)
                    continue;
                // What is left out begins and ends within lines, which must not become one.
                lines.Feed("\n"u8);
                log.Position += left;
                left = 0;
            }
        }

        lines.Complete();
        scanner.Complete(found);
        // What a node prints may be anything; what cannot be a file's name is none.
        foreach (Diagnostic diagnostic in found.Where(diagnostic => !diagnostic.File.Contains('\0', StringComparison.Ordinal)))
            Report(node, diagnostic, asWarning);
    }

    private void Report(Node node, Diagnostic diagnostic, bool asWarning)
    {
        string own = node.WorkingDirectory ?? node.Scope.Base;
        string folder = own.Length == 0 ? _settings.Rebuild.ProjectFolder : Path.GetFullPath(own, _settings.Rebuild.ProjectFolder);
        var position = new SourcePosition(Path.GetFullPath(diagnostic.File, folder), diagnostic.Line, diagnostic.Column);
        string text = $"{diagnostic.Message} (node '{node.Name}')";
        if (asWarning || diagnostic.Severity == DiagnosticSeverity.Warning)
            _log.Warning(position, diagnostic.Code ?? "", text);
        else
            _log.Error(position, diagnostic.Code ?? "", text);
    }

    private DiagnosticScanner? Scanner(Node node)
    {
        if (node.Diagnostics is null)
            return new DiagnosticScanner(DiagnosticFormats.All, [.. _own.Values], _settings.Rebuild.PythonFolder);
        DiagnosticFormats formats = DiagnosticFormats.None;
        var patterns = new List<DiagnosticPattern>();
        foreach (string name in node.Diagnostics)
        {
            if (_own.TryGetValue(name, out DiagnosticPattern? own))
                patterns.Add(own);
            else if (Enum.TryParse(name, ignoreCase: true, out DiagnosticFormats format))
                formats |= format;
        }

        return formats == DiagnosticFormats.None && patterns.Count == 0 ? null : new DiagnosticScanner(formats, patterns, _settings.Rebuild.PythonFolder);
    }
}
