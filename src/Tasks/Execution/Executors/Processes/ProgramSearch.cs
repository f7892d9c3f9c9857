using System.Collections.Concurrent;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>
/// Finds programs in a child's PATH, as a shell does. What was found is remembered until it is gone: a program that appears in an earlier
/// folder of the PATH while the starter lives is not seen.
/// </summary>
internal sealed class ProgramSearch
{
    private const string DefaultPath = "/usr/local/bin:/usr/bin:/bin";
    private static readonly string[] NoSuffix = [""];
    private static readonly string[] Suffixes = OperatingSystem.IsWindows() ? ["", ".com", ".exe", ".bat", ".cmd"] : NoSuffix;

    private readonly ConcurrentDictionary<(string Path, string Name), string> _found = new();

    /// <summary>The absolute path of what is to be started.</summary>
    /// <exception cref="ProcessStartException">There is no such program, or all that have the name lack the right to run.</exception>
    public string Find(ProcessStart start)
    {
        string name = start.FileName;
        if (name.Contains('/') || (OperatingSystem.IsWindows() && name.Contains('\\')))
            return FindFile(start);
        string path = ProcessEnvironment.Find(start, "PATH") ?? DefaultPath;
        return _found.TryGetValue((path, name), out string? known) ? known : FindInPath(path, name, start.WorkingDirectory);
    }

    /// <summary>Forgets where a program was, because it is no longer there; false if it was not remembered.</summary>
    public bool Forget(ProcessStart start) =>
        _found.TryRemove((start.WorkingDirectory, start.FileName), out _) | _found.TryRemove((ProcessEnvironment.Find(start, "PATH") ?? DefaultPath, start.FileName), out _);

    private string FindFile(ProcessStart start)
    {
        if (_found.TryGetValue((start.WorkingDirectory, start.FileName), out string? known))
            return known;
        bool denied = false;
        string file = Path.Combine(start.WorkingDirectory, start.FileName);
        return _found[(start.WorkingDirectory, start.FileName)] = Probe(file, ref denied) ?? throw Missing($"The program '{file}'", denied, "does not exist");
    }

    private string FindInPath(string path, string name, string workingDirectory)
    {
        bool denied = false;
        bool absolute = true;
        foreach (Range part in path.AsSpan().Split(Path.PathSeparator))
        {
            // An empty part means the working folder.
            string folder = path[part];
            absolute &= Path.IsPathFullyQualified(folder);
            string? file = name.Length == 0 ? null : Probe(Path.Combine(workingDirectory, folder, name), ref denied);
            if (file is null)
                continue;
            if (absolute)
                _found[(path, name)] = file;
            return file;
        }

        throw Missing($"The program '{name}'", denied, "was not found in PATH");
    }

    private static string? Probe(string file, ref bool denied)
    {
        foreach (string suffix in Path.HasExtension(file) ? NoSuffix : Suffixes)
        {
            string candidate = file + suffix;
            if (!File.Exists(candidate))
                continue;
            if (OperatingSystem.IsWindows() || Posix.May(candidate, Posix.MayExecute))
                return candidate;
            denied = true;
        }

        return null;
    }

    private static ProcessStartException Missing(string program, bool denied, string absence) => denied
        ? new ProcessStartException($"{program} may not be executed: it has no run permission.", notFound: false)
        : new ProcessStartException($"{program} {absence}.", notFound: true);
}
