using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>What is known of a stale node between its check and its end.</summary>
internal sealed class PendingRun
{
    /// <summary>What it reads by its declaration.</summary>
    public required int[] Inputs { get; init; }

    /// <summary>The moment (<see cref="Storage.FileTable.Moment"/>) at which all that it waited for had ended.</summary>
    public required int Since { get; init; }

    /// <summary>The outputs of the nodes that it depends on by name, as they were when it was checked.</summary>
    public IReadOnlyList<RecordedOutput> Read { get; init; } = [];

    /// <summary>When it was started, as the file system stamps it, ns since 1970.</summary>
    public long StartedAt { get; set; }

    /// <summary>The content of each of them when it was checked.</summary>
    public required Digest[] Contents { get; init; }

    /// <summary>The stat of each of them when it was checked, and behind these that of each of <see cref="Read"/>.</summary>
    public required FileStat[] Stats { get; init; }

    /// <summary>The bytes of its fingerprint, without what a dep file names.</summary>
    public required byte[] Trace { get; init; }

    /// <summary>How many of them are its declaration's.</summary>
    public required int DefinitionLength { get; init; }

    /// <summary>What dep files of such runs named, one set for each action that a cache was asked for; null if it was asked for one alone.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? PathSets { get; set; }

    /// <summary>Names of the nodes that it added in earlier runs, whether these succeeded or not.</summary>
    public IReadOnlyList<string> OldChildren { get; set; } = [];

    /// <summary>What runs of it that did not succeed added, as <see cref="LooseChild"/> has it.</summary>
    public IReadOnlyCollection<string> LooseChildren { get; set; } = [];

    /// <summary>What those of them declared that it added when it succeeded, by all its declarations in this variant of the project.</summary>
    public IReadOnlyList<RecordedChild> OldDeclarations { get; set; } = [];

    /// <summary>What it added when it last succeeded by the same declaration.</summary>
    public IReadOnlyList<RecordedChild> LastChildren { get; set; } = [];

    /// <summary>Whether a run of it has failed whose remains nobody knows whole.</summary>
    public bool HasFailed { get; set; }

    /// <summary>Folders with nothing in them that earlier runs of it left.</summary>
    public List<string> OldFolders { get; } = [];

    /// <summary>Folders at its outputs that had nothing in them before it started, and are not known to be its own.</summary>
    public List<string> EmptyFolders { get; } = [];

    /// <summary>Files at its outputs that earlier runs of it left: they are removed before it starts.</summary>
    public List<int> Old { get; } = [];

    /// <summary>Files at its outputs that are somebody's own, as they were before it started.</summary>
    public Dictionary<int, FileStat> Found { get; } = [];

    /// <summary>What it left when it last succeeded, and the clock of each file, where clocks are given back.</summary>
    public Dictionary<int, (Digest Digest, long Modified)>? Clocks { get; set; }
}
