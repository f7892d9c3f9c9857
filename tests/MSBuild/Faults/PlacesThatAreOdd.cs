using TaskGraph.MSBuild.Tests.Growing;

namespace TaskGraph.MSBuild.Tests.Faults;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class PlacesThatAreOdd : IDisposable
{
    private readonly Flow _flow = new();

    public void Dispose() => _flow.Dispose();

    [TestMethod]
    public void The_projects_folder_as_input_is_all_in_it_but_what_the_build_knows()
    {
        _flow.Nodes("a|Command=ls > ../made.txt|Inputs=./|Outputs=../made.txt").File("one", "1");
        try
        {
            Assert.AreEqual("a", _flow.Build());
            Assert.AreEqual("", _flow.Build(), "Its own records make it stale.");
            _flow.File("two", "2");
            Assert.AreEqual("a", _flow.Build());
            Assert.AreEqual("", _flow.Codes);
        }
        finally
        {
            File.Delete(_flow.Folder.PathOf("../made.txt"));
        }
    }

    [TestMethod]
    public void A_link_that_leads_above_what_the_build_knows_leads_to_all_but_that()
    {
        Directory.CreateDirectory(_flow.Folder.PathOf("sub"));
        File.CreateSymbolicLink(_flow.Folder.PathOf("sub/up"), "..");
        _flow.Nodes("a|Command=ls sub/up > ../linked.txt|Inputs=sub/**|Outputs=../linked.txt").File("one", "1");
        try
        {
            Assert.AreEqual("a", _flow.Build());
            Assert.AreEqual("", _flow.Build());
            _flow.File("two", "2");
            Assert.AreEqual("a", _flow.Build());
            Assert.AreEqual("", _flow.Codes);
        }
        finally
        {
            File.Delete(_flow.Folder.PathOf("../linked.txt"));
        }
    }

    [TestMethod]
    public void An_output_folder_around_the_state_folder_loses_no_records()
    {
        _flow.Nodes("a|Command=mkdir -p obj/x; cat in > obj/x/f|Inputs=in|Outputs=obj/").File("in", "1");
        Assert.AreEqual("a", Build());
        Assert.AreEqual("", Build());
        _flow.File("in", "2");
        Assert.AreEqual("a", Build());
        Assert.AreEqual("", Build());
        CleanGraph clean = _flow.Task<CleanGraph>();
        clean.StateDirectory = _flow.Folder.PathOf("obj/taskgraph/flow.proj");
        Assert.IsTrue(clean.Execute());
        Assert.IsFalse(_flow.Folder.Exists("obj/x/f"));
        Assert.AreEqual("a", Build());
        Assert.AreEqual("", _flow.Codes);

        // As the SDK sets it: a folder for each project.
        string Build() => _flow.Build(task => task.StateDirectory = _flow.Folder.PathOf("obj/taskgraph/flow.proj"));
    }

    [TestMethod]
    public void A_name_may_be_as_long_as_the_disk_lets_it_be()
    {
        string longest = new('n', 255), tooLong = new('m', 256);
        _flow.Nodes(
            $"a|Command=echo x > {{outputs}}|Outputs={longest}",
            $"b|Command=cat {{inputs}}|Inputs={longest}|Outputs=",
            $"c|Command=echo x > {{outputs}}|Outputs={tooLong}",
            $"d|Command=echo x|Inputs={tooLong}.in",
            $"e|Command=echo x|Outputs={tooLong}.d/f",
            $"{new string('q', 5000)}|Command=echo said");
        Assert.AreEqual($"a b c:Failed d:Failed e:Failed {new string('q', 5000)}", _flow.Build(task => task.OnFailure = "Continue"));
        Assert.AreEqual("TG1001 TG1003 TG1009", string.Join(' ', _flow.Codes.Split(' ').Order()));
    }

    [TestMethod]
    public void A_working_folder_that_is_not_there_or_goes_while_others_run_is_told_with_its_name()
    {
        _flow.Nodes("a|Command=rm -rf work|WorkingDirectory=", "b|Command=true|RunAfter=a|WorkingDirectory=work", "c|Command=true|WorkingDirectory=never").File("work/file", "");
        Assert.AreEqual("a b:Failed c:Failed", _flow.Build(task => task.OnFailure = "Continue"));
        Assert.AreEqual("TG1005 TG1005", _flow.Codes);
        Assert.Contains(error => error.Message!.Contains($"The working folder '{_flow.Folder.PathOf("work")}' does not exist.", StringComparison.Ordinal), _flow.Folder.Engine.Errors);
        _flow.File("work/file", "").File("never/file", "").Nodes("b|Command=true|WorkingDirectory=work", "c|Command=true|WorkingDirectory=never");
        Assert.AreEqual("b c", _flow.Build());
    }

    [TestMethod]
    public void A_folder_at_a_declared_file_counts_with_what_is_in_it_and_a_file_at_a_declared_folder_is_none()
    {
        _flow.Nodes("a|Command=mkdir -p x.txt; echo 1 > x.txt/f|Outputs=x.txt", "b|Command=rmdir out; echo 1 > out|Outputs=out/", "c|Command=cat in/* > c.txt|Inputs=in|Outputs=c.txt").File("in/f", "1");
        Assert.AreEqual("a b:Failed c", _flow.Build(task => task.OnFailure = "Continue"));
        Assert.AreEqual("TG1002", _flow.Codes);
        _flow.Nodes("a|Command=mkdir -p x.txt; echo 1 > x.txt/f|Outputs=x.txt", "c|Command=cat in/* > c.txt|Inputs=in|Outputs=c.txt");
        Assert.AreEqual("", _flow.Build());
        _flow.File("x.txt/f", "2").File("in/f", "2");
        Assert.AreEqual("a c", _flow.Build());
        Assert.AreEqual("1 2", $"{_flow.Read("x.txt/f")} {_flow.Read("c.txt")}");
    }

    [TestMethod]
    public void A_link_out_of_the_project_is_what_it_leads_to_and_one_to_nothing_or_itself_is_not_there()
    {
        string outside = Directory.CreateTempSubdirectory("taskgraph-outside-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(outside, "in"), "1");
            File.CreateSymbolicLink(_flow.Folder.PathOf("in"), Path.Combine(outside, "in"));
            File.CreateSymbolicLink(_flow.Folder.PathOf("out"), Path.Combine(outside, "out"));
            File.CreateSymbolicLink(_flow.Folder.PathOf("nothing"), "nowhere");
            File.CreateSymbolicLink(_flow.Folder.PathOf("loop"), "loop");
            string[] good = ["a|Command=cat in > {outputs}|Inputs=in|Outputs=a.txt", "b|Command=cat in > out|Inputs=in|Outputs=out"];
            _flow.Nodes([.. good, "c|Command=true|Inputs=nothing", "d|Command=true|Inputs=loop"]);
            Assert.AreEqual("a b c:Failed d:Failed", _flow.Build(task => task.OnFailure = "Continue"));
            Assert.AreEqual("TG1003 TG1003", _flow.Codes);
            _flow.Nodes(good);
            Assert.AreEqual("", _flow.Build());
            File.WriteAllText(Path.Combine(outside, "in"), "2");
            Assert.AreEqual("a b", _flow.Build());
            Assert.AreEqual("2", _flow.Read("a.txt"));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }
}
