using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.MSBuild;

/// <summary>What MSBuild gets back of a run: an item for each node, and one for each file that goes to an item type.</summary>
internal sealed class RunResults
{
    private readonly ProjectGraph _project;
    private readonly Build _build;
    private readonly Outcome[] _outcomes;
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
                _outcomes[current.Node] = Outcome.UpToDate;
                break;
            case GraphEvent.Skipped skipped:
                _outcomes[skipped.Node] = Outcome.Skipped;
                break;
            case GraphEvent.Ended ended:
                _outcomes[ended.Node] = ended.Outcome;
                _ended.Add(ended.Node, ended);
                break;
        }
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
            if (_outcomes[node] is Outcome.UpToDate or Outcome.Executed or Outcome.FromCache && !_project.Graph[node].IsGroup)
                DeclaredOutputs.Add(_project, node, _build.Rebuilder.OutputsOf(node), items);
        }

        return [.. items];
    }

    private TaskItem ItemOf(int node)
    {
        Node declared = _project.Graph[node];
        var item = new TaskItem(MsBuildList.Escape(declared.Name));
        item.SetMetadata("Outcome", _outcomes[node].ToString());
        _ended.TryGetValue(node, out GraphEvent.Ended? ended);
        item.SetMetadata("ExitCode", ended is null ? "" : ended.ExitCode.ToString(CultureInfo.InvariantCulture));
        item.SetMetadata("Duration", (ended?.Duration ?? 0).ToString(CultureInfo.InvariantCulture));
        item.SetMetadata("Attempts", (ended?.Attempts ?? 0).ToString(CultureInfo.InvariantCulture));
        item.SetMetadata("LogFile", ended?.LogFile is { } log ? MsBuildList.Escape(_build.Files.AbsoluteOf(log)) : "");
        item.SetMetadata("Outputs", string.Join(';', declared.Outputs.Select(MsBuildList.Escape)));
        return item;
    }
}
