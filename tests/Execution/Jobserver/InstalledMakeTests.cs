using TaskGraph.Execution.Executors.Jobserver;

namespace TaskGraph.Execution.Tests.Jobserver;

[TestClass]
public sealed class InstalledMakeTests : IDisposable
{
    private const string Old = "invalid --jobserver-auth string '%s'";
    private const string New = "\0fifo:\0invalid --jobserver-auth string '%s'";

    private readonly string _root = Directory.CreateTempSubdirectory("taskgraph-make-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [TestMethod]
    [DataRow("", true)]
    [DataRow("a/make new", true)]
    [DataRow("a/make old", false)]
    [DataRow("a/make new;b/make old", true)]
    [DataRow("a/make old;b/make new", false)]
    [DataRow("a/make new;b/gmake old", false)]
    [DataRow("b/gmake new", true)]
    public void Each_that_PATH_finds_first_has_to_know_named_pipes(string files, bool knows)
    {
        foreach (string file in files.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            string path = Path.Combine(_root, file.Split(' ')[0]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.EndsWith("new", StringComparison.Ordinal) ? New : Old);
        }

        Assert.AreEqual(knows, InstalledMake.KnowsFifo(string.Join(Path.PathSeparator, Path.Combine(_root, "a"), Path.Combine(_root, "b"), Path.Combine(_root, "missing"))));
    }
}
