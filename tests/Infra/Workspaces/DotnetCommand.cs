using System.Diagnostics;

namespace TaskGraph.Testing.Workspaces;

/// <summary>Runs the real <c>dotnet</c>, as a user at a shell would: nothing of this test run's own environment reaches it.</summary>
public static class DotnetCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Runs one command to its end and returns what it printed. Throws if it has not ended within three minutes.</summary>
    public static DotnetResult Run(string folder, string packagesFolder, params string[] arguments) => Run(folder, packagesFolder, environment: [], arguments);

    /// <summary>The same, with variables of its own.</summary>
    public static DotnetResult Run(string folder, string packagesFolder, KeyValuePair<string, string>[] environment, params string[] arguments)
    {
        ProcessStartInfo start = Prepare(folder, packagesFolder, arguments);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"dotnet {string.Join(' ', arguments)} did not end");
        }

        return new DotnetResult(string.Join(' ', arguments), process.ExitCode, output.Result + errors.Result);
    }

    /// <summary>How one command is started.</summary>
    public static ProcessStartInfo Prepare(string folder, string packagesFolder, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        Scrub(start.Environment);
        start.Environment["NUGET_PACKAGES"] = packagesFolder;
        return start;
    }

    private static void Scrub(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.ToArray())
        {
            // What a test host and the MSBuild that started it leave behind sends a child to their SDK and their log settings.
            if (name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("_MSBUILD", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase) || name.StartsWith("TASKGRAPH", StringComparison.OrdinalIgnoreCase) || name.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase)
                || (name.StartsWith("DOTNET_", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("DOTNET_ROOT", StringComparison.OrdinalIgnoreCase)))
                environment.Remove(name);
        }

        environment["MSBUILDDISABLENODEREUSE"] = "1";
        environment["MSBUILDTERMINALLOGGER"] = "off";
        environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        environment["DOTNET_NOLOGO"] = "1";
        environment["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1";
        environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
    }
}
