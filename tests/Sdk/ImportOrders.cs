namespace TaskGraph.Sdk.Tests;

[TestClass]
public sealed class ImportOrders : IDisposable
{
    private const string Body = """<PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>""";

    private const string NetProps = """<Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />""";

    private const string NetTargets = """<Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />""";

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void One_that_cannot_work_says_which_it_is_and_which_does()
    {
        string version = _workspace.Sdk.Split('/')[1];
        string props = $"""<Import Project="Sdk.props" Sdk="TaskGraph.Sdk" Version="{version}" />""", targets = props.Replace("Sdk.props", "Sdk.targets", StringComparison.Ordinal);
        Build($"""<Project Sdk="{_workspace.Sdk};Microsoft.NET.Sdk">{Body}</Project>""").ShouldFail().Says("error TG0021: ").Says("before that of Microsoft.NET.Sdk");
        Build($"<Project>{NetProps}{Body}{NetTargets}{targets}</Project>").ShouldFail().Says("error TG0021: ").Says("its Sdk.props is not");
        Build($"<Project>{NetProps}{props}{Body}{NetTargets}</Project>").ShouldFail().Says("error TG0021: ").Says("its Sdk.targets is not");
        Build($"<Project>{NetProps}{Body}{NetTargets}{props}{targets}</Project>").ShouldFail().Says("error TG0021: ").Says("behind Sdk.targets");
        Build($"<Project>{NetProps}{props}{Body}{targets}{NetTargets}</Project>").ShouldSucceed();
    }

    private DotnetResult Build(string project) => _workspace.File("code.csproj", project).File("empty.cs", "").Build("code.csproj");
}
