using System.IO.Compression;
using System.Text;

namespace TaskGraph.Sdk.Tests.Running;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class Secrets : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void A_binary_log_has_no_value_that_the_project_does_not_read_itself()
    {
        string name = "TG_SECRET_" + Guid.NewGuid().ToString("N"), secret = "s3cret-" + Guid.NewGuid().ToString("N");
        Environment.SetEnvironmentVariable(name, secret);
        try
        {
            _workspace.Workflow("flow.proj", $"""<Node Include="a" Command="echo said %24{name}; echo key=%24{name} >> %24TASKGRAPH_RESULTS; echo %24{name} > got.txt; exit 1" SecretEnvironmentVariables="{name}" />""");
            _workspace.Build("-bl:all.binlog", "-v:diag").ShouldFail().Says("said ***").Never(secret);
            Assert.AreEqual(secret, _workspace.Read("got.txt"));
            using var log = new MemoryStream();
            using (var zip = new GZipStream(File.OpenRead(_workspace.PathOf("all.binlog")), CompressionMode.Decompress))
                zip.CopyTo(log);
            string text = Encoding.UTF8.GetString(log.ToArray());
            Assert.Contains("said ***", text);
            Assert.DoesNotContain(secret, text);
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }
}
