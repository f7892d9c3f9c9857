namespace TaskGraph.Execution.Storage;

/// <summary>The files that a build keeps what it remembers in. Behind an interface so that tests can lose of them what a power cut may.</summary>
public interface IStateFiles
{
    /// <summary>All bytes of a file, by absolute path; null if there is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    byte[]? Read(string path);

    /// <summary>True if there is such a file.</summary>
    bool Exists(string path);

    /// <summary>How many bytes a file has; 0 if there is none.</summary>
    long LengthOf(string path);

    /// <summary>Opens a file; the parameters mean what they mean everywhere.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    IStateFile Open(string path, FileMode mode, FileAccess access, FileShare share);

    /// <summary>Gives a file another name; one that has it already goes.</summary>
    /// <exception cref="IOException">It cannot be moved.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    void Move(string from, string to);

    /// <summary>Deletes a file, if there is one.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    void Delete(string path);
}
