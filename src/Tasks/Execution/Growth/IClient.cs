using TaskGraph.Model;

namespace TaskGraph.Execution.Growth;

/// <summary>One connection of a running node's program, seen from the build. Answers are left with it and never waited for.</summary>
public interface IClient
{
    /// <summary>A child has ended.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="outcome">How.</param>
    /// <param name="exitCode">Its exit code; null if nothing was started.</param>
    /// <param name="error">What went wrong, in words; null if nothing did.</param>
    /// <param name="results">Its results.</param>
    void Ended(string name, Outcome outcome, int? exitCode, string? error, IReadOnlyList<KeyValuePair<string, string>> results);

    /// <summary>The node holds its slots again: it may go on.</summary>
    void Go(long? id, bool timedOut);

    /// <summary>The results that were asked for.</summary>
    void Results(long? id, IReadOnlyList<KeyValuePair<string, string>> results);

    /// <summary>What was asked for is done.</summary>
    void Done(long? id);

    /// <summary>Nothing more is to be told: the connection ends once all is sent.</summary>
    void Close();

    /// <summary>A request of it has been taken, and answered as far as it can be at once.</summary>
    void Taken()
    {
    }

    /// <summary>What was asked for is refused.</summary>
    void Refuse(long? id, string code, string message);
}
