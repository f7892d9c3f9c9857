namespace TaskGraph.Execution.Storage.Caching;

/// <summary>What lies at a path of a store.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Bytes of a file.</param>
/// <param name="Modified">When a file was written or used last, ms since 1970.</param>
internal readonly record struct StoreStat(StoreKind Kind, long Size, long Modified);
