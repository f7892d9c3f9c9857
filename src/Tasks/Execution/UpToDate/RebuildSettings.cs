using System.Diagnostics.CodeAnalysis;
using TaskGraph.Execution.Secrets;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>What fingerprints and commands are made of beside the nodes: what the project declares once for all.</summary>
public sealed record RebuildSettings
{
    /// <summary>Absolute path of the project's folder, '/' between segments, none at the end.</summary>
    public required string ProjectFolder { get; init; }

    /// <summary>How many of the folders of <see cref="ProjectFolder"/>, from the root, end in one that is a link; 0 if none is.</summary>
    public int Anchored { get; init; }

    /// <summary>Canonical path of the state folder, '/' at the end: no glob matches what is in it.</summary>
    public required string StateFolder { get; init; }

    /// <summary>The variables of this build.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Commands that run a script, by its extension ('.py').</summary>
    public required IReadOnlyDictionary<string, string> Interpreters { get; init; }

    /// <summary>Programs that references build, by the reference's name.</summary>
    public required IReadOnlyDictionary<string, ReferenceProgram> References { get; init; }

    /// <summary>The command that runs scripts of an extension in a workflow: its own, or else the project's.</summary>
    public bool TryInterpreter(NodeScope scope, string extension, [NotNullWhen(true)] out string? command) =>
        (scope.Prefix.Length > 0 && Interpreters.TryGetValue(scope.Prefix + extension, out command)) || Interpreters.TryGetValue(extension, out command);

    /// <summary>What tells builds of one project from each other that do not undo each other's work: configuration, platform, framework, runtime. Empty if there is nothing of it.</summary>
    public string Variant { get; init; } = "";

    /// <summary>The folder with the Python client; empty if there is none.</summary>
    public string PythonFolder { get; init; } = "";

    /// <summary>What is masked in all that the build leaves.</summary>
    public SecretValues Secrets { get; init; } = new();

    /// <summary>Whether the file system ignores case.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>Canonical path of the folder in which results are shared, '/' at the end; null if there is none. It is in no other folder, and no glob matches what is in it.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Whether it is told of outputs that have the project's absolute path in them.</summary>
    public bool WarnsOfAbsolutePaths { get; init; }

    /// <summary>The disk, without the build's own folders in those that they are in.</summary>
    public DiskFileSystem OpenDisk() => new(ProjectFolder, own: OwnFolder.Of(ProjectFolder, IgnoreCase, StateFolder, CacheFolder));

    /// <summary>The absolute form of a canonical path.</summary>
    public string AbsoluteOf(string path) => CanonicalPath.AbsoluteOf(path, ProjectFolder, Anchored);
}

/// <summary>A program that a ProjectReference builds.</summary>
/// <param name="Path">Absolute path of what is built: its content, and that of all that lies beside it, is an input.</param>
/// <param name="Command">The words that start it.</param>
public sealed record ReferenceProgram(string Path, IReadOnlyList<string> Command);
