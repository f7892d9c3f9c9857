namespace TaskGraph.MSBuild.Tests;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class PathForms
{
    [TestMethod]
    public void A_file_beside_the_project_is_one_file_however_it_is_written()
    {
        using var folder = new ProjectFolder("flow");
        string absolute = folder.PathOf("../data/x");
        RunGraph task = folder.Task<RunGraph>(
            ProjectFolder.Node("read", ("Command", "cat {inputs} > out"), ("Inputs", "../data/x;../flow/../data/*.y"), ("Outputs", "../flow/out")),
            ProjectFolder.Node("make", ("Command", "for o in {outputs}; do echo $o > $o; done"), ("Outputs", $"{absolute};{folder.PathOf("sub/../../data/z.y")}")),
            ProjectFolder.Node("last", ("Command", "cp {inputs} {outputs}"), ("Inputs", folder.PathOf("out")), ("Outputs", "last")));
        Assert.IsTrue(task.Execute());
        Assert.AreEqual("../data/x\n../data/z.y\n", folder.Read("last"));
    }

    [TestMethod]
    public void A_glob_that_begins_above_the_project_finds_its_files_once()
    {
        using var folder = new ProjectFolder("flow");
        folder.Write("a.txt", "");
        folder.Write("../b.txt", "");
        Assert.IsTrue(folder.Task<RunGraph>(ProjectFolder.Node("n", ("Command", "echo {inputs} > out"), ("Inputs", "a.txt;../**/*.txt"), ("Outputs", "out"))).Execute());
        Assert.AreEqual("a.txt ../b.txt\n", folder.Read("out"));
    }

    [TestMethod]
    public void Where_the_projects_folder_is_a_link_no_other_file_is_taken_for_one_beside_it()
    {
        using var folder = new ProjectFolder("real/flow");
        folder.Write("../x", "beside the folder");
        folder.Write("../../x", "beside the link");
        string link = folder.PathOf("../../flow");
        File.CreateSymbolicLink(link, folder.PathOf("."));
        RunGraph task = folder.Task<RunGraph>(ProjectFolder.Node("n", ("Command", "cat {inputs} > out"), ("Inputs", $"{folder.PathOf("../../x")};../x"), ("Outputs", "out")));
        task.ProjectFile = link + "/flow.proj";
        Assert.IsTrue(task.Execute());
        Assert.AreEqual("beside the linkbeside the folder", folder.Read("out"));
    }
}
