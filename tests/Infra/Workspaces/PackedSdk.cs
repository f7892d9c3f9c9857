using System.Reflection;

namespace TaskGraph.Testing.Workspaces;

/// <summary>The package under test: packed once for a test run, under a version that no cache has seen.</summary>
public sealed class PackedSdk : IDisposable
{
    private static readonly Lazy<PackedSdk> Once = new(() => new PackedSdk());
    private readonly string _root = Path.Combine(Path.GetTempPath(), $"taskgraph-sdk-{Guid.NewGuid():N}");

    private PackedSdk()
    {
        Version = $"0.1.0-test{DateTime.UtcNow:yyyyMMddHHmmss}";
        Directory.CreateDirectory(Feed);
        Directory.CreateDirectory(Packages);
        // With the user's own packages folder: the repo's restore is theirs.
        DotnetCommand.Run(
            RepoRoot, Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? "", "pack", "src/Sdk", "--no-build", "-v:q", "-o", Feed, $"-p:PackageVersion={Version}").ShouldSucceed();
    }

    /// <summary>The one of this test run.</summary>
    public static PackedSdk Instance => Once.Value;

    /// <summary>The checkout that the tests were built from.</summary>
    public static string RepoRoot { get; } = typeof(PackedSdk).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepoRoot").Value!;

    /// <summary>The package's version.</summary>
    public string Version { get; }

    /// <summary>A folder of packages; the only source that a workspace has.</summary>
    public string Feed => Path.Combine(_root, "feed");

    /// <summary>The packages folder of this test run alone.</summary>
    public string Packages => Path.Combine(_root, "packages");

    /// <summary>Deletes the feed, if it was ever made.</summary>
    public static void DisposeInstance()
    {
        if (Once.IsValueCreated)
            Once.Value.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_root, recursive: true);
}
