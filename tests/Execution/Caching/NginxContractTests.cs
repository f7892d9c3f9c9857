using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Caching;

[TestClass]
public sealed class NginxContractTests : CacheStoreContract
{
    private NginxServer? _nginx;

    [TestInitialize]
    public void Start()
    {
        _nginx = NginxServer.TryStart();
        if (_nginx is null)
            Assert.Inconclusive($"There is no nginx here: {NginxServer.Package}.");
    }

    protected override ICacheStore Open(Action<CacheFault> onFault) => new HttpCache(_nginx!.Address, null, onFault);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _nginx?.Dispose();
    }
}
