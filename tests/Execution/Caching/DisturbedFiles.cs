using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>The files of a store, with something done before one is written or deleted.</summary>
internal sealed class DisturbedFiles(Action beforeWrite, Action afterDelete) : IStoreFiles
{
    private readonly PortableStoreFiles _files = new();

    public StoreStat Stat(string path) => _files.Stat(path);

    public StoreStat Read(string path, bool follow, Span<byte> into, out int read) => _files.Read(path, follow, into, out read);

    public void Write(string path, ReadOnlySpan<byte> content, bool executable)
    {
        beforeWrite();
        _files.Write(path, content, executable);
    }

    public Digest? Copy(string from, bool follow, string to, bool executable, CancellationToken cancellation)
    {
        beforeWrite();
        return _files.Copy(from, follow, to, executable, cancellation);
    }

    public void Rename(string from, string to) => _files.Rename(from, to);

    public void Touch(string path) => _files.Touch(path);

    public void Append(string path, ReadOnlySpan<byte> bytes) => _files.Append(path, bytes);

    public bool Delete(string path)
    {
        bool deleted = _files.Delete(path);
        afterDelete();
        return deleted;
    }
}
