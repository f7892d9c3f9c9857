namespace TaskGraph.Execution.Storage;

/// <summary>An open one of <see cref="IStateFiles"/>. Each member may throw an <see cref="IOException"/>.</summary>
public interface IStateFile : IDisposable
{
    /// <summary>How many bytes it has; to set it cuts the file short.</summary>
    long Length { get; set; }

    /// <summary>Whether it was opened for writing.</summary>
    bool CanWrite { get; }

    /// <summary>Reads from a place until the destination is full or the file ends; returns how many bytes were read.</summary>
    int Read(long offset, Span<byte> destination);

    /// <summary>Writes at a place.</summary>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Returns when the file's bytes are on the disk, and not in the system's memory alone.</summary>
    void Sync();
}
