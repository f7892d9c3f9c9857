namespace TaskGraph.Execution.Tests.PowerCuts;

/// <summary>What a program has asked of the disk; whether it came there is known when the power is cut.</summary>
internal abstract record DiskChange
{
    /// <summary>A name for a new, empty file.</summary>
    public sealed record Created(string Path, int File) : DiskChange;

    /// <summary>Bytes at a place of a file.</summary>
    public sealed record Wrote(int File, long Offset, byte[] Bytes) : DiskChange;

    /// <summary>A file was cut short.</summary>
    public sealed record Truncated(int File, long Length) : DiskChange;

    /// <summary>A file has another name; who had it is gone.</summary>
    public sealed record Renamed(string From, string To) : DiskChange;

    /// <summary>A name is gone.</summary>
    public sealed record Deleted(string Path) : DiskChange;

    /// <summary>Nobody went on before the bytes of a file were on the disk.</summary>
    public sealed record Synced(int File) : DiskChange;
}
