using TaskGraph.Execution.Storage.Caching;

namespace TaskGraph.Execution.Tests.Caching;

[TestClass]
public sealed class HttpContractTests : CacheStoreContract
{
    private readonly HttpMemoryServer _server = new();

    protected override ICacheStore Open(Action<CacheFault> onFault) => new HttpCache(new Uri(_server.Address, "some/prefix"), null, onFault);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _server.Dispose();
    }
}
