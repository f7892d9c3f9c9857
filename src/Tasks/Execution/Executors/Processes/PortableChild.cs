using System.ComponentModel;
using System.Diagnostics;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>
/// One running child whose output is copied by two threads. It is told as ended when it has exited and both copies are done, or a moment
/// after its exit: a grandchild may hold the output open for as long as it likes.
/// </summary>
internal sealed class PortableChild : IDisposable
{
    // Long enough for what lies in the pipes, which is 64 KiB at most, to be copied on a busy machine.
    private static readonly TimeSpan Drain = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly Process _process;
    private readonly FileStream _output;
    private readonly Action<ProcessExit> _exited;
    private readonly List<IOutputFilter> _filters = [];
    private int _copying = 2;
    private bool _hasExited;
    private bool _told;
    private Timer? _timer;

    /// <summary>Takes over a process that was just started, and the file its output goes to.</summary>
    public PortableChild(Process process, FileStream output, Func<IOutputFilter>? filter, Action<ProcessExit> exited)
    {
        _process = process;
        _output = output;
        _exited = exited;
        process.StandardInput.Close();
        Copy(process.StandardOutput.BaseStream, filter?.Invoke());
        Copy(process.StandardError.BaseStream, filter?.Invoke());
    }

    /// <summary>Begins to wait for the end.</summary>
    public void Watch()
    {
        _process.Exited += (_, _) => Exited();
        _process.EnableRaisingEvents = true;
    }

    /// <summary>Lets go of the child without telling anything.</summary>
    public void Dispose()
    {
        lock (_gate)
            Close();
    }

    /// <summary>Asks or kills; see <see cref="IProcessStarter.Stop"/>.</summary>
    public void Stop(bool force)
    {
        lock (_gate)
        {
            if (_told || _process.HasExited)
                return;
            try
            {
                if (force)
                    _process.Kill(entireProcessTree: true);
                else
                    Ask();
            }
            catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
            {
                // It ended by itself meanwhile, or it is not ours to kill; either way its end will be told when it comes.
            }
        }
    }

    private void Ask()
    {
        if (OperatingSystem.IsWindows())
        {
            ConsoleBreak.Send(_process.Id);
            return;
        }

        _ = Posix.Kill(_process.Id, Posix.SigTerm);
        _ = Posix.Kill(_process.Id, Posix.SigContinue);
    }

    private void Copy(Stream from, IOutputFilter? filter)
    {
        if (filter is not null)
            _filters.Add(filter);
        var thread = new Thread(() => CopyAll(from, filter), maxStackSize: 256 * 1024) { IsBackground = true, Name = "TaskGraph output" };
        thread.Start();
    }

    private void CopyAll(Stream from, IOutputFilter? filter)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            for (int count = from.Read(buffer); count > 0; count = from.Read(buffer))
                Append(buffer.AsSpan(0, count), filter);
        }
        catch (IOException)
        {
            // A broken pipe, or a full disk: the node's declared outputs tell whether it did its work.
        }

        from.Dispose();
        bool last;
        lock (_gate)
            last = --_copying == 0 && _hasExited;
        if (last)
            Tell();
    }

    private void Append(ReadOnlySpan<byte> bytes, IOutputFilter? filter)
    {
        lock (_gate)
        {
            if (_told)
                return;
            if (filter is null)
                _output.Write(bytes);
            else
                filter.Write(bytes, _output);
        }
    }

    private void Exited()
    {
        bool last;
        lock (_gate)
        {
            _hasExited = true;
            last = _copying == 0;
            if (!last)
                _timer = new Timer(_ => Tell(), null, Drain, Timeout.InfiniteTimeSpan);
        }

        if (last)
            Tell();
    }

    private void Tell()
    {
        ProcessExit exit;
        lock (_gate)
        {
            if (_told)
                return;
            exit = new ProcessExit(_process.ExitCode, 0);
            Close();
        }

        _exited(exit);
    }

    private void Close()
    {
        _told = true;
        _timer?.Dispose();
        EndFilters();
        _output.Dispose();
        _process.Dispose();
    }

    private void EndFilters()
    {
        try
        {
            foreach (IOutputFilter filter in _filters)
                filter.End(_output);
        }
        catch (IOException)
        {
            // See above: a full disk.
        }
    }
}
