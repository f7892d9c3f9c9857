using TaskGraph.Model;

namespace TaskGraph.Execution;

/// <summary>What a run goes by.</summary>
/// <param name="Threads">Thread slots, as told to the user.</param>
/// <param name="OnFailure">What a failure means for what runs.</param>
public sealed record RunOptions(int Threads, OnFailure OnFailure);
