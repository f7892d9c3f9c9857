namespace TaskGraph.Sdk.Tests;

/// <summary>What became of the nodes, as a target of the project sees it in @(NodeResult).</summary>
internal static class Outcomes
{
    /// <summary>The target, for a project whose outcomes are asked for.</summary>
    public const string Told = """<Target Name="Tell" AfterTargets="RunNodes"><Message Importance="high" Text="[%(NodeResult.Outcome): @(NodeResult)]" /></Target>""";

    /// <summary>A build that succeeded and ran exactly these nodes, named in declaration order.</summary>
    public static DotnetResult Executed(this DotnetResult result, params string[] nodes)
    {
        result.ShouldSucceed();
        return nodes.Length == 0 ? result.Never("[Executed: ") : result.Says($"[Executed: {string.Join(';', nodes)}]");
    }
}
