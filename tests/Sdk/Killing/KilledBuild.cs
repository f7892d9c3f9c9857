using System.Diagnostics;

namespace TaskGraph.Sdk.Tests.Killing;

/// <summary>A real build that is killed, and what becomes of its nodes.</summary>
internal sealed class KilledBuild : IDisposable
{
    private readonly string _mark = $"KILLED_RUN={Guid.NewGuid():N}";
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    public KilledBuild(KilledWorkflow workflow)
    {
        string[] arguments = ["build", "flow.proj", "-m:4"];
        ProcessStartInfo start = DotnetCommand.Prepare(workflow.Folder, KilledWorkflow.Packages, arguments);
        start.Environment["KILLED_LOG"] = workflow.Log;
        start.Environment["TMPDIR"] = workflow.Temporary;
        start.Environment["KILLED_RUN"] = _mark.Split('=')[1];
        File.WriteAllText(workflow.Log, "");
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Waits until the build has ended, or time is up. True if it has ended.</summary>
    public bool Wait(TimeSpan time) => _process.WaitForExit(time);

    /// <summary>Kills the build's own process, and it alone; returns when that is gone.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: false);
        _process.WaitForExit();
    }

    /// <summary>What the build said, when it has ended by itself.</summary>
    public DotnetResult Result() => new("build flow.proj", _process.ExitCode, _output.Result + _errors.Result);

    /// <summary>How long it takes from now until none of its processes is there; at most ten seconds.</summary>
    public TimeSpan UntilGone()
    {
        var watch = Stopwatch.StartNew();
        while (AnyLeft() && watch.Elapsed < TimeSpan.FromSeconds(10))
            Thread.Sleep(10);
        return watch.Elapsed;
    }

    public void Dispose() => _process.Dispose();

    // They all have the build's environment.
    private bool AnyLeft()
    {
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(process), out int id) || id == _process.Id)
                continue;
            try
            {
                if (File.ReadAllText(Path.Combine(process, "environ")).Contains(_mark, StringComparison.Ordinal))
                    return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile, or is somebody else's.
            }
        }

        return false;
    }
}
