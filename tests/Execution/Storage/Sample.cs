using System.Globalization;
using System.Text;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Storage;

/// <summary>Records and digests made of short names, and records as text that does not depend on path numbers.</summary>
internal static class Sample
{
    public const string Boot = "boot-1";

    public static Digest DigestOf(string text) => Digest.Of(Encoding.UTF8.GetBytes(text));

    public static FileStat Stat(long stamp) => new(FileKind.File, stamp % 1000, stamp, stamp, (ulong)stamp);

    public static NodeRecord Record(PathTable paths, string name, string definition, string fingerprint, params string[] outputs) => new()
    {
        Name = name,
        Definition = DigestOf(definition),
        Fingerprint = DigestOf(fingerprint),
        Duration = 17,
        EndedAt = 1_700_000_000_000_000_000,
        Outputs = [.. outputs.Select(path => new RecordedOutput(paths.Intern(path), DigestOf(path + fingerprint), (OutputMarks)(path.Length % 8)))],
        Discovered = [paths.Intern("include/" + name + ".h"), paths.Intern("include/all.h")],
        TraceOffset = 40,
        TraceLength = 2,
    };

    public static OpenRun Run(string definition) => new(DigestOf(definition), [], []);

    public static OpenRun Run(PathTable paths, string definition, string[] declared, string[] found) =>
        new(DigestOf(definition), [.. declared.Select(paths.Intern)], [.. found.Select(paths.Intern)]);

    public static string Text(OpenRun run, PathTable paths) =>
        $"{run.Definition} [{string.Join(", ", run.Declared.Select(path => paths[path]))}] [{string.Join(", ", run.Found.Select(path => paths[path]))}] [{(run.Left is null ? "?" : string.Join(", ", run.Left.Select(path => paths[path])))}]";

    public static string Text(NodeRecord record, PathTable paths) => string.Create(
        CultureInfo.InvariantCulture,
        $"{record.Name} {record.Definition} {record.Fingerprint} {record.Duration} {record.EndedAt} {record.TraceOffset} {record.TraceLength} [{string.Join(", ", record.Outputs.Select(output => paths[output.Path] + "=" + output.Digest + output.Marks))}] [{string.Join(", ", record.Discovered.Select(path => paths[path]))}]");

    public static string[] Texts(Journal journal, PathTable paths) => [.. journal.Records.Select(record => Text(record, paths)).Order(StringComparer.Ordinal)];

    public static (Journal Journal, PathTable Paths) Open(string file, string boot = Boot)
    {
        // Other numbers than those in the file.
        var paths = new PathTable(StringComparer.Ordinal);
        paths.Intern("something/else");
        return (Journal.Open(file, paths, boot), paths);
    }
}
