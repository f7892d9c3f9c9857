namespace TaskGraph.Model;

/// <summary>Where a node was declared.</summary>
/// <param name="File">Absolute path of the project file or of the node file.</param>
/// <param name="Line">Line in a node file, from 1; 0 for an item, whose line is looked up in the project's XML when there is something to report.</param>
public readonly record struct NodeSource(string File, int Line);

/// <summary>What decides whether a node is up to date.</summary>
public enum UpToDateCheck : byte
{
    /// <summary>The fingerprint: declaration and content.</summary>
    Content,

    /// <summary>The clock: an output older than an input is stale. Declaration and set of inputs count as ever.</summary>
    Timestamp,

    /// <summary>The node always runs.</summary>
    Always,
}

/// <summary>What a node's failure means, in MSBuild's words.</summary>
public enum ContinueOnError : byte
{
    /// <summary>An error; what depends on the node is skipped.</summary>
    ErrorAndStop,

    /// <summary>A warning; what depends on the node goes on as if it had succeeded.</summary>
    WarnAndContinue,

    /// <summary>An error, so that the build fails in the end; what depends on the node goes on.</summary>
    ErrorAndContinue,
}

/// <summary>What must have become of the nodes that a node depends on.</summary>
public enum RunWhen : byte
{
    /// <summary>All succeeded; otherwise the node is skipped.</summary>
    AllSucceeded,

    /// <summary>All have ended, however they did.</summary>
    AllDone,

    /// <summary>At least one failed, or was skipped because of a failure.</summary>
    AnyFailed,

    /// <summary>At least one succeeded.</summary>
    AnySucceeded,
}

/// <summary>An amount of a resource that a node takes while it runs.</summary>
/// <param name="Name">The resource, as <c>NodeResource</c> names it.</param>
/// <param name="Amount">How much; more than zero.</param>
public readonly record struct ResourceAmount(string Name, int Amount);

/// <summary>One unit of work as its author declared it. See docs/reference.md for the meaning of each metadata.</summary>
public sealed class Node
{
    private static readonly KeyValuePair<string, string>[] NoPairs = [];

    private int? _priority;

    /// <summary>Creates a node that declares nothing yet: a group.</summary>
    public Node(string name, NodeSource source)
    {
        Name = name;
        Source = source;
    }

    /// <summary>The name, unique in a graph.</summary>
    public string Name { get; }

    /// <summary>Where it was declared.</summary>
    public NodeSource Source { get; }

    /// <summary>A command line with the platform shell's meaning.</summary>
    public string? Command { get; internal set; }

    /// <summary>A script file, canonical.</summary>
    public string? Script { get; internal set; }

    /// <summary>A function of the script, which is called instead of running the script; null to run it.</summary>
    public string? Function { get; internal set; }

    /// <summary>Words appended to the script's.</summary>
    public string? Arguments { get; internal set; }

    /// <summary>Names and values handed over as JSON and as placeholders.</summary>
    public KeyValuePair<string, string>[] Parameters { get; internal set; } = NoPairs;

    /// <summary>Names of parameters whose value is JSON and no text; null if there are none.</summary>
    public IReadOnlySet<string>? TypedParameters { get; internal set; }

    /// <summary>The working folder as declared; null means the project's.</summary>
    public string? WorkingDirectory { get; internal set; }

    /// <summary>Variables set for the node.</summary>
    public KeyValuePair<string, string>[] EnvironmentVariables { get; internal set; } = NoPairs;

    /// <summary>Inherited variables whose values are part of the fingerprint.</summary>
    public string[] FingerprintEnvironment { get; internal set; } = [];

    /// <summary>Variables whose values are masked in all that a build leaves, and are no part of the fingerprint.</summary>
    public string[] SecretEnvironmentVariables { get; internal set; } = [];

    /// <summary>Names or patterns of nodes that must succeed before.</summary>
    public string[] DependsOn { get; internal set; } = [];

    /// <summary>Names or patterns of nodes that must have ended before.</summary>
    public string[] RunAfter { get; internal set; } = [];

    /// <summary>Files, folders and globs that the node reads, as declared.</summary>
    public string[] Inputs { get; internal set; } = [];

    /// <summary>Files, folders (with '/' at the end) and globs that the node writes, as declared.</summary>
    public string[] Outputs { get; internal set; } = [];

    /// <summary>A Make-format file that the node writes, naming inputs it discovered.</summary>
    public string? DepFile { get; internal set; }

    /// <summary>What decides whether it is up to date.</summary>
    public UpToDateCheck UpToDateCheck { get; internal set; }

