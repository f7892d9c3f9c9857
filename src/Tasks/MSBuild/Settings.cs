using System.Globalization;
using Microsoft.Build.Framework;
using TaskGraph.Execution.Executors.Jobserver;
using TaskGraph.Execution.UpToDate;
using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>How nodes' output is shown.</summary>
public enum OutputMode
{
    /// <summary>What a node printed, in one piece when it ends.</summary>
    Grouped,

    /// <summary>Each line when it is written, with its node before it.</summary>
    Prefixed,

    /// <summary>Only what failed nodes printed.</summary>
    Failures,
}

/// <summary>The properties of a project, read and checked.</summary>
internal sealed class Settings
{
    private static readonly string[] Scrubbed =
    [
        // MSBuild and the CLI set these for themselves; a node that runs another SDK's dotnet would be led astray by them.
        "MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBuildLoadMicrosoftTargetsReadOnly", "DOTNET_HOST_PATH",
        "MSBUILDFAILONDRIVEENUMERATINGWILDCARD", "_MSBUILDTLENABLED", "MSBUILD_EXE_PATH", "MSBUILDENSURESTDOUTFORTASKPROCESSES",
    ];

    /// <summary>The variable with the word that a server takes for a right to use its cache.</summary>
    public const string TokenVariable = "TASKGRAPH_CACHE_TOKEN";

    private readonly Dictionary<string, string> _interpreters;
    private readonly Dictionary<string, ReferenceProgram> _references;

    private Settings(Dictionary<string, string> interpreters, Dictionary<string, ReferenceProgram> references)
    {
        _interpreters = interpreters;
        _references = references;
    }

    /// <summary>Whether names of files that differ in case alone are one, as far as the system lets one tell.</summary>
    public static bool IgnoresCase => OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    public required Limits Limits { get; init; }

    public required OnFailure OnFailure { get; init; }

    public required OutputMode LogMode { get; init; }

    public required bool InferDependencies { get; init; }

    public required int MaxNodes { get; init; }

    public required RebuildSettings Rebuild { get; init; }

    /// <summary>What MAKEFLAGS says; null if jobservers are neither to be joined nor served.</summary>
    public MakeFlags? MakeFlags { get; init; }

    public required string StateFolder { get; init; }

    /// <summary>Where results are shared.</summary>
    public required CacheSettings Cache { get; init; }

    /// <summary>The project's folder, absolute, '/' between segments and none at the end.</summary>
    public static string FolderOf(GraphTask task)
    {
        string project = task.ProjectFile.Replace('\\', '/');
        return project[..project.LastIndexOf('/')];
    }

    /// <summary>The project's state folder, likewise.</summary>
    public static string StateOf(GraphTask task) => task.StateDirectory.Replace('\\', '/').TrimEnd('/');

