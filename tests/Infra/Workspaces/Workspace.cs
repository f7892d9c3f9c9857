namespace TaskGraph.Testing.Workspaces;

/// <summary>A temporary folder outside the repo, with projects in it that use the packed SDK.</summary>
public sealed class Workspace : IDisposable
{
    private readonly PackedSdk _sdk = PackedSdk.Instance;

    /// <summary>Makes the folder, with a NuGet.config that knows the package under test alone.</summary>
    public Workspace()
    {
        Directory.CreateDirectory(Root);
        File("NuGet.config", $"""<configuration><packageSources><clear /><add key="feed" value="{_sdk.Feed}" /></packageSources></configuration>""");
        // Ends the search for such files above, and leaves out of code projects what takes time and is not looked at.
        File("Directory.Build.props", """
            <Project><PropertyGroup>
              <UseAppHost>false</UseAppHost><RunAnalyzers>false</RunAnalyzers><GenerateAssemblyInfo>false</GenerateAssemblyInfo>
              <NuGetAudit>false</NuGetAudit><DebugType>none</DebugType><EnableSourceControlManagerQueries>false</EnableSourceControlManagerQueries>
            </PropertyGroup></Project>
            """);
        File("Directory.Build.targets", "<Project />");
    }

    /// <summary>The folder.</summary>
    public string Root { get; } = Path.Combine(Path.GetTempPath(), $"taskgraph-{Guid.NewGuid():N}");

    /// <summary>How a project asks for the SDK: its name and version.</summary>
    public string Sdk => $"TaskGraph.Sdk/{_sdk.Version}";

    /// <summary>The full path of a file in the workspace.</summary>
    public string PathOf(string path) => Path.Combine(Root, path);

    /// <summary>Whether the file exists.</summary>
    public bool Has(string path) => System.IO.File.Exists(PathOf(path));

    /// <summary>A file's text, without white space at its ends.</summary>
    public string Read(string path) => System.IO.File.ReadAllText(PathOf(path)).Trim();

    /// <summary>Writes a file, and the folders it needs.</summary>
    public Workspace File(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        System.IO.File.WriteAllText(PathOf(path), text);
        return this;
    }

    /// <summary>Writes a workflow with these items, and this before them.</summary>
    public Workspace Workflow(string path, string items, string rest = "") =>
        File(path, $"<Project Sdk=\"{Sdk}\">{rest}<ItemGroup>{items}</ItemGroup></Project>");

    /// <summary>Writes a program with these items, and a source file; with nodes if <paramref name="withNodes"/>.</summary>
    public Workspace Program(string path, string code, string items = "", bool withNodes = false, string properties = "<TargetFramework>net10.0</TargetFramework>")
    {
        var sdk = withNodes ? $"""<Sdk Name="TaskGraph.Sdk" Version="{_sdk.Version}" />""" : "";
        var project = $"""
            <Project Sdk="Microsoft.NET.Sdk">{sdk}
              <PropertyGroup><OutputType>Exe</OutputType>{properties}</PropertyGroup>
              <ItemGroup>{items}</ItemGroup>
            </Project>
            """;
        return File(path, project).File(Path.Combine(Path.GetDirectoryName(path)!, "Program.cs"), code);
    }

    /// <summary>Writes a solution of these projects, in the format that its extension says.</summary>
    public Workspace Solution(string path, params string[] projects)
    {
        Dotnet("new", "sln", "-n", Path.GetFileNameWithoutExtension(path), "-f", Path.GetExtension(path)[1..]).ShouldSucceed();
        Dotnet(["sln", path, "add", .. projects]).ShouldSucceed();
        return this;
    }

    /// <summary>Runs <c>dotnet</c> in the workspace.</summary>
    public DotnetResult Dotnet(params string[] arguments) => DotnetCommand.Run(Root, _sdk.Packages, arguments);

    /// <summary>Runs <c>dotnet build</c> in the workspace.</summary>
    public DotnetResult Build(params string[] arguments) => Dotnet(["build", .. arguments]);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);
}
