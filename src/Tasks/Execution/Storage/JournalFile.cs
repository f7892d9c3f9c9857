using Microsoft.Win32.SafeHandles;

namespace TaskGraph.Execution.Storage;

/// <summary>The journal on the disk: opened for writing with the first write, and not before.</summary>
/// <param name="path">Absolute path.</param>
/// <param name="keep">Bytes of it that are to stay; what is behind (cut short by a crash) is cut off. 0 for none: a file that is there is set aside.</param>
internal sealed class JournalFile(string path, long keep) : IDisposable
{
    private SafeFileHandle? _handle;

    /// <summary>True once something was written.</summary>
    public bool Opened => _handle is not null;

    /// <summary>Writes at a place. A write that fails can be repeated at the same place.</summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        _handle ??= Open();
        RandomAccess.Write(_handle, bytes, offset);
    }

    /// <summary>Puts a file that was written beside it in its place; its bytes are on the disk before its name is.</summary>
    public void Replace(SafeFileHandle temporary, string temporaryPath)
    {
        RandomAccess.FlushToDisk(temporary);
        temporary.Dispose();
        _handle?.Dispose();
        _handle = null;
        File.Move(temporaryPath, path, overwrite: true);
        _handle = OpenExisting();
    }

    /// <inheritdoc/>
    public void Dispose() => _handle?.Dispose();

    private SafeFileHandle Open()
    {
        if (keep == 0)
        {
            if (File.Exists(path))
                File.Move(path, path + ".old", overwrite: true);
            PrivateFiles.Make(path);
            return OpenExisting();
        }

        SafeFileHandle handle = OpenExisting();
        if (RandomAccess.GetLength(handle) > keep)
            RandomAccess.SetLength(handle, keep);
        return handle;
    }

    private SafeFileHandle OpenExisting() => File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.Read);
}
