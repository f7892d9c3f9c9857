namespace TaskGraph.Execution.Executors.Processes;

/// <summary>What a stream of a child's output goes through on its way to the file. Used by one thread at a time.</summary>
public interface IOutputFilter
{
    /// <summary>Takes the next piece, and writes as much as may be written by now.</summary>
    void Write(ReadOnlySpan<byte> bytes, Stream to);

    /// <summary>Nothing more comes: writes the rest.</summary>
    void End(Stream to);
}
