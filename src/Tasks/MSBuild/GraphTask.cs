using Microsoft.Build.Framework;

namespace TaskGraph.MSBuild;

/// <summary>What every task of the SDK is handed: the project's items and properties, as they are. It has no behaviour.</summary>
public abstract class GraphTask : ITask
{
    /// <inheritdoc/>
    public IBuildEngine BuildEngine { get; set; } = null!;

    /// <inheritdoc/>
    public ITaskHost HostObject { get; set; } = null!;

    /// <summary>@(Node).</summary>
    public ITaskItem[]? Nodes { get; set; }

    /// <summary>@(NodeFile).</summary>
    public ITaskItem[]? NodeFiles { get; set; }

    /// <summary>@(NodeInterpreter): an extension, with the metadata Command.</summary>
    public ITaskItem[]? Interpreters { get; set; }

    /// <summary>@(NodeResource): a name, with the metadata Count.</summary>
    public ITaskItem[]? Resources { get; set; }

    /// <summary>@(NodeDiagnostic): a name, with the metadata Pattern.</summary>
    public ITaskItem[]? DiagnosticPatterns { get; set; }

    /// <summary>@(NodeReference): a name, with the metadata TargetPath.</summary>
    public ITaskItem[]? References { get; set; }

    /// <summary>Absolute path of the project.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>The folder that keeps what is remembered, absolute.</summary>
    [Required]
    public string StateDirectory { get; set; } = "";

    /// <summary>Thread slots.</summary>
    public string Threads { get; set; } = "";

    /// <summary>Whether thread slots are shared with other programs.</summary>
    public string Jobserver { get; set; } = "";

    /// <summary>Where nodes run that do not say it themselves.</summary>
    public string Backend { get; set; } = "";

    /// <summary>Not supported yet.</summary>
    public string Memory { get; set; } = "";

    /// <summary>What a failure means for the rest.</summary>
    public string OnFailure { get; set; } = "";

    /// <summary>How nodes' output is shown.</summary>
    public string LogMode { get; set; } = "";

    /// <summary>Whether an input that another node makes is an edge.</summary>
    public string InferDependencies { get; set; } = "";

    /// <summary>How many nodes there may be.</summary>
    public string MaxNodes { get; set; } = "";

    /// <summary>Configuration, platform, framework and runtime that are built.</summary>
    public string Variant { get; set; } = "";

    /// <summary>The folder with the Python client; empty if there is none.</summary>
    public string PythonFolder { get; set; } = "";

    /// <summary>Which nodes take part; empty means all.</summary>
    public string Select { get; set; } = "";

    /// <summary>Which nodes do not.</summary>
    public string Exclude { get; set; } = "";

    /// <summary>Where results are shared: a folder, an address, or both.</summary>
    public string Cache { get; set; } = "";

    /// <summary>Whether results are taken from there and given to it.</summary>
    public string CacheMode { get; set; } = "";

    /// <summary>How much the folder may hold.</summary>
    public string CacheSize { get; set; } = "";

    /// <summary>Whether it is told of outputs that name the project's folder.</summary>
    public string WarnAbsolutePaths { get; set; } = "";

    /// <inheritdoc/>
    public abstract bool Execute();
}
