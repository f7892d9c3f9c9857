using System.Text;
using Microsoft.Win32.SafeHandles;
using TaskGraph.Execution.Storage;

namespace TaskGraph.Execution.Executors;

/// <summary>
/// A file with a list for one node after the other, as long as each runs: to make a file costs a tenth of starting a process, and to empty one makes some file systems write what was in it (ext4's auto_da_alloc,
/// https://docs.kernel.org/admin-guide/ext4.html). So it is written over, as long as it is the file that was made, by no other name and with no other rights: nodes may do with it what they like. Where the
/// system does not tell that, each node has a new one.
/// </summary>
internal sealed class HandedList : IDisposable
{
    private FileStream? _stream;
    private FileIdentity _identity;
    private byte[] _bytes = [];

    /// <param name="file">Absolute path.</param>
    public HandedList(string file) => File = file;

    public string File { get; }

    /// <summary>Writes a list, one line an entry, in the place of the one before.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
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

        if (_stream is null || !FileIdentity.TryRead(File, out FileIdentity now) || now != _identity)
            Make();
        SafeFileHandle handle = _stream!.SafeFileHandle;
        RandomAccess.Write(handle, _bytes.AsSpan(0, used), 0);
        if (RandomAccess.GetLength(handle) > used)
            RandomAccess.SetLength(handle, used);
        // Elsewhere nobody could tell whether it is still the same; on Windows an open file keeps away who does not expect others to write to it.
        if (!FileIdentity.IsTold)
            Dispose();
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private void Make()
    {
        Dispose();
        // A link goes, and not what it leads to.
        if (Directory.Exists(File) && new DirectoryInfo(File).LinkTarget is null)
            Directory.Delete(File, recursive: true);
        else
            System.IO.File.Delete(File);
        _stream = new FileStream(File, PrivateFiles.Options(FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
        FileIdentity.TryRead(File, out _identity);
    }
}
