using System.Collections;
using Microsoft.Build.Framework;

namespace TaskGraph.MSBuild.Tests;

/// <summary>An item as MSBuild's evaluation makes it: it knows the project that defines it, which an item made in code does not.</summary>
internal sealed class WithDefiningProject(ITaskItem item, string project) : ITaskItem2
{
    private readonly ITaskItem2 _item = (ITaskItem2)item;

    public string ItemSpec { get => _item.ItemSpec; set => _item.ItemSpec = value; }

    public string EvaluatedIncludeEscaped { get => _item.EvaluatedIncludeEscaped; set => _item.EvaluatedIncludeEscaped = value; }

    public ICollection MetadataNames => _item.MetadataNames;

    public int MetadataCount => _item.MetadataCount;

    public string GetMetadata(string metadataName) => GetMetadataValueEscaped(metadataName);

    public string GetMetadataValueEscaped(string metadataName) => metadataName == "DefiningProjectFullPath" ? project : _item.GetMetadataValueEscaped(metadataName);

    public void SetMetadata(string metadataName, string metadataValue) => _item.SetMetadata(metadataName, metadataValue);

    public void SetMetadataValueLiteral(string metadataName, string metadataValue) => _item.SetMetadataValueLiteral(metadataName, metadataValue);

    public void RemoveMetadata(string metadataName) => _item.RemoveMetadata(metadataName);

    public void CopyMetadataTo(ITaskItem destinationItem) => _item.CopyMetadataTo(destinationItem);

    public IDictionary CloneCustomMetadata() => _item.CloneCustomMetadata();

    public IDictionary CloneCustomMetadataEscaped() => _item.CloneCustomMetadataEscaped();
}
