using System.Text;
using Microsoft.Win32.SafeHandles;
using TaskGraph.Execution.Storage;

namespace TaskGraph.Execution.Executors;

/// <summary>
/// A file with a list for one node after the other, as long as each runs: to make a file costs a tenth of starting a process, and to empty one makes some file systems write what was in it (ext4's auto_da_alloc,
/// https://docs.kernel.org/admin-guide/ext4.html). So it is written over, and stays open where that keeps nobody from reading it.
/// </summary>
internal sealed class HandedList : IDisposable
{
    private FileStream? _stream;
    private byte[] _bytes = [];

    /// <param name="file">Absolute path.</param>
    public HandedList(string file) => File = file;

    public string File { get; }

    /// <summary>True if somebody has deleted it since it was made.</summary>
    public bool IsGone => _stream is not null && !System.IO.File.Exists(File);

    /// <summary>Writes a list, one line an entry, in the place of the one before.</summary>
    public void Write(IReadOnlyList<string> entries, Func<string, string> shown)
    {
        int used = 0;
        for (int i = 0; i < entries.Count; i++)
        {
            string line = shown(entries[i]);
            int most = Encoding.UTF8.GetMaxByteCount(line.Length) + 1;
            if (_bytes.Length - used < most)
                Array.Resize(ref _bytes, Math.Max(checked(used + most), _bytes.Length * 2));
            used += Encoding.UTF8.GetBytes(line, _bytes.AsSpan(used));
            _bytes[used++] = (byte)'\n';
        }

        SafeFileHandle handle = (_stream ??= Open()).SafeFileHandle;
        RandomAccess.Write(handle, _bytes.AsSpan(0, used), 0);
        if (RandomAccess.GetLength(handle) > used)
            RandomAccess.SetLength(handle, used);
        // On Windows an open file keeps away who does not expect others to write to it.
        if (OperatingSystem.IsWindows())
            Dispose();
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private FileStream Open()
    {
        if (WholeFile.IsEndless(File))
            System.IO.File.Delete(File);
        return new FileStream(File, PrivateFiles.Options(FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
    }
}
