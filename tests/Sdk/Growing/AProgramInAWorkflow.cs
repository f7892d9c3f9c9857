namespace TaskGraph.Sdk.Tests.Growing;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class AProgramInAWorkflow : IDisposable
{
    private const string Members = """
        <Node Include="a" Command="echo k=5 &gt;&gt; $TASKGRAPH_RESULTS" UpToDateCheck="Content" />
        <Node Include="p" Script="p.py" DependsOn="a" Inputs="in.txt" />
        """;

    private const string Client = """
        from taskgraph import as_completed, gather, map, node, results, set_result, submit

        def double(x):
            return x * 2

        if __name__ == "__main__":
            kid = submit(double, int(results("a")["k"]), depends_on="a", name="kid")
            whole = submit(double, kid, depends_on=node()[:-1] + "a", name=node() + "/whole")
            own = submit(double, whole)
            late = submit(command="echo v={results.kid.value}{results.a.k} >> $TASKGRAPH_RESULTS", name="late", run_after=["kid", whole], depends_on="k*")
            each = map("echo {item}", "xy", name="each")
            stuck = submit(command="exec sleep 3", name="stuck")
            stuck.cancel()
            names = [f.name for f in as_completed([kid, own, whole])]
            told = [names[0], names[1][len(node()):], late.results["v"], gather([kid, whole, own]), [f.outcome for f in each if f.result() is None], results("kid")["value"], stuck.exception().outcome]
            set_result("told", told)
            print("told:", told)
        """;

    private const string Told = """["kid","/whole","105",[10,20,40],["Executed","Executed"],10,"Cancelled"]""";

    private readonly Workspace _workspace = new Workspace().Workflow("sub.proj", Members, Outcomes.Told + Results).File("p.py", Client).File("in.txt", "");

    private const string Results = """<Target Name="Values" AfterTargets="RunNodes"><Message Importance="high" Text="%(NodeResult.Identity)=%(NodeResult.told)." /></Target>""";

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void Does_there_what_it_does_when_the_workflow_is_built_alone()
    {
        _workspace.Build("sub.proj").ShouldSucceed().Says($"p={Told}.").Says("[Executed: a;p;kid;p/whole;p/double[0];late;each[x];each[y]]");
        _workspace.Workflow("flow.proj", """<Node Include="w" Workflow="sub.proj" />""", Outcomes.Told + Results);
        _workspace.Build("flow.proj").ShouldSucceed().Says($"w/p={Told}.").Says("[Executed: w/a;w/p;w/kid;w/p/whole;w/p/double[0];w/late;w/each[x];w/each[y]]");
    }

    [TestMethod]
    public void Adds_other_nodes_in_each_instance_and_finds_them_again_in_the_record()
    {
        _workspace.Workflow("flow.proj", """<Node Include="w" Workflow="sub.proj" ForEach="1;2" />""", Outcomes.Told + Results);
        _workspace.Build("flow.proj").ShouldSucceed().Says($"w[1]/p={Told}.").Says($"w[2]/p={Told}.").Says("w[2]/kid");
        _workspace.Build("flow.proj").ShouldSucceed().Says("w[1]/p;").Never("[Executed: w[1]/p").Says("w[1]/kid");
        _workspace.File("in.txt", "new").Build("flow.proj").ShouldSucceed().Says($"w[1]/p={Told}.").Says($"w[2]/p={Told}.");
    }

    [TestMethod]
    public void Names_what_belongs_to_its_maps_and_workflows_as_it_named_these_and_again_when_they_come_from_the_record()
    {
        _workspace.Workflow("inner.proj", """<Node Include="x" Command="echo k=$(Of) &gt;&gt; $TASKGRAPH_RESULTS" UpToDateCheck="Content" />""").File("talk.py", """
            import json, os, socket
            s = socket.socket(socket.AF_UNIX)
            s.connect(os.environ["TASKGRAPH_SOCKET"])
            lines = s.makefile("r")
            def ask(**message): s.sendall(json.dumps(message).encode() + b"\n")
            ask(hello=1, node=os.environ["TASKGRAPH_NODE"], token=os.environ["TASKGRAPH_TOKEN"])
            ask(add=[{"Name": "m", "ForEach": "1;2", "Command": "cat data.txt > {item}.out", "Inputs": "data.txt", "Outputs": "{item}.out", "DependsOn": "a"}, {"Name": "in", "Workflow": "inner.proj", "Parameters": {"Of": 3}, "DependsOn": ["m"]},
                     {"Name": "w/full", "ForEach": ["1"], "Command": "echo {item}", "RunAfter": "w/a", "DependsOn": "w/a", "UpToDateCheck": "Content"}])
            members = os.path.exists("members.txt")
            ask(wait=["m", "w/in", "w/full"] + ["m[1]", "w/m[2]", "in/x", "full[1]"] * members, all=True, id=1)
            seen = []
            while True:
                message = json.loads(lines.readline())
                if message.get("id") == 1: break
                if "ended" in message: seen.append(message["ended"])
            print("seen:", sorted(seen), message)
            for name in ["w/in/x", "in/x"] * members:
                ask(results=name, id=len(name))
                print(lines.readline())
            """);
        _workspace.Workflow("sub.proj", Members.Replace("p.py", "talk.py", StringComparison.Ordinal)).Workflow("flow.proj", """<Node Include="w" Workflow="sub.proj" />""", Outcomes.Told);
        const string Seen = "seen: ['in', 'in/x', 'm', 'm[1]', 'm[2]', 'w/full', 'w/full[1]'] {'id': 1, 'go': True}";
        _workspace.File("data.txt", "1").File("members.txt", "").Build("flow.proj").ShouldSucceed().Says(Seen)
            .Says("""{"id": 6, "results": {"k": "3"}}""").Says("""{"id": 4, "results": {"k": "3"}}""").Says("w/m[1]").Says("w/in/x");
        File.Delete(_workspace.PathOf("members.txt"));
        _workspace.File("in.txt", "new").Build("flow.proj").ShouldSucceed().Says(Seen);
        _workspace.Build("flow.proj").ShouldSucceed().Never("seen:").Says("w/in/x");
        _workspace.File("data.txt", "2").Build("flow.proj").Executed("w/p", "w/m[1]", "w/m[2]").Says(Seen);
    }
}
