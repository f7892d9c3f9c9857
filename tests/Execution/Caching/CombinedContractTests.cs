using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Caching;

[TestClass]
public sealed class CombinedContractTests : CacheStoreContract
{
    private readonly HttpMemoryServer _server = new();
    private readonly TemporaryFolder _place = new();

    protected override ICacheStore Open(Action<CacheFault> onFault) =>
        new CombinedCache(new FolderCache(_place["cache"], onFault), new HttpCache(_server.Address, null, onFault), fills: true, (_, _) => []);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _server.Dispose();
        _place.Dispose();
    }
}