    /// <summary>Thread slots that it takes.</summary>
    public int Cpus { get; internal set; } = 1;

    /// <summary>Other resources that it takes.</summary>
    public ResourceAmount[] Resources { get; internal set; } = [];

    /// <summary>Larger runs first; 0 if neither the node nor the one that added it says anything.</summary>
    public int Priority => _priority ?? 0;

    /// <summary>What its failure means.</summary>
    public ContinueOnError ContinueOnError { get; internal set; }

    /// <summary>How long it may take, and how often it is tried.</summary>
    public Attempts Attempts { get; internal set; }

    /// <summary>What must have become of the nodes it depends on.</summary>
    public RunWhen RunWhen { get; internal set; }

    /// <summary>Line patterns that become warnings and errors; null means the default ones.</summary>
    public string[]? Diagnostics { get; internal set; }

    /// <summary>The item type that receives the outputs, or null.</summary>
    public string? OutputItemType { get; internal set; }

    /// <summary>Whether what it leaves may be shared through a cache; null if it does not say, which means yes unless it has secrets.</summary>
    public bool? Cacheable { get; internal set; }

    /// <summary>Words for selection.</summary>
    public string[] Tags { get; internal set; } = [];

    /// <summary>A sentence for people.</summary>
    public string? Description { get; internal set; }

    /// <summary>What its instances are made from, if it is a map; null for other nodes. A map itself runs nothing.</summary>
    public MapTemplate? Map { get; internal set; }

    /// <summary>The instances of a map that goes over items known from the start, in their order.</summary>
    public IReadOnlyList<Node> Instances { get; set; } = [];

    /// <summary>The workflow that it was declared in.</summary>
    public NodeScope Scope { get; internal set; } = NodeScope.Project;

    /// <summary>Its name in the workflow that it was declared in.</summary>
    public string LocalName => Name[Scope.Prefix.Length..];

    /// <summary>A workflow project whose nodes it stands for, canonical; null for other nodes.</summary>
    public string? Workflow { get; internal set; }

    /// <summary>Names or patterns of nodes that must succeed before, and whose outputs are not its inputs: what the workflow waits for that it is part of.</summary>
    public string[] Behind { get; set; } = [];

    /// <summary>The item that it is an instance for; null if it is no instance.</summary>
    public NodeItem? Item { get; internal set; }

    /// <summary>The node that was declared and that this one comes from, as instance or child; null for one that was declared itself.</summary>
    public Node? Origin { get; internal set; }

    /// <summary>The JSON that a running node sent for it; null for others.</summary>
    public string? Declaration { get; set; }

    /// <summary>Its name as a running node sent it, which may be the one within its workflow or the whole one; of an instance, its map's with its key. Null for others.</summary>
    public string? SentAs { get; internal set; }

    /// <summary>True if it has nothing to run and only gathers others.</summary>
    public bool IsGroup => Command is null && Script is null;

    /// <summary>True if neither inputs nor outputs are declared, so that nothing could tell that it is up to date.</summary>
    public bool IsUnchecked => Inputs.Length == 0 && Outputs.Length == 0;

    /// <summary>True if it says itself that its content decides, so that it need not declare inputs or outputs for that.</summary>
    public bool AsksForContent { get; internal set; }

    /// <summary>True if it runs in every build.</summary>
    public bool AlwaysRuns => UpToDateCheck == UpToDateCheck.Always || (IsUnchecked && !AsksForContent);

    /// <summary>A node of a workflow that is a node itself: takes over what that one says for all of its nodes.</summary>
    public void Join(Node workflow)
    {
        Behind = workflow.Behind;
        RunAfter = [.. RunAfter, .. workflow.RunAfter];
        InheritPriority(workflow.Priority);
        Attempts = Attempts.Or(workflow.Attempts);
        if (ContinueOnError == ContinueOnError.ErrorAndStop)
            ContinueOnError = workflow.ContinueOnError;
    }

    internal void CopyPlace(Node other)
    {
        _priority = other._priority;
        SecretEnvironmentVariables = other.SecretEnvironmentVariables;
        Scope = other.Scope;
        Tags = other.Tags;
        Description = other.Description;
        RunWhen = other.RunWhen;
        ContinueOnError = other.ContinueOnError;
    }

    internal void SetPriority(int? priority) => _priority = priority;

    /// <summary>A node that was added by another has that one's priority, if it declares none.</summary>
    internal void InheritPriority(int priority) => _priority ??= priority;

    /// <summary>The node's name.</summary>
    public override string ToString() => Name;
}
