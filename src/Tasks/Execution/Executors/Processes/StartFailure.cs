using System.Runtime.InteropServices;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>
/// Turns the system's error number of a start into a sentence. The number says what went wrong, not with which of the files: working
/// folder, output or program; so they are looked at, in the order in which the child uses them.
/// </summary>
internal static class StartFailure
{
    /// <summary>The exception for a start of <paramref name="program"/> that failed with <paramref name="error"/>.</summary>
    public static ProcessStartException Explain(ProcessStart start, string program, int error)
    {
        if (FolderProblem(start.WorkingDirectory) is { } folder)
            return new ProcessStartException($"The working folder '{start.WorkingDirectory}' {folder}.", notFound: false);
        if (OutputProblem(start.OutputFile) is { } output)
            return new ProcessStartException($"The output file '{start.OutputFile}' cannot be made: {output}.", notFound: false);

        string system = Marshal.GetPInvokeErrorMessage(error);
        if (error == Posix.NotFound && !File.Exists(program))
            return new ProcessStartException($"The program '{program}' does not exist.", notFound: true);
        if (error == Posix.TooLong && !OperatingSystem.IsWindows())
            return new ProcessStartException("The command line is longer than the system allows. Lists of any length are in the files that TASKGRAPH_INPUTS and TASKGRAPH_OUTPUTS name.", notFound: false);
        return error == Posix.NotFound
            ? new ProcessStartException($"The program '{program}' cannot be started: the interpreter that it names does not exist.", notFound: false)
            : new ProcessStartException($"The program '{program}' cannot be started: {system}.", notFound: false);
    }

    private static string? FolderProblem(string folder)
    {
        if (File.Exists(folder))
            return "is a file";
        if (!Directory.Exists(folder))
            return "does not exist";
        return OperatingSystem.IsWindows() || Posix.May(folder, Posix.MayExecute) ? null : "may not be entered";
    }

    private static string? OutputProblem(string file)
    {
        if (Directory.Exists(file))
            return "it is a folder";
        string folder = Path.GetDirectoryName(file) ?? file;
        if (!Directory.Exists(folder))
            return $"the folder '{folder}' does not exist";
        if (OperatingSystem.IsWindows())
            return null;
        bool may = File.Exists(file) ? Posix.May(file, Posix.MayWrite) : Posix.May(folder, Posix.MayWrite);
        return may ? null : "permission denied";
    }
}
