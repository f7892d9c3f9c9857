using System.Runtime.InteropServices;
using System.Text;
using TaskGraph.Model;

namespace TaskGraph.Execution.Caching;

/// <summary>
/// The digests under which a cache keeps its entries. A fingerprint says the same on every system; what a command leaves is another thing on another system or processor, so that both are part of the key.
/// </summary>
public static class ActionKey
{
    // Another number when an entry means something else.
    private const string Version = "TaskGraph 1";

    private static readonly string Machine = $"{(OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "macos" : OperatingSystem.IsLinux() ? "linux" : RuntimeInformation.OSDescription)} {RuntimeInformation.OSArchitecture}";

    /// <summary>Under what the result of a run is kept.</summary>
    /// <param name="fingerprint">The whole fingerprint, with what a dep file named.</param>
    public static Digest OfRun(Digest fingerprint) => Of("run", fingerprint.ToString());

    /// <summary>Under what the sets of paths are kept that dep files named.</summary>
    /// <param name="fingerprint">The fingerprint without what a dep file named.</param>
    public static Digest OfPathSets(Digest fingerprint) => Of("paths", fingerprint.ToString());

    /// <summary>Under what is kept which runs of some of a project's nodes were the last ones.</summary>
    /// <param name="project">The project file's name, without folders.</param>
    /// <param name="variant">Configuration, platform, framework and runtime.</param>
    /// <param name="shard">Which of its nodes.</param>
    public static Digest OfLastRuns(string project, string variant, int shard) => Of("last", project, variant, shard.ToString(System.Globalization.CultureInfo.InvariantCulture));

    // None of the parts but the last can have a line end in it.
    private static Digest Of(params string[] parts) => Digest.Of(Encoding.UTF8.GetBytes($"{Version}\n{Machine}\n{string.Join('\n', parts)}"));
}
