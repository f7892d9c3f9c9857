using System.IO.Pipes;
using TaskGraph.Execution.Storage;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>
/// The output of one child that goes through a filter: a pipe, and a thread that copies what comes out of it into the file. It is over when all who hold the other end have closed it or, since a
/// grandchild may hold it as long as it likes, soon after the child's end, once nothing is left in the pipe. What comes later is taken, so that nobody waits for it to be, and dropped.
/// </summary>
internal sealed class FilteredOutput : IDisposable
{
    private static readonly TimeSpan Drain = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.In, HandleInheritability.None);
    private readonly IOutputFilter _filter;
    private readonly FileStream _file;
    private Action? _finished;
    private bool _over;
    private bool _refused;
    private bool _empty;
    private Timer? _timer;

    /// <summary>Makes pipe and file.</summary>
    public FilteredOutput(ProcessStart start)
    {
        _filter = start.Filter!();
        try
        {
            _file = new FileStream(start.OutputFile, PrivateFiles.Create(FileShare.ReadWrite | FileShare.Delete));
        }
        catch
        {
            _pipe.Dispose();
            throw;
        }
    }

    /// <summary>The end that the child writes to.</summary>
    public int Descriptor => (int)_pipe.ClientSafePipeHandle.DangerousGetHandle();

    /// <summary>The child has been started: copies what it writes.</summary>
    public void Begin()
    {
        _pipe.DisposeLocalCopyOfClientHandle();
        new Thread(Copy, maxStackSize: 256 * 1024) { IsBackground = true, Name = "TaskGraph output" }.Start();
    }

    /// <summary>Closes both, where no child was started; after <see cref="Begin"/> they are closed when the output is over.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        _file.Dispose();
        _pipe.DisposeLocalCopyOfClientHandle();
        _pipe.Dispose();
    }

    /// <summary>The child has ended: <paramref name="finished"/> is called once, when all that it wrote is in the file.</summary>
    public void Finish(Action finished)
    {
        lock (_gate)
        {
            if (!_over)
            {
                _finished = finished;
                _timer = new Timer(_ => EndIfEmpty(), null, Drain, Drain);
                return;
            }
        }

        finished();
    }

    private void Copy()
    {
        var buffer = new byte[16 * 1024];
        try
        {
            for (int count = _pipe.Read(buffer); count > 0; count = _pipe.Read(buffer))
            {
                lock (_gate)
                {
                    _empty = false;
                    if (!_over && !_refused)
                        Write(buffer.AsSpan(0, count));
                }
            }
        }
        catch (IOException)
        {
            // A broken pipe is one that has ended.
        }

        _pipe.Dispose();
        End();
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _filter.Write(bytes, _file);
        }
        catch (Exception e) when (e is IOException or ArgumentOutOfRangeException)
        {
            // A full disk, or a file that is larger than the system allows: the node's declared outputs tell whether it did its work, and it is not to wait for a reader.
            _refused = true;
        }
    }

    // Nothing has been read in a whole period, and nothing waits to be: what the child wrote is in the file.
    private void EndIfEmpty()
    {
        lock (_gate)
        {
            bool quiet = _empty && (_pipe.SafePipeHandle.IsClosed || !Posix.HasInput(_pipe.SafePipeHandle));
            _empty = true;
            if (!quiet)
                return;
        }

        End();
    }

    private void End()
    {
        Action? finished;
        lock (_gate)
        {
            if (!_over)
                Close();
            finished = _finished;
            _finished = null;
            _timer?.Dispose();
        }

        finished?.Invoke();
    }

    private void Close()
    {
        _over = true;
        try
        {
            _filter.End(_file);
        }
        catch (Exception e) when (e is IOException or ArgumentOutOfRangeException)
        {
            // See above.
        }

        _file.Dispose();
    }
}
