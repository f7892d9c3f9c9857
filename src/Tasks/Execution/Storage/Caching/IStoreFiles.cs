namespace TaskGraph.Execution.Storage.Caching;

/// <summary>What a cache in a folder asks of the system, as few calls as it can be. Paths are absolute. Members raise <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>; where a folder is missing <see cref="DirectoryNotFoundException"/>.</summary>
internal interface IStoreFiles
{
    /// <summary>What is at a path; a link is odd.</summary>
    StoreStat Stat(string path);

    /// <summary>Reads the beginning of a file; waits for nothing, whatever is there.</summary>
    /// <param name="path">Where.</param>
    /// <param name="follow">Whether a link is what it leads to; otherwise it is odd.</param>
    /// <param name="into">Takes as much as there is of the file and has room here.</param>
    /// <param name="read">How much that was.</param>
    StoreStat Read(string path, bool follow, Span<byte> into, out int read);

    /// <summary>Makes a file that is not there, with the rights that the umask leaves. If it fails there is none.</summary>
    void Write(string path, ReadOnlySpan<byte> content, bool executable);

    /// <summary>Makes a file that is not there out of another, by a clone where the disk can do that, and gives the digest of what it is then. If it fails there is none.</summary>
    /// <returns>Null if the other is missing or odd.</returns>
    Model.Digest? Copy(string from, bool follow, string to, bool executable, CancellationToken cancellation);

    /// <summary>Gives a file another name, in the place of one that is there.</summary>
    void Rename(string from, string to);

    /// <summary>Says that a file was used just now. Where that may not be said nothing happens.</summary>
    void Touch(string path);

    /// <summary>Adds to a file, which is made if it is not there, in one piece.</summary>
    void Append(string path, ReadOnlySpan<byte> bytes);

    /// <summary>Deletes a file or a link. False if there is none, or it cannot be.</summary>
    bool Delete(string path);
}
