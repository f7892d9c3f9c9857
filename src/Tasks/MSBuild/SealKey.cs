using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Build.Framework;
using TaskGraph.Execution;
using TaskGraph.Execution.Executors.Jobserver;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>All that a task is handed, as bytes: two that are the same mean the same nodes and settings. With it, which code reads them, and since when the machine is up.</summary>
internal sealed class SealKey
{
    private readonly ArrayBufferWriter<byte> _bytes = new(4096);

    private SealKey()
    {
    }

    /// <summary>The key of what is declared.</summary>
    /// <param name="task">What is declared.</param>
    /// <param name="anchored">Where links lie above the project.</param>
    public static ReadOnlyMemory<byte> Of(GraphTask task, int anchored)
    {
        var key = new SealKey();
        key.Add(typeof(SealKey).Module.ModuleVersionId.ToString());
        key.Add(typeof(GraphRunner).Module.ModuleVersionId.ToString());
        key.Add(typeof(Graph).Module.ModuleVersionId.ToString());
        key.Add(BootId.Read());
        key.Add(anchored);
        // A build says how many threads it has, of which a jobserver may leave fewer.
        key.Add(Environment.GetEnvironmentVariable(MakeFlags.Variable) is { } flags && MakeFlags.Read(flags) is { Fifo: not null, Jobs: { } jobs } ? jobs : 0);
        foreach (string text in Texts(task))
            key.Add(text);
        foreach (ITaskItem[]? items in new[] { task.Nodes, task.NodeFiles, task.Interpreters, task.Resources, task.DiagnosticPatterns, task.References })
            key.Add(items ?? []);
        return key._bytes.WrittenMemory;
    }

    private static string[] Texts(GraphTask task) =>
    [
        task.ProjectFile, task.StateDirectory, task.Threads, task.Backend, task.Memory, task.OnFailure, task.LogMode, task.InferDependencies, task.MaxNodes, task.Variant, task.PythonFolder,
        task.Select, task.Exclude, Secret(task.Cache), task.CacheMode, task.CacheSize, task.WarnAbsolutePaths, task.Jobserver,
    ];

    // An address may have a password in it, of which nothing is kept.
    private static string Secret(string text) => text.Length == 0 ? "" : Digest.Of(MemoryMarshal.AsBytes(text.AsSpan())).ToString();

    private void Add(ITaskItem[] items)
    {
        Add(items.Length);
        var metadata = new List<KeyValuePair<string, string>>();
        foreach (ITaskItem item in items)
        {
            var escaped = (ITaskItem2)item;
            Add(escaped.EvaluatedIncludeEscaped);
            metadata.Clear();
            // In the order in which MSBuild has them: if it were another one the next time, the seal would not hold, which costs time alone.
            ItemMetadata.AddTo(metadata, escaped);
            Add(metadata.Count);
            foreach ((string name, string value) in metadata)
            {
                Add(name);
                Add(value);
            }
        }
    }

    private void Add(int number) => _bytes.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in number)));

    private void Add(string text)
    {
        Add(text.Length);
        _bytes.Write(MemoryMarshal.AsBytes(text.AsSpan()));
    }
}
