using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace TaskGraph.MSBuild.Tests;

/// <summary>A temporary folder with a project file, and the tasks set up as the SDK's targets set them up.</summary>
internal sealed class ProjectFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("taskgraph-tasks-").FullName;
    private readonly string _folder;

    /// <summary>Creates it; <paramref name="below"/> is the project's folder within the temporary one.</summary>
    public ProjectFolder(string below = "") => _folder = Directory.CreateDirectory(Path.Combine(_root, below)).FullName;

    public RecordingEngine Engine { get; private set; } = new();

    public string ProjectFile => Path.Combine(_folder, "flow.proj");

    /// <summary>The absolute path of a file, as it is written.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name);

    public string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public string Read(string name) => File.ReadAllText(Path.Combine(_folder, name));

    public bool Exists(string name) => File.Exists(Path.Combine(_folder, name));

    /// <summary>A Node item; values are MSBuild-escaped, as they are in a project.</summary>
    public static ITaskItem Node(string name, params (string Name, string Value)[] metadata)
    {
        var item = new TaskItem(name);
        foreach ((string key, string value) in metadata)
            item.SetMetadata(key, value);
        return item;
    }

    /// <summary>Sets up a task with nodes; each call begins a new log.</summary>
    public T Task<T>(params ITaskItem[] nodes)
        where T : GraphTask, new()
    {
        Engine = new RecordingEngine();
        return new T
        {
            BuildEngine = Engine,
            Nodes = nodes,
            ProjectFile = ProjectFile,
            StateDirectory = Path.Combine(_folder, "obj", "taskgraph"),
            Threads = "2",
            PythonFolder = Path.Combine(Repository.Root, "src", "Sdk", "python"),
        };
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
