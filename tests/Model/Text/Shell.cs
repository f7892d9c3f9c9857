using System.Diagnostics;

namespace TaskGraph.Model.Tests.Text;

/// <summary>Runs real shells, where there are any.</summary>
internal static class Shell
{
    /// <summary>How many random cases a fuzz test tries.</summary>
    public static int FuzzCount(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("TASKGRAPH_FUZZ_COUNT"), out int count) ? count : usual;

    /// <summary>The POSIX shells of this machine; none on Windows.</summary>
    public static IEnumerable<string> Installed() =>
        OperatingSystem.IsWindows() ? [] : new[] { "/bin/sh", "/bin/bash", "/bin/dash" }.Where(File.Exists);

    /// <summary>What 'shell -c command' prints.</summary>
    public static string Run(string shell, string command, string folder)
    {
        var start = new ProcessStartInfo(shell)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = new System.Text.UTF8Encoding(false),
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
