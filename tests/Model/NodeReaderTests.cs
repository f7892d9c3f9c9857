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
            "Priority=-2", "ContinueOnError=true", "Backend=process", "Diagnostics=none", "OutputItemType=Compile", "Cacheable=False", "Tags=t;u", "Description=what it is");
        Assert.IsEmpty(declared.Problems);
        Node node = declared.Nodes.Single();
        Assert.AreEqual("tools/x.py|a b", $"{node.Script}|{node.Arguments}");
        Assert.AreEqual("1;2", node.Parameters[1].Value);
        Assert.IsNull(node.TypedParameters);
        Assert.AreEqual("sub", node.WorkingDirectory);
        Assert.AreEqual("b=c", node.EnvironmentVariables.Single().Value);
        CollectionAssert.AreEqual(new[] { "X", "Y" }, node.FingerprintEnvironment);
        Assert.AreEqual("c out/ d.d", $"{node.RunAfter.Single()} {node.Outputs.Single()} {node.DepFile}");
        Assert.AreEqual("none Compile what it is", $"{node.Diagnostics!.Single()} {node.OutputItemType} {node.Description}");
        CollectionAssert.AreEqual(new[] { "a", "b" }, node.DependsOn);
        CollectionAssert.AreEqual(new[] { "in;1.txt", "v/n.txt" }, node.Inputs);
        Assert.AreEqual(UpToDateCheck.Timestamp, node.UpToDateCheck);
        Assert.AreEqual(3, node.Cpus);
        Assert.AreEqual(new ResourceAmount("gpu", 2), node.Resources.Single());
        Assert.AreEqual(-2, node.Priority);
        Assert.AreEqual(ContinueOnError.WarnAndContinue, node.ContinueOnError);
        Assert.IsFalse(node.Cacheable);
        CollectionAssert.AreEqual(new[] { "t", "u" }, node.Tags);
    }

    [TestMethod]
    public void What_is_not_said_is_what_a_node_mostly_is()
    {
        var declared = new Declared().Node(
            "n", "Command=", "Script=", "Workflow=", "Function=", "ForEachIn=", "Arguments=", "Parameters=", "WorkingDirectory=", "EnvironmentVariables=", "FingerprintEnvironment=", "DependsOn=",
            "RunAfter=", "Inputs=", "Outputs=", "DepFile=", "UpToDateCheck=", "ContinueOnError=", "Timeout=", "RunWhen=", "Backend=", "Diagnostics=", "OutputItemType=", "Cacheable=", "Tags=", "Description=",
            "SecretEnvironmentVariables=", "Memory=", "TargetFramework=", "References=", "Inptus=");
        Assert.IsEmpty(declared.Problems);
        foreach (Node node in new[] { declared.Nodes.Single(), new Node("n", default) })
        {
            Assert.IsTrue(node is { Command: null, Script: null, Workflow: null, Function: null, Map: null, Arguments: null, WorkingDirectory: null, DepFile: null, Diagnostics: null });
            Assert.IsTrue(node is { Parameters: [], EnvironmentVariables: [], FingerprintEnvironment: [], SecretEnvironmentVariables: [], DependsOn: [], RunAfter: [], Behind: [], Resources: [] });
            Assert.IsTrue(node is { Inputs: [], Outputs: [], OutputItemType: null, Cacheable: null, Tags: [], Description: null, Item: null, Origin: null, Declaration: null, SentAs: null, Cpus: 1, Priority: 0 });
            Assert.IsTrue(node is { UpToDateCheck: UpToDateCheck.Content, ContinueOnError: ContinueOnError.ErrorAndStop, RunWhen: RunWhen.AllSucceeded, AsksForContent: false });
            Assert.IsEmpty(node.Instances);
            Assert.AreSame(NodeScope.Project, node.Scope);
            Assert.AreEqual("n n", $"{node} {node.LocalName}");
        }
    }

    [TestMethod]
    [DataRow("Script=./x.py ", "Script", "x.py")]
    [DataRow("Script=tools/{name}.py", "Script", "tools/n.py")]
    [DataRow("Workflow= ./x.proj", "Workflow", "x.proj")]
    [DataRow("WorkingDirectory= {name}/{k} ", "WorkingDirectory", "n/v")]
    [DataRow("DepFile= {name}.d ", "DepFile", "n.d")]
    [DataRow("OutputItemType= Compile ", "OutputItemType", "Compile")]
    [DataRow("Description= what it is ", "Description", "what it is")]
    [DataRow("Command= a\r\nb\nc\rd ", "Command", " a\nb\nc\rd ")]
    public void White_space_around_a_value_is_no_part_of_it_but_of_a_commands(string metadata, string property, string expected)
    {
        Node node = new Declared().Node("n", "Parameters=k=v", metadata).Nodes.Single();
        string? value = property switch
        {
            "Script" => node.Script,
            "Workflow" => node.Workflow,
            "WorkingDirectory" => node.WorkingDirectory,
            "DepFile" => node.DepFile,
            "OutputItemType" => node.OutputItemType,
            "Description" => node.Description,
            _ => node.Command,
        };
        Assert.AreEqual(expected, value);
    }

    [TestMethod]
    [DataRow("Command=x|Script=x.py", "SeveralActions Command;Script=Script")]
    [DataRow("Script=x.py|Workflow=w.proj", "SeveralActions Script;Workflow=Workflow")]
    [DataRow("Command=x|Workflow=w.proj", "SeveralActions Command;Workflow=Workflow")]
    [DataRow("Command=x|Script=x.py|Workflow=w.proj", "SeveralActions Command;Script;Workflow=Script")]
    [DataRow("Function=f", "InvalidValue Function=f: a Script beside it, whose function it is")]
    [DataRow("Script=x.PY|Function=f", "")]
    [DataRow("Script=x.cs|Function=f", "NotSupported Function of a script that is not Python=x.cs")]
    [DataRow("Command=x|Arguments=a b", "InvalidValue Arguments=a b: a Script beside it, whose words these are; a Command has its own in itself")]
    [DataRow("Script=x.py|Arguments=a b", "")]
    [DataRow("FingerprintEnvironment=A;B|SecretEnvironmentVariables=B;C", "InvalidValue FingerprintEnvironment=B: variables that are not in SecretEnvironmentVariables: a secret is no part of a fingerprint")]
    [DataRow("FingerprintEnvironment=A|SecretEnvironmentVariables=a", "")]
    [DataRow("Outputs=a;../", "InvalidValue Outputs=../: files and folders of the node's own; the project's folder and those above it are not")]
    [DataRow("Command=a\0b", @"InvalidValue Command=a\0b: text without NUL characters, which no file, program or variable can have")]
    [DataRow("Tags=a%00b", @"InvalidValue Tags=a\0b: text without NUL characters, which no file, program or variable can have")]
    [DataRow("Memory= 2G ", "NotSupported Memory=2G")]
    [DataRow("EnvironmentVariables=A=1; =2;=3;B", "InvalidValue EnvironmentVariables==2: name=value; InvalidValue EnvironmentVariables==3: name=value; InvalidValue EnvironmentVariables=B: name=value")]
    [DataRow("EnvironmentVariables=A =1;A=2", "InvalidValue EnvironmentVariables=A=2: each name once, and 'A' has a value already")]
    [DataRow("SecretEnvironmentVariables==x", "InvalidValue SecretEnvironmentVariables==…: names of environment variables, without their values")]
    [DataRow("UpToDateCheck=Content,Always", "InvalidValue UpToDateCheck=Content,Always: Content, Timestamp, Always")]
    [DataRow("RunWhen=AllDone,AnyFailed", "InvalidValue RunWhen=AllDone,AnyFailed: AllSucceeded, AllDone, AnyFailed, AnySucceeded")]
    [DataRow("Inptus=x|inptus=y", "SimilarMetadata Inptus=Inptus: Inputs")]
    [DataRow("Owner=x", "")]
    public void What_does_not_go_together_is_told_with_what_does(string metadata, string told)
    {
        Declared declared = new Declared().Node("n", metadata.Split('|'));
        Assert.AreEqual(told, string.Join("; ", declared.Problems.Select(problem => $"{problem.Kind} {problem.Member}={problem.Value}{(problem.Detail.Length > 0 ? ": " : "")}{problem.Detail}")));
        Assert.IsTrue(declared.Problems.TrueForAll(problem => problem.Node == declared.Nodes[0]));
    }

    [TestMethod]
    public void A_secret_that_is_shown_with_its_value_keeps_its_name_alone() =>
        Assert.AreEqual("A;B", string.Join(';', new Declared().Node("n", "SecretEnvironmentVariables=A=b;B").Nodes.Single().SecretEnvironmentVariables));

    [TestMethod]
    public void On_Windows_the_names_of_variables_are_the_same_in_either_case_and_so_are_folders()
    {
        var problems = new List<Problem>();
        var reader = new NodeReader("C:/w/project", ignoreCase: true, problems);
        reader.Begin("n", default, backslashSeparates: true);
        reader.Set("SecretEnvironmentVariables", MetadataValue.Plain("Key"));
        reader.Set("FingerprintEnvironment", MetadataValue.Plain("KEY"));
        reader.Set("EnvironmentVariables", MetadataValue.Plain("A=1;a=2"));
        reader.Set("Inputs", MetadataValue.Plain(@"c:\W\PROJECT\x"));
        reader.Set("Outputs", MetadataValue.Plain(@"c:\W\"));
        Assert.AreEqual("x", reader.End().Inputs.Single());
        Assert.AreEqual("../PROJECT/x", new Declared().Node("n", "Inputs=/w/PROJECT/x").Nodes.Single().Inputs.Single(), "Elsewhere they are not.");
        Assert.AreEqual("EnvironmentVariables FingerprintEnvironment Outputs", string.Join(' ', problems.Select(problem => problem.Member)));
    }

    [TestMethod]
    public void What_lies_above_a_project_folder_that_is_a_link_is_left_as_it_was_written()
    {
        var reader = new NodeReader("/w/project", ignoreCase: false, [], anchored: 2);
        reader.Begin("n", default, backslashSeparates: true);
        reader.Set("Inputs", MetadataValue.Plain("../project/x"));
        Assert.AreEqual("../project/x", reader.End().Inputs.Single());
    }

    [TestMethod]
    public void A_path_may_not_get_a_NUL_from_an_item()
    {
        var problems = new List<Problem>();
        var reader = new NodeReader("/w/project", ignoreCase: false, problems);
        reader.Begin("n", default, backslashSeparates: true);
        reader.SetItem(new NodeItem("k", "a\0b", "\"\"", 0));
        reader.Set("Inputs", MetadataValue.Plain("in/{item}"));
        Assert.AreEqual(@"in/a/0b", reader.End().Inputs.Single());
        Assert.AreEqual(@"A path=in/a\0b: text without NUL characters, which no file, program or variable can have", $"{problems.Single().Member}={problems[0].Value}: {problems[0].Detail}");
    }

    [TestMethod]
    [DataRow("", false, true)]
    [DataRow("UpToDateCheck=Content", true, false)]
    [DataRow("UpToDateCheck=Timestamp", false, true)]
    [DataRow("UpToDateCheck=Always", false, true)]
    [DataRow("UpToDateCheck=Always|Outputs=o", false, true)]
    [DataRow("UpToDateCheck=Timestamp|Outputs=o", false, false)]
    [DataRow("Inputs=i", false, false)]
    [DataRow("Outputs=o", false, false)]
    public void It_always_runs_if_it_says_so_or_if_nothing_can_tell_that_it_need_not(string metadata, bool asks, bool always)
    {
        Node node = new Declared().Node("n", ["Command=x", .. metadata.Split('|', StringSplitOptions.RemoveEmptyEntries)]).Nodes.Single();
        Assert.AreEqual((asks, always), (node.AsksForContent, node.AlwaysRuns));
    }

    [TestMethod]
    [DataRow("Command=x", false)]
    [DataRow("Script=x.py", false)]
    [DataRow("Workflow=x.proj", true)]
    [DataRow("DependsOn=a", true)]
    public void Without_anything_to_run_it_is_a_group(string metadata, bool group) => Assert.AreEqual(group, new Declared().Node("n", metadata).Nodes.Single().IsGroup);

    [TestMethod]
    [DataRow("UpToDateCheck= always ", "Always ErrorAndStop AllSucceeded 1 0")]
    [DataRow("ContinueOnError=True", "Content WarnAndContinue AllSucceeded 1 0")]
    [DataRow("ContinueOnError=warnandcontinue", "Content WarnAndContinue AllSucceeded 1 0")]
    [DataRow("ContinueOnError=FALSE", "Content ErrorAndStop AllSucceeded 1 0")]
    [DataRow("ContinueOnError=ErrorAndContinue", "Content ErrorAndContinue AllSucceeded 1 0")]
    [DataRow("RunWhen=anyfailed", "Content ErrorAndStop AnyFailed 1 0")]
    [DataRow("Cpus= 3 ", "Content ErrorAndStop AllSucceeded 3 0")]
    [DataRow("Priority=+7", "Content ErrorAndStop AllSucceeded 1 7")]
    [DataRow("Backend=Process", "Content ErrorAndStop AllSucceeded 1 0")]
    [DataRow("cPUS=2", "Content ErrorAndStop AllSucceeded 2 0")]
    public void Words_and_numbers_may_be_in_either_case_and_have_space_around_them(string metadata, string read)
    {
        Declared declared = new Declared().Node("n", "Command=x", metadata);
        Assert.IsEmpty(declared.Problems);
        Node node = declared.Nodes.Single();
        Assert.AreEqual(read, $"{node.UpToDateCheck} {node.ContinueOnError} {node.RunWhen} {node.Cpus} {node.Priority}");
    }

    [TestMethod]
    public void Each_amount_is_of_its_resource_and_those_of_one_are_added()
    {
        Node node = new Declared().Node("n", "Command=x", "Resources=gpu= 1 ;db=2; GPU =3;none=0", "Timeout=5", "RetryDelay=0:00:02").Nodes.Single();
        Assert.AreEqual("gpu 4, db 2", string.Join(", ", node.Resources.Select(amount => $"{amount.Name} {amount.Amount}")));
        Assert.AreEqual(new Attempts(5, null, 2000), node.Attempts);
    }

    [TestMethod]
    public void Parameters_that_are_JSON_are_told_from_texts()
    {
        var reader = new NodeReader("/w/project", false, []);
        reader.Begin("n", default, false);
        reader.Set("Parameters", MetadataValue.List(["a=[1]", "b=x"], new HashSet<string> { "a" }));
        Assert.AreEqual("a", reader.End().TypedParameters!.Single());
    }

    [TestMethod]
    public void What_is_known_before_anything_runs_is_put_into_texts_once()
    {
        var reader = new NodeReader("/w/project", false, []);
        reader.Begin("n", default, false);
        reader.SetItem(new NodeItem("k", "d/x.csv", "\"d/x.csv\"", 2));
        reader.Set("Parameters", MetadataValue.List(["a={item.Filename}-{index}", "b={name} {a} {other}", "name=mine", "plain=p", "full={item.FullPath}"]));
        Node node = reader.End();
        Assert.AreEqual("a=x-2|b=n x-2 {other}|name=mine|plain=p|full=/w/project/d/x.csv", string.Join('|', NodeReader.StaticParameters(node, "/w/project").Select(pair => $"{pair.Key}={pair.Value}")));
        Assert.AreEqual("n x-2 p /w/project/d/x.csv {other}", NodeReader.StaticText(node, "{name} {a} {plain} {item.FullPath} {other}", "/w/project"));
        Assert.AreEqual("{item} {index}", NodeReader.StaticText(new Node("n", default), "{item} {index}", "/w/project"));
    }

    [TestMethod]
    public void The_name_of_a_metadata_is_known_in_either_case()
    {
        Assert.AreEqual(NodeMetadata.DependsOn, NodeReader.MetadataOf("dependsON"));
        Assert.AreEqual(NodeMetadata.Unknown, NodeReader.MetadataOf("Unknown"));
        Assert.AreEqual(NodeMetadata.Unknown, NodeReader.MetadataOf("Owner"));
    }

    [TestMethod]
    public void A_mistyped_metadata_is_told_once_for_all_nodes()
    {
        var problems = new List<Problem>();
        var reader = new NodeReader("/w/project", false, problems);
        foreach (string name in new[] { "a", "b" })
        {
            reader.Begin(name, default, false);
            reader.Set("Inptus", MetadataValue.Plain("x"));
            reader.End();
        }

        Assert.AreEqual("a", problems.Single().Node!.Name);
    }

    [TestMethod]
    [DataRow("Cpus=0", ProblemKind.InvalidValue)]
    [DataRow("Cpus=two", ProblemKind.InvalidValue)]
    [DataRow("UpToDateCheck=Never", ProblemKind.InvalidValue)]
    [DataRow("UpToDateCheck=1", ProblemKind.InvalidValue)]
    [DataRow("ContinueOnError=perhaps", ProblemKind.InvalidValue)]
    [DataRow("Cacheable=perhaps", ProblemKind.InvalidValue)]
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
