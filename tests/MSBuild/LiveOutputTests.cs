namespace TaskGraph.MSBuild.Tests;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class LiveOutputTests
{
    private const int Others = 20;

    [TestMethod]
    public void A_node_that_prints_without_pause_keeps_no_other_from_starting_and_ending()
    {
        using var folder = new ProjectFolder();
        RunGraph task = Prefixed(folder, Chain(ProjectFolder.Node("loud", ("Command", "while [ ! -f last ]; do echo loud loud loud loud loud loud; done; printf end"))));
        Assert.IsTrue(task.Execute());
        int end = folder.Engine.Messages.IndexOf("[loud] end");
        Assert.IsGreaterThan(-1, end);
        Assert.AreEqual(end, folder.Engine.Messages.FindLastIndex(text => text.StartsWith("[loud] ", StringComparison.Ordinal) && !text.Contains("executed", StringComparison.Ordinal)));
        Assert.IsGreaterThan(end, folder.Engine.Messages.FindIndex(text => text.StartsWith("[loud] executed", StringComparison.Ordinal)));
        Assert.HasCount(File.ReadLines(task.Results[0].GetMetadata("LogFile")).Count(), folder.Engine.Messages.Where(text => text is "[loud] loud loud loud loud loud loud" or "[loud] end"));
    }

    [TestMethod]
    public void A_node_that_prints_for_ever_is_cancelled_and_only_the_end_of_what_it_printed_is_told()
    {
        using var folder = new ProjectFolder();
        RunGraph task = Prefixed(folder, Chain(ProjectFolder.Node("loud", ("Command", "yes loud"))));
        folder.Engine.Said = text =>
        {
            // Not when it has said so: it may still run then.
            if (text.StartsWith($"[n{Others}] executed", StringComparison.Ordinal))
                task.Cancel();
        };
        Assert.IsFalse(task.Execute());
        Assert.AreEqual("TG1012", folder.Engine.Errors.Single().Code);
        Assert.AreEqual("Cancelled", task.Results[0].GetMetadata("Outcome"));
        Assert.AreEqual("Executed", task.Results[Others].GetMetadata("Outcome"));
    }

    private static RunGraph Prefixed(ProjectFolder folder, Microsoft.Build.Framework.ITaskItem[] nodes)
    {
        RunGraph task = folder.Task<RunGraph>(nodes);
        task.LogMode = "Prefixed";
        return task;
    }

    private static Microsoft.Build.Framework.ITaskItem[] Chain(Microsoft.Build.Framework.ITaskItem first)
    {
        var nodes = new List<Microsoft.Build.Framework.ITaskItem> { first };
        for (int i = 1; i <= Others; i++)
        {
            string command = i < Others ? $"echo {i}" : "touch last; echo said by the last";
            nodes.Add(ProjectFolder.Node($"n{i}", ("Command", command), ("DependsOn", i > 1 ? $"n{i - 1}" : "")));
        }

        return [.. nodes];
    }
}
