using TaskGraph.Model;

namespace TaskGraph.Execution.Storage;

/// <summary>A file that a node left behind, as its last success left it.</summary>
/// <param name="Path">Number in the <see cref="PathTable"/>. A path that ends in '/' is an output folder; its members follow as entries of their own.</param>
/// <param name="Digest">SHA-256 of the content; of a folder, of its sorted members' paths and digests.</param>
/// <param name="Marks">What else is known of it.</param>
public readonly record struct RecordedOutput(int Path, Digest Digest, OutputMarks Marks = OutputMarks.None);

/// <summary>A node that another one added.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Declaration">The JSON that was sent for it; of a member of a map or workflow, which is made from that again, the outputs that it declares, one a line.</param>
public readonly record struct RecordedChild(string Name, string Declaration);

/// <summary>What a node read of another while it ran.</summary>
/// <param name="Name">The other's name.</param>
/// <param name="Digest">Over its outcome, its results and its outputs.</param>
public readonly record struct RecordedRead(string Name, Digest Digest);

/// <summary>What is known of a file that a node left, beside its content. The numbers are the journal's.</summary>
[Flags]
public enum OutputMarks : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It was there before the node ran, and the node left it as it was: it counts, but it is somebody's own and is never deleted.</summary>
    Found = 1,

    /// <summary>Its owner may run it.</summary>
    Executable = 2,

    /// <summary>It is a link to a folder or to nothing: its digest is that of where it leads, in words.</summary>
    Link = 4,
}

/// <summary>What is remembered of a node's last success; immutable.</summary>
public sealed record NodeRecord
{
    /// <summary>The node's name.</summary>
    public required string Name { get; init; }

    /// <summary>Digest of the node's declaration alone; a name may have several records that differ in it (one a configuration or framework).</summary>
    public required Digest Definition { get; init; }

    /// <summary>Digest of declaration and all content that the node read.</summary>
    public required Digest Fingerprint { get; init; }

    /// <summary>Wall time of the successful attempt, milliseconds.</summary>
    public required int Duration { get; init; }

    /// <summary>Time of the success as the file system stamps it, ns since 1970.</summary>
    public required long EndedAt { get; init; }

    /// <summary>What the node left, in a fixed order.</summary>
    public required RecordedOutput[] Outputs { get; init; }

    /// <summary>Inputs that its dep file named, as numbers in the <see cref="PathTable"/>; the dep file's own if the run left none.</summary>
    public required int[] Discovered { get; init; }

    /// <summary>The results that it left, in the order in which it did.</summary>
    public KeyValuePair<string, string>[] Results { get; init; } = [];

    /// <summary>The nodes that it added while it ran, in order; of a map its instances, of a workflow its nodes.</summary>
    public RecordedChild[] Children { get; init; } = [];

    /// <summary>Of a record with children, the variant of the project (configuration, platform, framework, runtime) that was built; empty if there is nothing of it.</summary>
    public string Variant { get; init; } = "";

    /// <summary>Folders with nothing in them that it left in its outputs, as canonical paths with a '/' at the end; those that were there before are not among them.</summary>
    public string[] EmptyFolders { get; init; } = [];

    /// <summary>Other nodes whose results and outputs it read while it ran.</summary>
    public RecordedRead[] Consumed { get; init; } = [];

    /// <summary>Where the bytes that were hashed into the fingerprint are kept, in the trace file; -1 if they are not.</summary>
    public required long TraceOffset { get; init; }

    /// <summary>How many bytes they are.</summary>
    public required int TraceLength { get; init; }

    /// <summary>True if the machine was started anew since: a power cut may have taken what the node left, and nothing but its content tells. Stored beside it.</summary>
    public bool BeforeRestart { get; init; }

    /// <summary>True if records of later runs may have been lost with a damaged stretch: nothing but the content of inputs and outputs tells whether it still holds. Stored beside it.</summary>
    public bool BeforeLoss { get; init; }
}
