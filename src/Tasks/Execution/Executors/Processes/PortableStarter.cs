using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Diagnostics;
using TaskGraph.Execution.Storage;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>
/// Starts processes with <see cref="Process"/> alone: the way on Windows, and where the C library lacks what <see cref="SpawnStarter"/>
/// needs. It differs in this: the two output streams are copied, so that lines of one may overtake those of the other; an exit by a signal is
/// told by its code alone; on Unix a child has no group of its own, and a signal that this process was started to ignore it ignores too. Asked to stop, a child gets SIGTERM on Unix and Ctrl+Break on Windows,
/// where only a console program of a build that has a console itself hears it; all others go on until they are killed.
/// </summary>
public sealed class PortableStarter : IProcessStarter
{
    private static readonly TimeSpan LongestDispose = TimeSpan.FromSeconds(5);

    private readonly RunningChildren<PortableChild> _running = new();
    private readonly ProgramSearch _programs = new();

    /// <inheritdoc />
    public void Start(ProcessStart start, int token, Action<int, ProcessExit> exited)
    {
        _running.Enter();
        try
        {
            PortableChild child = Launch(start, exit =>
            {
                _ = _running.Take(token);
                exited(token, exit);
                _running.Leave();
            });
            if (!_running.TryAdd(token, child))
            {
                child.Stop(force: true);
                child.Dispose();
                throw new ArgumentException($"Token {token} is in use by a running process.");
            }

            child.Watch();
        }
        catch
        {
            _running.Leave();
            throw;
        }
    }

    /// <inheritdoc />
    public void Stop(int token, bool force) => _running.Find(token)?.Stop(force);

    /// <inheritdoc />
    public void Dispose()
    {
        if (_running.Close() is not { } children)
            return;
        foreach (PortableChild child in children)
            child.Stop(force: true);
        if (_running.Wait(LongestDispose))
            _running.Dispose();
    }

    private PortableChild Launch(ProcessStart start, Action<ProcessExit> exited)
    {
        string program = _programs.Find(start);
        if (!File.Exists(program) && _programs.Forget(start))
            program = _programs.Find(start);
        if (!Directory.Exists(start.WorkingDirectory))
            throw StartFailure.Explain(start, program, Posix.NotFound);
        FileStream output = CreateOutput(start, program);
        try
        {
            return new PortableChild(Run(start, program), output, start.Filter, exited);
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    private static FileStream CreateOutput(ProcessStart start, string program)
    {
        try
        {
            return new FileStream(start.OutputFile, PrivateFiles.Create(FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StartFailure.Explain(start, program, e.HResult);
        }
    }

    private static Process Run(ProcessStart start, string program)
    {
        try
        {
            return Process.Start(Describe(start, program, viaShell: false))!;
        }
        catch (Win32Exception e) when (e.NativeErrorCode == Posix.NotExecutableFormat && !OperatingSystem.IsWindows())
        {
            return Process.Start(Describe(start, program, viaShell: true))!;
        }
        catch (Win32Exception e)
        {
            throw StartFailure.Explain(start, program, e.NativeErrorCode);
        }
    }

    private static void AddAll(Collection<string> to, IReadOnlyList<string> arguments)
    {
        foreach (string argument in arguments)
            to.Add(argument);
    }

    private static ProcessStartInfo Describe(ProcessStart start, string program, bool viaShell)
    {
        var info = new ProcessStartInfo(viaShell ? "/bin/sh" : program)
        {
            WorkingDirectory = start.WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = !ConsoleBreak.HasConsole,
        };
        if (OperatingSystem.IsWindows())
            info.CreateNewProcessGroup = true;
        if (viaShell)
            info.ArgumentList.Add(program);
        if (start.IsVerbatim && OperatingSystem.IsWindows())
            info.Arguments = string.Join(' ', start.Arguments);
        else
            AddAll(info.ArgumentList, start.Arguments);
        info.Environment.Clear();
        foreach ((string name, string value) in start.BaseEnvironment.Variables)
            info.Environment[name] = value;
        foreach ((string name, string value) in start.Environment)
            info.Environment[name] = value;
        return info;
    }
}
