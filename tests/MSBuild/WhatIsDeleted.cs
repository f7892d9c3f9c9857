using System.Text;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.MSBuild.Tests;

/// <summary>What a record names is deleted where the node made it, and nowhere else: not through links, not by a record that somebody else wrote.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class WhatIsDeleted : IDisposable
{
    private readonly ProjectFolder _folder = new("flow");

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("gen/x.txt", "gen", DisplayName = "the folder of a file")]
    [DataRow("gen/a/b/x.txt", "gen", DisplayName = "a folder above")]
    [DataRow("gen/a/b/x.txt", "gen/a", DisplayName = "a folder between")]
    [DataRow("gen/", "gen", DisplayName = "an output folder")]
    [DataRow("gen/a/", "gen", DisplayName = "a folder above an output folder")]
    [DataRow("gen/*.txt", "gen", DisplayName = "the folder of a glob")]
    [DataRow("../out/x.txt", "../out", DisplayName = "outside of the project")]
    public void Behind_a_folder_that_has_become_a_link_nothing_goes(string output, string replaced)
    {
        string file = output.EndsWith('/') ? output + "x.txt" : output.Replace("*", "x", StringComparison.Ordinal);
        var nodes = new[] { ProjectFolder.Node("a", ("Command", $"mkdir -p {Path.GetDirectoryName(file)}; echo made > {file}"), ("Outputs", output), ("Inputs", "in.txt")) };
        _folder.Write("in.txt", "1");
        Assert.IsTrue(_folder.Task<RunGraph>(nodes).Execute());

        // Somebody moves the folder to where his own files are, and what he has there looks as what the node made.
        Directory.CreateDirectory(_folder.PathOf("../mine"));
        Directory.Move(_folder.PathOf(replaced), _folder.PathOf("../mine/moved"));
        File.CreateSymbolicLink(_folder.PathOf(replaced), _folder.PathOf("../mine/moved"));
        string mine = _folder.PathOf("../mine/moved" + file[replaced.Length..]);
        Assert.IsTrue(_folder.Task<CleanGraph>(nodes).Execute());
        Assert.AreEqual("made\n", File.ReadAllText(mine));
        Assert.IsTrue(Directory.Exists(_folder.PathOf(replaced)));
    }

    [TestMethod]
    [DataRow("gen/x.txt", "gen")]
    [DataRow("gen/a/", "gen")]
    [DataRow("gen/a/", "gen/a")]
    [DataRow("gen/**/*.txt", "gen/a")]
    public void Before_a_run_nothing_goes_behind_a_link(string output, string replaced)
    {
        string file = output == "gen/x.txt" ? output : "gen/a/x.txt";
        var nodes = new[] { ProjectFolder.Node("a", ("Command", $"if [ -f in2.txt ]; then exit 3; fi; mkdir -p {Path.GetDirectoryName(file)}; echo made > {file}"), ("Outputs", output), ("Inputs", "in*.txt")) };
        _folder.Write("in.txt", "1");
        Assert.IsTrue(_folder.Task<RunGraph>(nodes).Execute());
        Directory.CreateDirectory(_folder.PathOf("../mine"));
        Directory.Move(_folder.PathOf(replaced), _folder.PathOf("../mine/moved"));
        File.CreateSymbolicLink(_folder.PathOf(replaced), _folder.PathOf("../mine/moved"));
        _folder.Write("in2.txt", "1");
        Assert.IsFalse(_folder.Task<RunGraph>(nodes).Execute());
        Assert.AreEqual("made\n", File.ReadAllText(_folder.PathOf("../mine/moved" + file[replaced.Length..])));
    }

    [TestMethod]
    public void What_an_instance_that_is_gone_left_stays_behind_a_link()
    {
        Assert.IsTrue(Map("x;y").Execute());
        Directory.Move(_folder.PathOf("gen"), _folder.PathOf("moved"));
        File.CreateSymbolicLink(_folder.PathOf("gen"), _folder.PathOf("moved"));
        Assert.IsTrue(Map("x").Execute());
        Assert.IsTrue(_folder.Exists("moved/y.txt"));

        RunGraph Map(string items) =>
            _folder.Task<RunGraph>(ProjectFolder.Node("m", ("ForEach", items), ("Command", "mkdir -p gen; echo {item} > {outputs}"), ("Outputs", "gen/{item}.txt")));
    }

    [TestMethod]
    public void An_output_that_has_become_a_link_is_unlinked_and_where_it_leads_stays()
    {
        var nodes = new[] { ProjectFolder.Node("a", ("Command", "rm -f x.txt; echo made > x.txt"), ("Outputs", "x.txt")) };
        Assert.IsTrue(_folder.Task<RunGraph>(nodes).Execute());
        string mine = _folder.Write("../mine.txt", "made\n");
        File.Delete(_folder.PathOf("x.txt"));
        File.CreateSymbolicLink(_folder.PathOf("x.txt"), mine);
        Assert.IsTrue(_folder.Task<CleanGraph>(nodes).Execute());
        Assert.IsTrue(File.Exists(mine));
        Assert.IsNull(new FileInfo(_folder.PathOf("x.txt")).LinkTarget);

        Assert.IsTrue(_folder.Task<RunGraph>(nodes).Execute());
        File.Delete(_folder.PathOf("x.txt"));
        File.CreateSymbolicLink(_folder.PathOf("x.txt"), mine);
        // Of a node that is gone: a link that it did not leave is somebody's own.
        Assert.IsTrue(_folder.Task<CleanGraph>().Execute());
        Assert.AreEqual(mine, new FileInfo(_folder.PathOf("x.txt")).LinkTarget);
        Assert.AreEqual("made\n", File.ReadAllText(mine));
    }

    [TestMethod]
    public void Another_name_of_the_same_file_stays()
    {
        _folder.Write("in.txt", "1");
        var nodes = new[] { ProjectFolder.Node("a", ("Command", "echo made > x.txt"), ("Outputs", "x.txt"), ("Inputs", "in.txt")) };
        Assert.IsTrue(_folder.Task<RunGraph>(nodes).Execute());
        using (var ln = System.Diagnostics.Process.Start("ln", [_folder.PathOf("x.txt"), _folder.PathOf("../other.txt")]))
            ln.WaitForExit();
        _folder.Write("in.txt", "2");
        Assert.IsTrue(_folder.Task<RunGraph>(nodes).Execute());
        Assert.IsTrue(_folder.Task<CleanGraph>(nodes).Execute());
        Assert.IsFalse(_folder.Exists("x.txt"));
        Assert.AreEqual("made\n", _folder.Read("../other.txt"));
    }

    [TestMethod]
    [DataRow("gen/../../mine.txt")]
    [DataRow("../mine.txt")]
    [DataRow("./../mine.txt")]
    [DataRow("/mine.txt", DisplayName = "an absolute path")]
    [DataRow("gen/../../mine.txt/", DisplayName = "as a folder")]
    public void A_record_that_names_files_outside_of_the_project_deletes_none(string path)
    {
        string mine = _folder.Write("../mine.txt", "made\n");
        Directory.CreateDirectory(_folder.PathOf("gen"));
        if (path == "/mine.txt")
            path = mine;
        foreach (bool clean in new[] { true, false })
        {
            Forge(path, "m[gone]", Digest.Of(Encoding.UTF8.GetBytes("made\n")));
            GraphTask task = clean ? _folder.Task<CleanGraph>() : _folder.Task<RunGraph>(ProjectFolder.Node("m", ("ForEach", "x"), ("Command", "true"), ("Outputs", "")));
            Assert.IsTrue(task.Execute(), string.Join('\n', _folder.Engine.Errors.Select(error => error.Message)));
            Assert.IsTrue(File.Exists(mine));
        }
    }

    [TestMethod]
    public void State_folders_that_are_links_are_unlinked()
    {
        var nodes = new[] { ProjectFolder.Node("a", ("Command", "echo said")) };
        Assert.IsTrue(_folder.Task<RunGraph>(nodes).Execute());
        string mine = _folder.Write("../mine/kept.txt", "");
        string logs = Directory.EnumerateDirectories(_folder.PathOf("obj"), "logs", SearchOption.AllDirectories).Single();
        Directory.Delete(logs, recursive: true);
        Directory.CreateSymbolicLink(logs, Path.GetDirectoryName(mine)!);
        Assert.IsTrue(_folder.Task<CleanGraph>(nodes).Execute());
        Assert.IsTrue(File.Exists(mine));
        Assert.IsFalse(Directory.Exists(logs));
    }

    // A journal as anybody can write it: a map's member that is gone, and what it is said to have left.
    private void Forge(string path, string name, Digest content)
    {
        var task = _folder.Task<RunGraph>();
        Directory.CreateDirectory(task.StateDirectory);
        File.Delete(Path.Combine(task.StateDirectory, "journal"));
        var paths = new PathTable(StringComparer.Ordinal);
        using Journal journal = Journal.Open(Path.Combine(task.StateDirectory, "journal"), paths);
        journal.Add(Record(name) with { Outputs = [new RecordedOutput(paths.Intern(path), content, OutputMarks.None)] });
        journal.Add(Record("m") with { Children = [new RecordedChild(name, path)] });
        journal.Flush();
    }

    private static NodeRecord Record(string name) => new()
    {
        Name = name,
        Definition = default,
        Fingerprint = default,
        Duration = 1,
        EndedAt = 1,
        Outputs = [],
        Discovered = [],
        TraceOffset = -1,
        TraceLength = 0,
    };
}