    public static Settings Read(GraphTask task, List<Problem> problems)
    {
        string folder = FolderOf(task), state = StateOf(task);
        bool ignoreCase = IgnoresCase;
        int anchored = LinksAbove(folder);
        int threads = Number("TaskGraphThreads", task.Threads, 1, problems);
        string backend = task.Backend.Trim();
        if (backend.Equals("sequential", StringComparison.OrdinalIgnoreCase))
            threads = 1;
        else if (backend.Length > 0 && !backend.Equals("process", StringComparison.OrdinalIgnoreCase))
            Add(problems, backend.ToUpperInvariant() is "THREAD" or "WORKER" or "SLURM" ? ProblemKind.NotSupported : ProblemKind.InvalidProperty, "TaskGraphBackend", backend, "process, sequential");
        Unsupported("TaskGraphMemory", task.Memory, problems);
        CacheSettings cache = CacheSettings.Read(task, problems);
        MakeFlags? flags = Truth("TaskGraphJobserver", task.Jobserver, problems) && !OperatingSystem.IsWindows() ? MakeFlags.Read(System.Environment.GetEnvironmentVariable(MakeFlags.Variable)) : null;
        if (flags is { Fifo: not null, Jobs: { } jobs })
            threads = Math.Min(threads, jobs);
        Dictionary<string, string> interpreters = TaskGraph.MSBuild.Interpreters.Read(task, problems);
        Dictionary<string, ReferenceProgram> references = ReadReferences(task.References);
        return new Settings(interpreters, references)
        {
            Limits = new Limits(threads, ReadResources(task, problems)),
            OnFailure = Choice("TaskGraphOnFailure", task.OnFailure, OnFailure.Stop, "Stop, Continue, Kill", problems),
            LogMode = Choice("TaskGraphLogMode", task.LogMode, OutputMode.Grouped, "Grouped, Prefixed, Failures", problems),
            InferDependencies = Truth("TaskGraphInferDependencies", task.InferDependencies, problems),
            MaxNodes = Number("TaskGraphMaxNodes", task.MaxNodes, 1_000_000, problems),
            StateFolder = state,
            Cache = cache,
            MakeFlags = flags,
            Rebuild = new RebuildSettings
            {
                Variant = task.Variant.Trim('|'),
                ProjectFolder = folder,
                Anchored = anchored,
                StateFolder = StatesOf(state, folder, ignoreCase, anchored),
                Environment = Environment(task.StateDirectory),
                Interpreters = interpreters,
                References = references,
                IgnoreCase = ignoreCase,
                CacheFolder = cache.Folder is null ? null : Shared(cache.Folder, folder, ignoreCase, anchored),
                WarnsOfAbsolutePaths = task.WarnAbsolutePaths.Trim().Length > 0 && Truth("TaskGraphWarnAbsolutePaths", task.WarnAbsolutePaths, problems),
                PythonFolder = task.PythonFolder.Length == 0 ? "" : Path.GetFullPath(task.PythonFolder).TrimEnd('/', '\\'),
            },
        };
    }

    /// <summary>Takes in what a workflow that is a node declares for its own nodes.</summary>
    public void Add(NodeScope scope, GraphTask items, List<Problem> problems)
    {
        foreach ((string extension, string command) in TaskGraph.MSBuild.Interpreters.Read(items, problems))
            _interpreters[scope.Prefix + extension] = command;
        foreach ((string name, ReferenceProgram program) in ReadReferences(items.References))
            _references[scope.Prefix + name] = program;
    }

    /// <summary>
    /// The folder, canonical, that no glob means anything in: the one in which the state of every project in a folder lies, unless somebody put it where the project's own files are.
    /// </summary>
    /// <param name="state">The project's state folder, absolute, without a '/' at the end.</param>
    /// <param name="projectFolder">The project's folder, likewise.</param>
    /// <param name="ignoreCase">Whether the file system ignores case.</param>
    /// <param name="anchored">Where links lie above the project (<see cref="LinksAbove"/>).</param>
    public static string StatesOf(string state, string projectFolder, bool ignoreCase, int anchored)
    {
        StringComparison comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        string parent = state[..Math.Max(0, state.LastIndexOf('/'))];
        string all = (projectFolder + "/").StartsWith(parent + "/", comparison) ? state : parent;
        return CanonicalPath.Of(all + "/", projectFolder, false, comparison, anchored);
    }

    /// <summary>The cache's folder, canonical, '/' at the end.</summary>
    public static string Shared(string cacheFolder, string projectFolder, bool ignoreCase, int anchored) =>
        CanonicalPath.Of(cacheFolder.Replace('\\', '/').TrimEnd('/') + "/", projectFolder, false, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal, anchored);

    /// <summary>How many of the folders of an absolute path, from the root, end in one that is a link; 0 if none is.</summary>
    public static int LinksAbove(string folder)
    {
        for (int end = folder.Length, above = folder.Count(c => c == '/'); end > 0; end = folder.LastIndexOf('/', end - 1), above--)
        {
            if (new DirectoryInfo(folder[..end]).LinkTarget is not null)
                return above;
        }

        return 0;
    }

