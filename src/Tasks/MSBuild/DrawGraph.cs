using Microsoft.Build.Framework;
using TaskGraph.Execution.Reports;

namespace TaskGraph.MSBuild;

/// <summary>Writes the graph as Mermaid, DOT and JSON.</summary>
[MSBuildMultiThreadableTask]
public sealed class DrawGraph : GraphTask
{
    /// <summary>Where the files graph.mmd, graph.dot and graph.jsonl go, absolute.</summary>
    [Required]
    public string OutputDirectory { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute() => Inspection.Run(this, (project, log) =>
    {
        Directory.CreateDirectory(OutputDirectory);
        Write("graph.mmd", project.Settings.Rebuild.Secrets.Masked(GraphText.Mermaid(project.Graph)), log);
        Write("graph.dot", project.Settings.Rebuild.Secrets.Masked(GraphText.Dot(project.Graph)), log);
        Write("graph.jsonl", project.Settings.Rebuild.Secrets.Masked(GraphText.Json(project.Graph)), log);
    });

    private void Write(string name, string text, TaskLog log)
    {
        string path = Path.Combine(OutputDirectory, name);
        File.WriteAllText(path, text);
        log.Message(MessageImportance.High, path);
    }
}
