namespace TaskGraph.Model;

/// <summary>All that can be wrong with a graph or go wrong with a node. The words and codes for people are made in one place, TaskGraph.MSBuild.Errors.</summary>
public enum ProblemKind
{
    /// <summary>A name with characters that names cannot have.</summary>
    InvalidName,

    /// <summary>Two nodes of one name; <see cref="Problem.Other"/> is the first, <see cref="Problem.Detail"/> says that this is the second, third… one.</summary>
    DuplicateName,

    /// <summary>More than one of Command, Script, Workflow; <see cref="Problem.Member"/> is a list of those that there are.</summary>
    SeveralActions,

    /// <summary>A value that its metadata cannot have; <see cref="Problem.Detail"/> says what it can.</summary>
    InvalidValue,

    /// <summary>A metadata or value that this version does not support yet.</summary>
    NotSupported,

    /// <summary>A metadata name that nearly is a known one (a warning); <see cref="Problem.Detail"/> is that one.</summary>
    SimilarMetadata,

    /// <summary>A dependency that is no node; <see cref="Problem.Detail"/> is the nearest name or empty.</summary>
    MissingDependency,

    /// <summary>A pattern over names that matches no node (a warning).</summary>
    EmptyPattern,

    /// <summary>Nodes that wait for each other; <see cref="Problem.Value"/> is the cycle as a → b → a.</summary>
    Cycle,

    /// <summary>A file that two nodes declare as output; <see cref="Problem.Other"/> is the first of them.</summary>
    DuplicateOutput,

    /// <summary>A resource that is not declared.</summary>
    UnknownResource,

    /// <summary>More of a resource than there is; <see cref="Problem.Detail"/> is how much there is.</summary>
    ResourceExceeded,

    /// <summary>A line of a node file that is no JSON object as it should be.</summary>
    NodeFileSyntax,

    /// <summary>A file that cannot be read.</summary>
    FileUnreadable,

    /// <summary>A property's value that is not one of those it can have.</summary>
    InvalidProperty,

    /// <summary>A selection that matches nothing; <see cref="Problem.Detail"/> is the nearest name or empty.</summary>
    EmptySelection,

    /// <summary>A reference that a placeholder names and that the project does not have.</summary>
    UnknownReference,

    /// <summary>A value that cannot be put where its placeholder stands; <see cref="Problem.Detail"/> says why, and what can be done.</summary>
    UnsafePlaceholder,

    /// <summary>A placeholder of a ForEach node in a node that is none; <see cref="Problem.Member"/> is where it stands.</summary>
    NoForEach,

    /// <summary>A workflow that contains itself, directly or not.</summary>
    WorkflowRecursion,

    /// <summary>A workflow that MSBuild could not evaluate, or that is none; MSBuild has told why.</summary>
    WorkflowUnreadable,

    /// <summary>A placeholder for a member that the node's item, <see cref="Problem.Detail"/>, does not have.</summary>
    NoMember,

    /// <summary>Two items of a map have the same key; <see cref="Problem.Detail"/> says which.</summary>
    DuplicateKey,

    /// <summary>A list file that cannot be read as one; <see cref="Problem.Detail"/> says why.</summary>
    ListSyntax,

    /// <summary>A result that was asked for and that the node did not leave; <see cref="Problem.Other"/> is that node, <see cref="Problem.Detail"/> names what it left.</summary>
    MissingResult,

    /// <summary>A results file that is not in its format; <see cref="Problem.Detail"/> says where.</summary>
    ResultsSyntax,

    /// <summary>More nodes than the limit; the node is the one whose instances or children pass it, if it is one.</summary>
    TooManyNodes,

    /// <summary>A node ended with another exit code than 0.</summary>
    ExitCode,

    /// <summary>A node ran longer than its timeout, which is <see cref="Problem.Value"/>.</summary>
    TimedOut,

    /// <summary>A node ended with 0 and a declared output is not there.</summary>
    OutputMissing,

    /// <summary>A declared input is not there.</summary>
    InputMissing,

    /// <summary>An input that a node outside the selection makes is not there; <see cref="Problem.Other"/> is that node.</summary>
    UnselectedInputMissing,

