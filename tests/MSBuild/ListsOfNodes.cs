namespace TaskGraph.MSBuild.Tests;

/// <summary>The files that TASKGRAPH_INPUTS and TASKGRAPH_OUTPUTS name are one node's after the other's, and each finds its own list in them.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class ListsOfNodes
{
    private const string Tell = "cat $TASKGRAPH_INPUTS $TASKGRAPH_OUTPUTS > {name}.txt";

    [TestMethod]
    [DataRow("true")]
    [DataRow("rm -rf obj")]
    [DataRow("rm -rf obj/taskgraph/run")]
    [DataRow("rm $TASKGRAPH_INPUTS $TASKGRAPH_OUTPUTS")]
    [DataRow("sed -i s/long/short/ $TASKGRAPH_INPUTS $TASKGRAPH_OUTPUTS")]
    [DataRow("ln -sf $PWD/mine $TASKGRAPH_INPUTS; ln -sf $PWD/mine $TASKGRAPH_OUTPUTS")]
    [DataRow("ln $TASKGRAPH_INPUTS kept; ln -f $PWD/mine $TASKGRAPH_OUTPUTS")]
    [DataRow("chmod 0 $TASKGRAPH_INPUTS $TASKGRAPH_OUTPUTS")]
    [DataRow("rm $TASKGRAPH_INPUTS $TASKGRAPH_OUTPUTS; mkdir -p $TASKGRAPH_INPUTS/x; mkfifo $TASKGRAPH_OUTPUTS")]
    [DataRow("mv $TASKGRAPH_INPUTS kept")]
    [DataRow("for i in 1 2 3 4 5 6 7 8 9; do echo more >> $TASKGRAPH_INPUTS; done; : > $TASKGRAPH_OUTPUTS")]
    public void Each_node_finds_its_own_and_nothing_else(string between)
    {
        using var folder = new ProjectFolder();
        foreach (string name in (string[])["a/long/path", "b", "ünï"])
            folder.Write(name, "");
        folder.Write("mine", "of somebody");
        RunGraph task = folder.Task<RunGraph>(
            ProjectFolder.Node("long", ("Command", Tell), ("Inputs", "a/long/path;b;ünï"), ("Outputs", "long.txt")),
            ProjectFolder.Node("between", ("Command", between), ("Inputs", "a/long/path;b"), ("Outputs", "*.none"), ("RunAfter", "long")),
            ProjectFolder.Node("same", ("Command", Tell), ("Inputs", "a/long/path;b"), ("Outputs", "same.txt"), ("RunAfter", "between")),
            ProjectFolder.Node("short", ("Command", Tell), ("Inputs", "b"), ("Outputs", "short.txt"), ("RunAfter", "same")),
            ProjectFolder.Node("empty", ("Command", Tell), ("RunAfter", "short")),
            ProjectFolder.Node("spoils", ("Command", "echo more >> $TASKGRAPH_INPUTS; echo most > $TASKGRAPH_OUTPUTS"), ("RunAfter", "empty")),
            ProjectFolder.Node("spoilt", ("Command", Tell), ("RunAfter", "spoils")),
            ProjectFolder.Node("again", ("Command", Tell), ("Inputs", "ünï;b"), ("Outputs", "again.txt"), ("RunAfter", "spoilt")));
        task.Threads = "1";
        Assert.IsTrue(task.Execute(), string.Join('\n', folder.Engine.Errors.Select(error => error.Message)));
        Assert.AreEqual("a/long/path\nb\nünï\nlong.txt\n", folder.Read("long.txt"));
        Assert.AreEqual("a/long/path\nb\nsame.txt\n", folder.Read("same.txt"));
        Assert.AreEqual("b\nshort.txt\n", folder.Read("short.txt"));
        Assert.AreEqual("", folder.Read("empty.txt"));
        Assert.AreEqual("", folder.Read("spoilt.txt"));
        Assert.AreEqual("of somebody", folder.Read("mine"));
        if (folder.Exists("kept"))
            Assert.AreEqual("a/long/path\nb\n", folder.Read("kept"));
        Assert.AreEqual("b\nünï\nagain.txt\n", string.Concat(folder.Read("again.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).OrderBy(line => line == "again.txt").Select(line => line + "\n")));
    }

    [TestMethod]
    public void Nodes_that_run_at_the_same_time_have_files_of_their_own()
    {
        using var folder = new ProjectFolder();
        folder.Write("x", "");
        folder.Write("y", "");
        const string Meet = "touch {name}.here; while [ ! -f a.here ] || [ ! -f b.here ]; do sleep 0.01; done; " + Tell;
        RunGraph task = folder.Task<RunGraph>(
            ProjectFolder.Node("a", ("Command", Meet), ("Inputs", "x")),
            ProjectFolder.Node("b", ("Command", Meet), ("Inputs", "y")));
        Assert.IsTrue(task.Execute(), string.Join('\n', folder.Engine.Errors.Select(error => error.Message)));
        Assert.AreEqual("x\n", folder.Read("a.txt"));
        Assert.AreEqual("y\n", folder.Read("b.txt"));
    }
}
