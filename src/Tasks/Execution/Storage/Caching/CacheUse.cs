namespace TaskGraph.Execution.Storage.Caching;

/// <summary>What a build had of a cache.</summary>
/// <param name="Hits">How many nodes did not run because of it.</param>
/// <param name="MillisecondsSaved">How long they had run, ms.</param>
public readonly record struct CacheUse(int Hits, long MillisecondsSaved);
