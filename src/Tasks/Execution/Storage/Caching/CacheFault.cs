namespace TaskGraph.Execution.Storage.Caching;

/// <summary>A cache that could not be used as it should be; never a reason to fail.</summary>
/// <param name="Store">The folder or the address, without what it has of credentials.</param>
/// <param name="Reason">What went wrong, in a sentence.</param>
/// <param name="LeftAlone">True if the store is not asked any more in this build.</param>
public sealed record CacheFault(string Store, string Reason, bool LeftAlone);
