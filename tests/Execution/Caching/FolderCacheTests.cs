using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary><see cref="FolderCache"/> by the system's own calls, where it has them.</summary>
[TestClass]
public sealed class FolderCacheTests : FolderCacheContract
{
    protected override FolderCache OpenFolder(string folder, Action<CacheFault> onFault) => new(folder, onFault);
}

/// <summary><see cref="FolderCache"/> by .NET alone.</summary>
[TestClass]
public sealed class PortableFolderCacheTests : FolderCacheContract
{
    protected override FolderCache OpenFolder(string folder, Action<CacheFault> onFault) => new(folder, onFault, portable: true);
}
