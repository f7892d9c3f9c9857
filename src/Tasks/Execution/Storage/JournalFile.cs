namespace TaskGraph.Execution.Storage;

/// <summary>The journal on the disk: opened for writing with the first write, and not before.</summary>
/// <param name="files">Where it lies.</param>
/// <param name="path">Absolute path.</param>
/// <param name="keep">Bytes of it that are to stay; what is behind (cut short by a crash) is cut off. 0 for none: a file that is there is set aside.</param>
internal sealed class JournalFile(IStateFiles files, string path, long keep) : IDisposable
{
    private IStateFile? _file;

    /// <summary>True once something was written.</summary>
    public bool Opened => _file is not null;

    /// <summary>Writes at a place. A write that fails can be repeated at the same place.</summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        _file ??= Open();
        _file.Write(offset, bytes);
    }

    /// <summary>Returns when all that was written is on the disk.</summary>
    public void Sync() => _file?.Sync();

    /// <summary>Puts a file that was written beside it in its place; its bytes are on the disk before its name is.</summary>
    public void Replace(IStateFile temporary, string temporaryPath)
    {
        temporary.Sync();
        temporary.Dispose();
        _file?.Dispose();
        _file = null;
        files.Move(temporaryPath, path);
        _file = OpenExisting();
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private IStateFile Open()
    {
        if (keep == 0)
        {
            if (files.Exists(path))
                files.Move(path, path + ".old");
            return files.Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        }

        IStateFile file = OpenExisting();
        if (file.Length > keep)
            file.Length = keep;
        return file;
    }

    private IStateFile OpenExisting() => files.Open(path, FileMode.Open, FileAccess.Write, FileShare.Read);
}
