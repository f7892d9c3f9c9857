using TaskGraph.Execution.Declarations;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>Makes the instances of a map whose list a node wrote, as soon as it is known which it has.</summary>
internal sealed class MapCheck
{
    private readonly IFileSystem _disk;
    private readonly Members _members;
    private readonly NodeDeclarations? _declarations;

    public MapCheck(IFileSystem disk, Members members, NodeDeclarations? declarations) => (_disk, _members, _declarations) = (disk, members, declarations);

    /// <summary>What is to be done with a map; null if it is a group like any other from now on.</summary>
    /// <param name="map">The map.</param>
    /// <param name="deleted">True if what is gone from its list left files, which were deleted.</param>
    public CheckResult? Check(Node map, out bool deleted)
    {
        deleted = false;
        if (map.Map!.ListFile is not { } list || _declarations is null)
            return null;
        var problems = new List<Problem>();
        byte[] content;
        try
        {
            content = _disk.ReadBytes(list, ItemList.MostBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return CheckResult.Failed(new Problem(ProblemKind.ListSyntax, map, list) { Detail = e.Message });
        }

        List<Node> instances = _declarations.Instances(map, content, problems);
        if (problems.Find(problem => !problem.IsWarning) is { } problem)
            return CheckResult.Failed(problem);
        deleted = _members.Remember(map, instances);
        return CheckResult.UpToDate with { Children = instances, Warnings = problems };
    }
}
