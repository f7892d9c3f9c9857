using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace TaskGraph.Testing.Workspaces;

/// <summary>What one <c>dotnet</c> command left behind; its assertions show the whole output when they fail.</summary>
/// <param name="Command">The arguments.</param>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">Standard output, then standard error.</param>
public sealed record DotnetResult(string Command, int ExitCode, string Output)
{
    /// <summary>Exit code 0 and no warning.</summary>
    public DotnetResult ShouldSucceed()
    {
        Assert.AreEqual(0, ExitCode, ToString());
        return Never(": warning ");
    }

    /// <summary>An exit code other than 0.</summary>
    public DotnetResult ShouldFail()
    {
        Assert.AreNotEqual(0, ExitCode, ToString());
        return this;
    }

    /// <summary>The text is in the output.</summary>
    public DotnetResult Says(string text)
    {
        Assert.IsTrue(Output.Contains(text, StringComparison.Ordinal), $"expected: {text}\n{this}");
        return this;
    }

    /// <summary>The text is nowhere in the output.</summary>
    public DotnetResult Never(string text)
    {
        Assert.IsFalse(Output.Contains(text, StringComparison.Ordinal), $"unexpected: {text}\n{this}");
        return this;
    }

    /// <summary>The first text is in the output, and the second after it.</summary>
    public DotnetResult SaysInOrder(string first, string second)
    {
        var at = Output.IndexOf(first, StringComparison.Ordinal);
        Assert.IsTrue(at >= 0 && Output.IndexOf(second, at, StringComparison.Ordinal) >= 0, $"expected: {first} … {second}\n{this}");
        return this;
    }

    /// <summary>The summary of a project's nodes: this many ran, this many were up to date.</summary>
    public DotnetResult Ran(string project, int executed, int upToDate = 0)
    {
        var prefix = executed == 0 ? "everything is up to date: " : "";
        return Says($"{project} -> {prefix}{executed} executed, {upToDate} up to date");
    }

    /// <inheritdoc/>
    public override string ToString() => $"dotnet {Command} ended with {ExitCode}:\n{Output}";
}
