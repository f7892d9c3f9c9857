namespace TaskGraph.MSBuild.Tests.Growing;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class SeveralVariants : IDisposable
{
    private readonly Flow _flow = new();

    public void Dispose() => _flow.Dispose();

    [TestMethod]
    public void A_map_of_one_configuration_leaves_what_that_of_another_one_made()
    {
        _flow.File("Debug.txt", "a\nb\n").File("Release.txt", "a\n");
        Assert.AreEqual("m[a] m[b]", Build("Debug"));
        Assert.AreEqual("m[a]", Build("Release"));
        Assert.AreEqual("", Build("Debug"));
        Assert.AreEqual("", Build("Release"));
        _flow.File("Debug.txt", "a\n");
        Assert.AreEqual("", Build("Debug"));
        Assert.IsFalse(_flow.Folder.Exists("Debug-b.out"));
        Assert.IsTrue(_flow.Folder.Exists("Release-a.out"));

        string Build(string variant)
        {
            _flow.Nodes($"m|ForEachIn={variant}.txt|Command=echo {{item}} > {{outputs}}|Outputs={variant}-{{item}}.out");
            return _flow.Build(task => task.Variant = variant);
        }
    }

    [TestMethod]
    public void A_parent_of_one_configuration_leaves_the_children_of_another_one_and_takes_back_its_own()
    {
        _flow.File("p.py", """
            import sys, taskgraph
            for name in sys.argv[2:]:
                taskgraph.submit(command=f"echo {name} > {sys.argv[1]}-{name}.out", name=name, outputs=f"{sys.argv[1]}-{name}.out")
            open(sys.argv[1] + "-p.txt", "w").write("done")
            """);
        Assert.AreEqual("p x y", Build("Debug", "x y"));
        Assert.AreEqual("p x", Build("Release", "x"));
        Assert.AreEqual("", Build("Debug", "x y"));
        Assert.AreEqual("", Build("Release", "x"));
        // Another declaration in the same configuration is an edit.
        Assert.AreEqual("p", Build("Debug", "y"));
        Assert.IsFalse(_flow.Folder.Exists("Debug-x.out"));
        Assert.IsTrue(_flow.Folder.Exists("Release-x.out"));
        Assert.IsTrue(_flow.Folder.Exists("Debug-y.out"));

        string Build(string variant, string names)
        {
            _flow.Nodes($"p|Script=p.py|Arguments={variant} {names}|Outputs={variant}-p.txt");
            return _flow.Build(task => task.Variant = variant);
        }
    }
}