    private static Dictionary<string, string> Environment(string stateDirectory)
    {
        var variables = new Dictionary<string, string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        foreach (string name in Scrubbed)
            variables.Remove(name);
        // Who may write to the cache is not said to every program that a node runs. To MSBuild a variable is a property, whose name has no case.
        variables.Remove(TokenVariable);
        foreach (string name in variables.Keys.Where(name => name.Equals("TaskGraphCache", StringComparison.OrdinalIgnoreCase)).ToArray())
            variables[name] = CacheAddress.WithoutUsers(variables[name]);
        variables[Ancestors.Variable] = Ancestors.With(stateDirectory);
        return variables;
    }

    private static List<ResourceAmount> ReadResources(GraphTask task, List<Problem> problems)
    {
        var resources = new List<ResourceAmount>();
        foreach (ITaskItem item in task.Resources ?? [])
        {
            string count = item.GetMetadata("Count").Trim();
            int known = resources.FindIndex(other => string.Equals(other.Name, item.ItemSpec, StringComparison.OrdinalIgnoreCase));
            if (!int.TryParse(count.Length == 0 ? "1" : count, NumberStyles.None, CultureInfo.InvariantCulture, out int amount))
                problems.Add(Wrong(item, count, task));
            else if (known >= 0)
                resources[known] = new ResourceAmount(item.ItemSpec, amount);
            else
                resources.Add(new ResourceAmount(item.ItemSpec, amount));
        }

        return resources;
    }

    private static Problem Wrong(ITaskItem resource, string count, GraphTask task) => new(ProblemKind.InvalidProperty, null, count)
    {
        Member = $"NodeResource {resource.ItemSpec}: Count",
        Detail = "a whole number",
        Item = ItemMetadata.SourceOf(resource, "NodeResource", task),
    };

    private static Dictionary<string, ReferenceProgram> ReadReferences(ITaskItem[]? items)
    {
        var references = new Dictionary<string, ReferenceProgram>(StringComparer.OrdinalIgnoreCase);
        foreach (ITaskItem item in items ?? [])
        {
            string path = item.GetMetadata("TargetPath");
            string run = item.GetMetadata("RunCommand");
            if (path.Length == 0)
                continue;
            string[] command = run.Length > 0 ? [run]
                : path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? ["dotnet", path] : [path];
            references[item.ItemSpec] = new ReferenceProgram(path.Replace('\\', '/'), command);
        }

        return references;
    }

    private static void Add(List<Problem> problems, ProblemKind kind, string property, string value, string detail) =>
        problems.Add(new Problem(kind, null, value) { Member = property, Detail = detail });

    private static void Unsupported(string property, string value, List<Problem> problems)
    {
        if (!string.IsNullOrWhiteSpace(value))
            Add(problems, ProblemKind.NotSupported, property, value.Trim(), "");
    }

    private static int Number(string property, string value, int none, List<Problem> problems)
    {
        value = value.Trim();
        if (value.Length == 0)
            return none;
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0)
            return number;
        Add(problems, ProblemKind.InvalidProperty, property, value, "a whole number, 1 or more");
        return none;
    }

    private static bool Truth(string property, string value, List<Problem> problems)
    {
        value = value.Trim();
        if (value.Length == 0 || bool.TryParse(value, out bool truth) && truth)
            return true;
        if (!bool.TryParse(value, out _))
            Add(problems, ProblemKind.InvalidProperty, property, value, "true, false");
        return false;
    }

    /// <summary>A property's value as one of some words.</summary>
    public static T Choice<T>(string property, string value, T none, string expected, List<Problem> problems)
        where T : struct, Enum
    {
        value = value.Trim();
        if (value.Length == 0)
            return none;
        if (char.IsAsciiLetter(value[0]) && Enum.TryParse(value, ignoreCase: true, out T choice) && Enum.IsDefined(choice))
            return choice;
        Add(problems, ProblemKind.InvalidProperty, property, value, expected);
        return none;
    }
}
