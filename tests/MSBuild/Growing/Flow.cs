namespace TaskGraph.MSBuild.Tests.Growing;

/// <summary>A project whose nodes are given as one line each: a name and its metadata, divided by '|'.</summary>
internal sealed class Flow : IDisposable
{
    private string[] _nodes = [];

    public ProjectFolder Folder { get; } = new();

    /// <summary>Says what its nodes are from now on.</summary>
    public Flow Nodes(params string[] nodes)
    {
        _nodes = nodes;
        return this;
    }

    /// <summary>Writes a file.</summary>
    public Flow File(string name, string text)
    {
        Folder.Write(name, text);
        return this;
    }

    /// <summary>Builds; what became of its nodes, in declaration order: "a b[x]" for those that ran, and others with their outcome, "c:Skipped".</summary>
    public string Build(Action<RunGraph>? with = null)
    {
        RunGraph task = Task<RunGraph>();
        with?.Invoke(task);
        task.Execute();
        Results = task.Results;
        return string.Join(' ', task.Results.Select(Told).Where(text => text.Length > 0));
    }

    /// <summary>What the last build returned.</summary>
    public Microsoft.Build.Framework.ITaskItem[] Results { get; private set; } = [];

    /// <summary>The codes of the last task's errors, in the order in which they were told.</summary>
    public string Codes => string.Join(' ', Folder.Engine.Errors.Select(error => error.Code));

    /// <summary>A file's text, without white space at its ends.</summary>
    public string Read(string name) => Folder.Read(name).Trim();

    /// <summary>A task over its nodes.</summary>
    public T Task<T>()
        where T : GraphTask, new() => Folder.Task<T>([.. _nodes.Select(node =>
        {
            string[] parts = node.Split('|');
            return ProjectFolder.Node(parts[0], [.. parts[1..].Select(pair => (pair[..pair.IndexOf('=')], pair[(pair.IndexOf('=') + 1)..]))]);
        })]);

    public void Dispose() => Folder.Dispose();

    private static string Told(Microsoft.Build.Framework.ITaskItem result) => result.GetMetadata("Outcome") switch
    {
        "Executed" => result.ItemSpec,
        "UpToDate" => "",
        var other => $"{result.ItemSpec}:{other}",
    };
}
