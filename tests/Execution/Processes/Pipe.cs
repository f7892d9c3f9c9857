using System.Text;

namespace TaskGraph.Execution.Tests.Processes;

/// <summary>
/// A named pipe that a script and all its descendants hold open as descriptor 9. Its first line says that the script is ready; its end says,
/// without any polling, that the last of them is gone.
/// </summary>
internal sealed class Pipe : IDisposable
{
    private FileStream? _reader;

    public Pipe(Bench bench, string name = "pipe")
    {
        File = bench.PathOf(name);
        Assert.AreEqual(0, bench.Shell($"mkfifo '{File}'").Code);
    }

    public string File { get; }

    /// <summary>A script in whose beginning the pipe is opened.</summary>
    public string Holding(string script) => $"exec 9>'{File}'\n{script}";

    public string AwaitLine()
    {
        _reader ??= new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var line = new StringBuilder();
        for (int read = _reader.ReadByte(); read is not -1 and not '\n'; read = _reader.ReadByte())
            _ = line.Append((char)read);
        return line.ToString();
    }

    public void AwaitEnd() => Assert.AreEqual(-1, _reader!.ReadByte());

    public void Dispose() => _reader?.Dispose();
}
