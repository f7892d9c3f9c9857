using TaskGraph.Execution.Storage.Caching;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>A process whose threads of the pool all wait for something else.</summary>
[TestClass]
[DoNotParallelize]
public sealed class HttpBusyPoolTests
{
    private static readonly byte[] Blob = HttpCacheFixture.Bytes(1_000_000);

    [TestMethod]
    public void A_connection_that_is_there_needs_no_thread_of_the_pool()
    {
        using var test = new HttpCacheFixture(request => request.Answer(200, Blob), new HttpCacheLimits { Exchange = TimeSpan.FromSeconds(5), BytesPerSecond = long.MaxValue });
        Assert.IsTrue(test.Fetch(Blob));
        // The pool gets about two threads a second more: not as many while this test lasts.
        using var busy = new BusyPool(200);

        for (int i = 0; i < 10; i++)
        {
            File.Delete(test.Target);
            Assert.IsTrue(test.Fetch(Blob));
        }

        Assert.AreEqual(1, test.Server.Connections);
        Assert.IsFalse(busy.IsOver);
    }

    [TestMethod]
    public void A_new_connection_waits_for_one_and_is_made()
    {
        using var test = new HttpCacheFixture(request => request.Answer(200, Blob));
        using var busy = new BusyPool(Environment.ProcessorCount + 1);

        Assert.IsTrue(test.Fetch(Blob));

        Assert.IsEmpty(test.Faults);
    }

    /// <summary>Has so many threads of the pool wait until it is disposed of.</summary>
    private sealed class BusyPool : IDisposable
    {
        private readonly TaskCompletionSource _free = new();
        private readonly CountdownEvent _waiting;
        private int _began;

        public BusyPool(int count)
        {
            _waiting = new CountdownEvent(count);
            using var some = new CountdownEvent(Math.Min(count, Environment.ProcessorCount));
            for (int i = 0; i < count; i++)
            {
                bool counts = i < some.InitialCount;
                ThreadPool.UnsafeQueueUserWorkItem(_ => Wait(counts ? some : null), null);
            }

            some.Wait();
        }

        /// <summary>True if the pool has got that many threads.</summary>
        public bool IsOver => Volatile.Read(ref _began) == _waiting.InitialCount;

        public void Dispose()
        {
            _free.SetResult();
            _waiting.Wait();
            _waiting.Dispose();
        }

        private void Wait(CountdownEvent? some)
        {
            Interlocked.Increment(ref _began);
            some?.Signal();
            // Not by the task: for what waits for one, the pool makes a thread more at once.
            ((IAsyncResult)_free.Task).AsyncWaitHandle.WaitOne();
            _waiting.Signal();
        }
    }
}