    /// <summary>What a node reads is made by a node outside the selection whose last run did not succeed; <see cref="Problem.Value"/> is its name, <see cref="Problem.Other"/> it or its parent.</summary>
    UnselectedFailed,

    /// <summary>A program could not be started; <see cref="Problem.Detail"/> is the system's reason.</summary>
    CannotStart,

    /// <summary>A script whose extension has no interpreter and that cannot be started itself.</summary>
    NoInterpreter,

    /// <summary>A dep file that is not in Make's format; <see cref="Problem.Detail"/> says where.</summary>
    DepFileSyntax,

    /// <summary>A node ended with 0 and its dep file is not there, so that it runs again in the next build (a warning).</summary>
    DepFileMissing,

    /// <summary>An input changed while the node ran, so that its success is not recorded (a warning).</summary>
    InputChanged,

    /// <summary>The disk refused something the build needs; <see cref="Problem.Detail"/> is its reason.</summary>
    Disk,

    /// <summary>The state folder cannot be used; <see cref="Problem.Detail"/> is the disk's reason.</summary>
    StateFolder,

    /// <summary>-question was asked and a node would run.</summary>
    NotUpToDate,

    /// <summary>The journal was damaged or of another version (a message).</summary>
    JournalDamaged,

    /// <summary>A running node's program sent what is no request; <see cref="Problem.Detail"/> says why.</summary>
    ClientGarbage,

    /// <summary>A node was to be added by one that has ended.</summary>
    ParentEnded,

    /// <summary>A name that is no child of the node that asks.</summary>
    NoChild,

    /// <summary>Results that a node may not ask for, or not yet.</summary>
    NoResultsOf,

    /// <summary>A node's program was refused something; <see cref="Problem.Value"/> is that fault's code, <see cref="Problem.Detail"/> its words.</summary>
    RequestRefused,

    /// <summary>A key, in a node that a running program sent, that no node has; <see cref="Problem.Detail"/> is the nearest name or empty.</summary>
    UnknownKey,

    /// <summary>A node builds the project that it is a node of; <see cref="Problem.Value"/> is its name.</summary>
    BuildsItself,

    /// <summary>What a node declares has the value of a secret in it (a warning); <see cref="Problem.Member"/> says which part of it.</summary>
    SecretInText,

    /// <summary>The jobserver that the environment names cannot be used (a warning); <see cref="Problem.Detail"/> says why.</summary>
    JobserverGone,

    /// <summary>A cache could not be used as it should be (a warning); <see cref="Problem.Detail"/> says why.</summary>
    CacheFault,

    /// <summary>An output has the project's absolute path in it (a warning).</summary>
    AbsolutePath,

    /// <summary>The build was cancelled.</summary>
    Cancelled,
}

/// <summary>An item that is no Node.</summary>
/// <param name="File">Absolute path of the project file that declares it.</param>
/// <param name="Type">Its item type.</param>
/// <param name="Identity">What its Include says.</param>
public readonly record struct ItemSource(string File, string Type, string Identity);

/// <summary>One problem: a kind and the facts; no words.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Node">The node it is about, or null.</param>
/// <param name="Value">The offending value.</param>
public sealed record Problem(ProblemKind Kind, Node? Node, string Value)
{
    /// <summary>What the kind says it is; empty otherwise.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The metadata or property concerned, or empty.</summary>
    public string Member { get; init; } = "";

    /// <summary>The other node concerned, if any.</summary>
    public Node? Other { get; init; }

    /// <summary>The file and line concerned if it is not the node's own.</summary>
    public NodeSource? Position { get; init; }

    /// <summary>The column at <see cref="Position"/>, from 1, in UTF-16 units.</summary>
    public int Column { get; init; } = 1;

    /// <summary>The item concerned if it is no Node; it is looked up in the project's XML.</summary>
    public ItemSource? Item { get; init; }

    /// <summary>True for what is told and stops nothing.</summary>
    public bool IsWarning => Kind is ProblemKind.SimilarMetadata or ProblemKind.EmptyPattern or ProblemKind.InputChanged or ProblemKind.DepFileMissing or ProblemKind.JournalDamaged or ProblemKind.SecretInText or ProblemKind.JobserverGone or ProblemKind.CacheFault or ProblemKind.AbsolutePath;
}
