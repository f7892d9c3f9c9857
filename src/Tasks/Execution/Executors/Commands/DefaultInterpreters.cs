namespace TaskGraph.Execution.Executors.Commands;

/// <summary>What runs a script whose extension the project's NodeInterpreter items do not name, and that has no '#!' line of its own.</summary>
internal static class DefaultInterpreters
{
    private static readonly Dictionary<string, string[]> ByExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        [".py"] = [OperatingSystem.IsWindows() ? "python" : "python3"],
        [".sh"] = ["sh"],
        [".bash"] = ["bash"],
        [".ps1"] = ["pwsh", "-NoProfile", "-File"],
        [".js"] = ["node"],
        [".mjs"] = ["node"],
        [".cjs"] = ["node"],
        [".rb"] = ["ruby"],
        [".pl"] = ["perl"],
        [".php"] = ["php"],
        [".lua"] = ["lua"],
        [".r"] = ["Rscript"],
        [".jl"] = ["julia"],
        [".cs"] = ["dotnet", "run"],
        [".cmd"] = ["cmd.exe", "/d", "/c"],
        [".bat"] = ["cmd.exe", "/d", "/c"],
    };

    /// <summary>The words before the script's path.</summary>
    public static bool TryFind(string extension, out string[] words) => ByExtension.TryGetValue(extension, out words!);
}
