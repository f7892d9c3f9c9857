namespace TaskGraph.Execution.Storage.Caching;

/// <summary>What can lie where a file is expected.</summary>
internal enum StoreKind
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>A file.</summary>
    File,

    /// <summary>Something that no store puts there: a folder, a link, a pipe, a device.</summary>
    Odd,
}
