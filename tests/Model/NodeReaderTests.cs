namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class NodeReaderTests
{
    [TestMethod]
    public void Every_metadata_is_read()
    {
        var declared = new Declared().Node(
            "n", "Script=./tools/x.py", "Arguments=a b", "Parameters=k=v;w=1%3B2", "WorkingDirectory=sub", "EnvironmentVariables=A=b=c", "FingerprintEnvironment=X;Y",
            "DependsOn=a ; b", "RunAfter=c", "Inputs=in%3B1.txt; {k}/{name}.txt", "Outputs=out/", "DepFile=d.d", "UpToDateCheck=timestamp", "Cpus=3", "Resources=gpu=1;GPU=1",
            "Priority=-2", "ContinueOnError=true", "Backend=process", "Diagnostics=none", "OutputItemType=Compile", "Tags=t;u", "Description=what it is");
        Assert.IsEmpty(declared.Problems);
        Node node = declared.Nodes.Single();
        Assert.AreEqual("tools/x.py", node.Script);
        Assert.AreEqual("1;2", node.Parameters[1].Value);
        Assert.AreEqual("b=c", node.EnvironmentVariables.Single().Value);
        CollectionAssert.AreEqual(new[] { "a", "b" }, node.DependsOn);
        CollectionAssert.AreEqual(new[] { "in;1.txt", "v/n.txt" }, node.Inputs);
        Assert.AreEqual(UpToDateCheck.Timestamp, node.UpToDateCheck);
        Assert.AreEqual(3, node.Cpus);
        Assert.AreEqual(new ResourceAmount("gpu", 2), node.Resources.Single());
        Assert.AreEqual(-2, node.Priority);
        Assert.AreEqual(ContinueOnError.WarnAndContinue, node.ContinueOnError);
        CollectionAssert.AreEqual(new[] { "t", "u" }, node.Tags);
    }

    [TestMethod]
    [DataRow("Cpus=0", ProblemKind.InvalidValue)]
    [DataRow("Cpus=two", ProblemKind.InvalidValue)]
    [DataRow("UpToDateCheck=Never", ProblemKind.InvalidValue)]
    [DataRow("UpToDateCheck=1", ProblemKind.InvalidValue)]
    [DataRow("ContinueOnError=perhaps", ProblemKind.InvalidValue)]
    [DataRow("Resources=gpu", ProblemKind.InvalidValue)]
    [DataRow("EnvironmentVariables=A", ProblemKind.InvalidValue)]
    [DataRow("Backend=cloud", ProblemKind.InvalidValue)]
    [DataRow("Backend=slurm", ProblemKind.NotSupported)]
    [DataRow("RunWhen=Sometimes", ProblemKind.InvalidValue)]
    [DataRow("Function=f", ProblemKind.InvalidValue)]
    [DataRow("Inputs=a%00b*", ProblemKind.InvalidValue)]
    [DataRow("Command=echo a\0b", ProblemKind.InvalidValue)]
    [DataRow("Memory=2G", ProblemKind.NotSupported)]
    [DataRow("Timeout=0", ProblemKind.InvalidValue)]
    [DataRow("Timeout=5s", ProblemKind.InvalidValue)]
    [DataRow("Retries=-1", ProblemKind.InvalidValue)]
    [DataRow("RetryDelay=1:30", ProblemKind.InvalidValue)]
    [DataRow("Memory=1G", ProblemKind.NotSupported)]
    [DataRow("Script=x.py", ProblemKind.SeveralActions)]
    [DataRow("Arguments=a b", ProblemKind.InvalidValue)]
    [DataRow("Parameters=k=1;j=2;k=1", ProblemKind.InvalidValue)]
    [DataRow("EnvironmentVariables=K=1;K=2", ProblemKind.InvalidValue)]
    [DataRow("Outputs=/", ProblemKind.InvalidValue)]
    [DataRow("Outputs=.", ProblemKind.InvalidValue)]
    [DataRow("Outputs=./", ProblemKind.InvalidValue)]
    [DataRow("Outputs=..", ProblemKind.InvalidValue)]
    [DataRow("Outputs=../project", ProblemKind.InvalidValue)]
    [DataRow("Outputs=/w/project", ProblemKind.InvalidValue)]
    [DataRow("Outputs=/w/", ProblemKind.InvalidValue)]
    [DataRow("Inptus=x", ProblemKind.SimilarMetadata)]
    public void A_value_that_cannot_be_is_told(string metadata, ProblemKind kind)
    {
        Declared declared = new Declared().Node("n", "Command=x", metadata);
        Assert.AreEqual(kind, declared.Problems.Single().Kind);
    }

    [TestMethod]
    [DataRow("Cpus=0", "Cpus=0: a whole number, 1 or more")]
    [DataRow("Priority=x", "Priority=x: a whole number")]
    [DataRow("Retries=-1", "Retries=-1: a whole number, 0 or more")]
    [DataRow("Timeout=0", "Timeout=0: more than 0: milliseconds, or hh:mm:ss")]
    [DataRow("RetryDelay=x", "RetryDelay=x: milliseconds, or hh:mm:ss")]
    [DataRow("Resources=gpu=x", "Resources=gpu=x: resource=amount, the amount a whole number")]
    [DataRow("Resources=gpu=-1", "Resources=gpu=-1: resource=amount, the amount a whole number")]
    [DataRow("Resources=gpu", "Resources=gpu: name=value")]
    [DataRow("UpToDateCheck=x", "UpToDateCheck=x: Content, Timestamp, Always")]
    [DataRow("RunWhen=x", "RunWhen=x: AllSucceeded, AllDone, AnyFailed, AnySucceeded")]
    [DataRow("ContinueOnError=x", "ContinueOnError=x: ErrorAndStop (false), WarnAndContinue (true), ErrorAndContinue")]
    [DataRow("Backend=x", "Backend=x: process")]
    [DataRow("Backend=thread", "Backend=thread: process")]
    [DataRow("Backend=Worker", "Backend=Worker: process")]
    [DataRow("Parameters=k=1;k=2", "Parameters=k=2: each name once, and 'k' has a value already")]
    [DataRow("SecretEnvironmentVariables=A=b", "SecretEnvironmentVariables=A=…: names of environment variables, without their values")]
    public void What_is_told_of_a_value_is_the_metadata_the_value_and_what_may_be_there(string metadata, string told)
    {
        Problem problem = new Declared().Node("n", "Command=x", metadata).Problems.Single();
        Assert.AreEqual(told, $"{problem.Member}={problem.Value}: {problem.Detail}");
        Assert.AreEqual(metadata is "Backend=thread" or "Backend=Worker" ? ProblemKind.NotSupported : ProblemKind.InvalidValue, problem.Kind);
    }

    [TestMethod]
    public void The_least_that_limits_and_times_may_be_is_fine_and_what_is_empty_says_nothing()
    {
        Node least = new Declared().Node("n", "Command=x", "Cpus=1", "Priority=-2147483648", "Timeout=1", "Retries=0", "RetryDelay=0", "Resources=gpu=0;disk=1").Nodes.Single();
        Assert.AreEqual("1 -2147483648", $"{least.Cpus} {least.Priority}");
        Assert.AreEqual(new Attempts(1, 0, 0), least.Attempts);
        Assert.AreEqual(new ResourceAmount("disk", 1), least.Resources.Single());
        Node empty = new Declared().Node("n", "Command=x", "Cpus=", "Priority=", "Timeout=", "Retries=", "RetryDelay=", "Resources=").Nodes.Single();
        Assert.AreEqual("1 0", $"{empty.Cpus} {empty.Priority}");
        Assert.AreEqual(default, empty.Attempts);
        Assert.IsEmpty(empty.Resources);
    }

    [TestMethod]
    [DataRow("Cpus=")]
    [DataRow("Timeout=")]
    [DataRow("Owner=x")]
    [DataRow("Parameters=k=1;K=1")]
    [DataRow("EnvironmentVariables=K=1;k=2")]
    [DataRow("Outputs=../other/;/ws/;/w/projects/")]
    [DataRow("ContinueOnError=false")]
    public void An_empty_value_and_a_name_of_the_users_own_are_fine(string metadata) =>
        Assert.IsEmpty(new Declared().Node("n", "Command=x", metadata).Problems);

    [TestMethod]
    [DataRow("a*b", false)]
    [DataRow("+a", false)]
    [DataRow("a ", false)]
    [DataRow("a{b", false)]
    [DataRow("a,b", false)]
    [DataRow("", false)]
    [DataRow("a b/ü:'\"", true)]
    public void A_name_is_any_text_that_selection_and_lists_do_not_need(string name, bool valid) => Assert.AreEqual(valid, NodeName.IsValid(name));
}
