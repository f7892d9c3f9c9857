using System.ComponentModel;
using System.Diagnostics;

namespace TaskGraph.Execution.Tests.Python;

[TestClass]
public sealed class PythonClientTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(120_000)]
    public async Task Its_own_tests_pass()
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "python" : "python3")
        {
            ArgumentList = { "-m", "unittest", "discover", "-s", Path.Combine("tests", "Python") },
            WorkingDirectory = Root(AppContext.BaseDirectory),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process? process = Start(start);
        if (process is null)
        {
            Assert.Inconclusive($"There is no program '{start.FileName}' on this machine.");
            return;
        }

        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.CancellationToken);
        string text = await output + await errors;
        await process.WaitForExitAsync(TestContext.CancellationToken);
        TestContext.WriteLine(text);
        Assert.AreEqual(0, process.ExitCode, text);
    }

    private static Process? Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static string Root(string folder) => File.Exists(Path.Combine(folder, "TaskGraph.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
