namespace TaskGraph.Execution.Storage;

/// <summary>Doubt as bytes: why, and the name in UTF-8.</summary>
internal static class DoubtPayload
{
    /// <summary>Bytes before the name; who has so many is sound.</summary>
    public const int Fixed = sizeof(Doubts);

    /// <summary>Why.</summary>
    public static Doubts Read(ReadOnlySpan<byte> payload) => (Doubts)payload[0];

    /// <summary>The name, as UTF-8.</summary>
    public static ReadOnlySpan<byte> ReadName(ReadOnlySpan<byte> payload) => payload[Fixed..];
}
