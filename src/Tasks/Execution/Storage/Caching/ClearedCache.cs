namespace TaskGraph.Execution.Storage.Caching;

/// <summary>What was deleted of a cache.</summary>
/// <param name="Entries">Results.</param>
/// <param name="Blobs">Files' contents.</param>
/// <param name="Bytes">What these took, bytes, each rounded up to a block of 4 kB.</param>
/// <param name="Left">How many of both could not be deleted.</param>
public sealed record ClearedCache(int Entries, int Blobs, long Bytes, int Left);
