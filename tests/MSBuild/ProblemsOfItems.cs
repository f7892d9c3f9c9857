using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace TaskGraph.MSBuild.Tests;

[TestClass]
public sealed class ProblemsOfItems
{
    [TestMethod]
    [DataRow("py", "python3", "TG0015", "'py'")]
    [DataRow("*.py", "python3", "TG0015", "'*.py'")]
    [DataRow(".", "python3", "TG0015", "'.'")]
    [DataRow(".py", "", "TG0015", "Command")]
    [DataRow(".py", "'python3", "TG0015", "character 1")]
    public void An_interpreter_that_can_run_nothing_is_told_at_its_element(string extension, string command, string code, string says)
    {
        using var folder = new ProjectFolder();
        folder.Write("flow.proj", $"<Project>\n <ItemGroup>\n  <NodeInterpreter Include=\"{extension}\" />\n </ItemGroup>\n</Project>");
        RunGraph task = folder.Task<RunGraph>();
        task.Interpreters = [new TaskItem(extension, new Dictionary<string, string> { ["Command"] = command })];
        Assert.IsFalse(task.Execute());
        BuildErrorEventArgs error = folder.Engine.Errors.Single();
        Assert.AreEqual($"{code} 3 3", $"{error.Code} {error.LineNumber} {error.ColumnNumber}");
        Assert.Contains(says, error.Message!);
    }

    [TestMethod]
    public void A_node_file_that_is_listed_twice_is_told_once_and_not_by_its_nodes()
    {
        using var folder = new ProjectFolder();
        folder.Write("g.jsonl", """{"Name": "a"}""");
        RunGraph task = folder.Task<RunGraph>();
        task.NodeFiles = [new TaskItem("g.jsonl"), new TaskItem("sub/../g.jsonl")];
        Assert.IsFalse(task.Execute());
        Assert.Contains("listed twice", folder.Engine.Errors.Single().Message!);
    }

    [TestMethod]
    [DataRow("Command", "echo {item}", "{item}")]
    [DataRow("Command", "echo {inputs} {item.Filename}", "{item.Filename}")]
    [DataRow("EnvironmentVariables", "I={index}", "{index}")]
    [DataRow("Inputs", "{item}.txt", "{item}")]
    [DataRow("Outputs", "out/{item.key}/", "{item.key}")]
    public void A_placeholder_of_an_item_is_told_where_there_is_none(string metadata, string value, string placeholder)
    {
        using var folder = new ProjectFolder();
        Assert.IsFalse(folder.Task<RunGraph>(ProjectFolder.Node("a", ("Command", "echo"), (metadata, value))).Execute());
        Assert.AreEqual("TG0020", folder.Engine.Errors.Single().Code);
        Assert.Contains($"{metadata} has the placeholder '{placeholder}'", folder.Engine.Errors.Single().Message!);
    }

    [TestMethod]
    [DataRow("Command", "echo {items} {inputs} ${item} { item }")]
    [DataRow("Parameters", "item={name};index=1")]
    public void Other_braces_and_a_parameter_of_that_name_are_fine(string metadata, string value)
    {
        using var folder = new ProjectFolder();
        ListGraph task = folder.Task<ListGraph>(ProjectFolder.Node("a", ("Command", metadata == "Command" ? "" : "echo {item} {index}"), (metadata, value)));
        Assert.IsTrue(task.Execute());
        Assert.IsEmpty(folder.Engine.Errors);
    }

    [TestMethod]
    public void A_placeholder_that_the_item_of_an_instance_has_no_value_for_is_told()
    {
        using var folder = new ProjectFolder();
        Assert.IsFalse(folder.Task<RunGraph>(ProjectFolder.Node("a", ("Command", "echo {item.Filename} {index} {item.nme}"), ("ForEach", "x.txt"))).Execute());
        var error = folder.Engine.Errors.Single();
        Assert.AreEqual("TG0023", error.Code);
        Assert.Contains("'a[x.txt]'", error.Message!);
        Assert.Contains("{item.nme}", error.Message!);
    }

    [TestMethod]
    [DataRow("Command=echo", "Script=a.sh", "", "both Command and Script.")]
    [DataRow("Command=echo", "Workflow=w.proj", "", "both Command and Workflow.")]
    [DataRow("Script=a.sh", "Workflow=w.proj", "", "both Script and Workflow.")]
    [DataRow("Command=echo", "Script=a.sh", "Workflow=w.proj", "Command, Script and Workflow.")]
    public void Of_several_things_that_a_node_is_to_run_all_are_named(string first, string second, string third, string says)
    {
        using var folder = new ProjectFolder();
        (string, string)[] metadata = [.. new[] { first, second, third }.Where(one => one.Length > 0).Select(one => (one.Split('=')[0], one.Split('=')[1]))];
        Assert.IsFalse(folder.Task<RunGraph>(ProjectFolder.Node("a", metadata)).Execute());
        Assert.Contains($"Node 'a' has {says}", folder.Engine.Errors.Single(error => error.Code == "TG0003").Message!);
    }

    [TestMethod]
    [DataRow("x;y;x", "", "TG0022")]
    [DataRow("x;y;z", "4", "TG0018")]
    public void What_is_wrong_with_a_list_is_told_at_its_map(string list, string maxNodes, string code)
    {
        using var folder = new ProjectFolder();
        folder.Write("flow.proj", "<Project>\n <ItemGroup>\n  <Node Include=\"a\" />\n  <Node Include=\"map\" />\n </ItemGroup>\n</Project>");
        RunGraph task = folder.Task<RunGraph>(ProjectFolder.Node("a", ("Command", "echo")), ProjectFolder.Node("map", ("Command", "echo {item}"), ("ForEach", list)));
        task.MaxNodes = maxNodes;
        Assert.IsFalse(task.Execute());
        BuildErrorEventArgs error = folder.Engine.Errors.Single();
        Assert.AreEqual($"{code} {folder.ProjectFile} 4 3", $"{error.Code} {error.File} {error.LineNumber} {error.ColumnNumber}");
    }

    [TestMethod]
    public void A_key_that_comes_twice_is_told_with_both_places()
    {
        using var folder = new ProjectFolder();
        Assert.IsFalse(folder.Task<RunGraph>(ProjectFolder.Node("a", ("Command", "echo {item}"), ("ForEach", "x;y;x"))).Execute());
        var error = folder.Engine.Errors.Single();
        Assert.AreEqual("TG0022", error.Code);
        Assert.Contains("'x' (items 0 and 2", error.Message!);
    }
}
