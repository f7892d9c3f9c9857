using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.MSBuild;

/// <summary>What MSBuild gets back of a run: an item for each node, and one for each file that goes to an item type.</summary>
internal sealed class RunResults
{
    private static readonly string[] Reserved =
    [
        "Outcome", "ExitCode", "Duration", "Attempts", "LogFile", "Outputs", "Saved",
        "FullPath", "RootDir", "Filename", "Extension", "RelativeDir", "Directory", "RecursiveDir", "Identity", "ModifiedTime", "CreatedTime", "AccessedTime",
        "DefiningProjectFullPath", "DefiningProjectDirectory", "DefiningProjectName", "DefiningProjectExtension",
    ];

    private readonly ProjectGraph _project;
    private readonly Build _build;
    private Outcome[] _outcomes;
    private readonly Dictionary<int, GraphEvent.Ended> _ended = [];

    public RunResults(ProjectGraph project, Build build)
    {
        _project = project;
        _build = build;
        _outcomes = new Outcome[project.Graph.Count];
    }

    public void On(GraphEvent e)
    {
        switch (e)
        {
            case GraphEvent.UpToDate current:
                Set(current.Node, Outcome.UpToDate);
                break;
            case GraphEvent.Skipped skipped:
                Set(skipped.Node, Outcome.Skipped);
                break;
            case GraphEvent.Ended ended:
                Set(ended.Node, ended.Outcome);
                _ended[ended.Node] = ended;
                break;
        }
    }

    private void Set(int node, Outcome outcome)
    {
        if (node >= _outcomes.Length)
            Array.Resize(ref _outcomes, Math.Max(_project.Graph.Count, _outcomes.Length * 2));
        _outcomes[node] = outcome;
    }

    /// <summary>@(NodeResult), in declaration order.</summary>
    public ITaskItem[] Items()
    {
        var items = new List<ITaskItem>(_outcomes.Length);
        for (int node = 0; node < _outcomes.Length; node++)
        {
            if (_outcomes[node] != Outcome.None)
                items.Add(ItemOf(node));
        }

        return [.. items];
    }

    /// <summary>The files of nodes that ended well.</summary>
    public ITaskItem[] Outputs()
    {
        var items = new List<ITaskItem>();
        for (int node = 0; node < _outcomes.Length; node++)
        {
            // What is not selected is taken as it is.
            bool taken = _outcomes[node] is Outcome.UpToDate or Outcome.Executed or Outcome.FromCache || (_project.Selected is { } selected && node < selected.Length && !selected[node]);
            if (taken && !_project.Graph[node].IsGroup)
                DeclaredOutputs.Add(_project, node, _build.Rebuilder.OutputsOf(node), items);
        }

        return [.. items];
    }

    private TaskItem ItemOf(int node)
    {
        Node declared = _project.Graph[node];
        var item = new TaskItem(MsBuildList.Escape(declared.Name));
        item.SetMetadata("Outcome", _outcomes[node].ToString());
        // Of what did not run these are what the item definition says: with 10,000 nodes each metadata of an item costs a build with nothing to do some milliseconds.
        if (_ended.TryGetValue(node, out GraphEvent.Ended? ended))
        {
            item.SetMetadata("ExitCode", ended.ExitCode.ToString(CultureInfo.InvariantCulture));
            item.SetMetadata("Duration", ended.Duration.ToString(CultureInfo.InvariantCulture));
            item.SetMetadata("Attempts", ended.Attempts.ToString(CultureInfo.InvariantCulture));
            if (ended.Saved > 0)
                item.SetMetadata("Saved", ended.Saved.ToString(CultureInfo.InvariantCulture));
            item.SetMetadata("LogFile", ended.LogFile is { } log ? MsBuildList.Escape(_build.Files.AbsoluteOf(log)) : "");
        }

        if (declared.Outputs.Length > 0)
            item.SetMetadata("Outputs", string.Join(';', declared.Outputs.Select(MsBuildList.Escape)));
        foreach ((string key, string value) in _build.Rebuilder.ResultsOf(node))
        {
            if (IsMetadataName(key))
                item.SetMetadata(key, MsBuildList.Escape(_project.Settings.Rebuild.Secrets.Masked(value)));
        }

        return item;
    }

    // What MSBuild cannot call so, or calls something else, a node's result cannot be called.
    private static bool IsMetadataName(string key) =>
        key.Length > 0 && (char.IsAsciiLetter(key[0]) || key[0] == '_') && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
        && !Reserved.Contains(key, StringComparer.OrdinalIgnoreCase);
}
