using TaskGraph.MSBuild.Tests.Growing;

namespace TaskGraph.MSBuild.Tests.Faults;

/// <summary>A file in the place of a folder, or a folder in the place of a file, is refused to everybody: also to root, who may write where nobody else may.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class WhatTheDiskRefuses : IDisposable
{
    private const string State = "obj/taskgraph";

    private readonly Flow _flow = new Flow().Nodes("a|Command=echo a > {outputs}|Outputs=a.txt");

    public void Dispose() => _flow.Dispose();

    [TestMethod]
    public void A_state_folder_that_cannot_be_made_is_told_and_nothing_runs()
    {
        _flow.File("obj", "no folder");
        Assert.AreEqual("", _flow.Build());
        Assert.AreEqual("TG1020", _flow.Codes);
        Assert.IsFalse(_flow.Folder.Exists("a.txt"));
        File.Delete(_flow.Folder.PathOf("obj"));
        Assert.AreEqual("a", _flow.Build());
    }

    [TestMethod]
    [DataRow("journal", "TG1009")]
    [DataRow("run", "TG1009")]
    [DataRow("logs/a.log", "TG1005")]
    public void What_a_node_needs_there_is_its_own_failure_and_the_next_build_is_right(string refused, string code)
    {
        string place = _flow.Folder.PathOf($"{State}/{refused}");
        if (refused == "run")
            _flow.File($"{State}/run", "no folder");
        else
            Directory.CreateDirectory(place);
        Assert.AreEqual("a:Failed", _flow.Build());
        Assert.AreEqual(code, _flow.Codes);
        if (refused == "run")
            File.Delete(place);
        else
            Directory.Delete(place);
        Assert.AreEqual("a", _flow.Build());
        Assert.AreEqual("", _flow.Build());
    }

    [TestMethod]
    public void What_only_tells_of_the_build_is_a_warning_and_what_the_nodes_did_stands()
    {
        string told = Directory.CreateDirectory(_flow.Folder.PathOf($"{State}/last-build")).FullName;
        Assert.AreEqual("a", _flow.Build());
        Assert.AreEqual("", _flow.Codes);
        Assert.AreEqual("TG1020", _flow.Folder.Engine.Warnings.Single().Code);
        Directory.Delete(told);
        Assert.AreEqual("", _flow.Build());
        Assert.IsEmpty(_flow.Folder.Engine.Warnings);
    }

    [TestMethod]
    public void A_file_where_an_outputs_folder_belongs_is_told_with_its_name()
    {
        _flow.Nodes("deep|Command=echo x > {outputs}|Outputs=made/x", "folder|Command=true|Outputs=out/").File("made", "").File("out", "");
        Assert.AreEqual("deep:Failed folder:Failed", _flow.Build(task => task.OnFailure = "Continue"));
        Assert.AreEqual("TG1009 TG1009", _flow.Codes);
        Assert.Contains("made", _flow.Folder.Engine.Errors[0].Message!);
    }
}
