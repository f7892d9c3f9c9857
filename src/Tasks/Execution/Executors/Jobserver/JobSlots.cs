using TaskGraph.Execution.Executors.Processes;
using TaskGraph.Model;

namespace TaskGraph.Execution.Executors.Jobserver;

/// <summary>
/// The thread slots of a build that takes them from where others do as well: one token a slot, of the build's own pool, and behind that of a jobserver that was found in the environment, which has one
/// slot less than there are, since who was started by it has one already. Nothing is made or opened before the first slot is asked for. Used on the runner's thread; see docs/design.md.
/// </summary>
public sealed class JobSlots : ISharedSlots, IDisposable
{
    // Who needs several and got some has given them back, where they can be read at once: others get them meanwhile.
    private const int PauseAfterSome = 50;

    // Builds of this process that hold slots and give none back before a call to MSBuild is over.
    private static int _away;

    private readonly JobSlotsOptions _options;
    private readonly IInbox _inbox;
    private readonly Dictionary<string, bool> _knowing = new(StringComparer.Ordinal);
    private HeldTokens? _held;
    private string? _served;
    private TokenFifo? _found;
    private BuildPool? _pool;
    private TokenWait? _wait;
    private bool _isOpen;
    private bool _isIdle = true;
    private volatile int _refused = int.MaxValue;

    /// <summary>Creates it.</summary>
    /// <param name="options">What it goes by.</param>
    /// <param name="inbox">Told when it is worth while to ask again.</param>
    public JobSlots(JobSlotsOptions options, IInbox inbox) => (_options, _inbox) = (options, inbox);

    /// <summary>What a node gets as MAKEFLAGS; null if it gets what the build got. Where the make that it finds would end with an error at the form, it hears of no jobserver.</summary>
    /// <param name="searchPath">The node's PATH; null if that is the build's.</param>
    public string? MakeFlagsFor(string? searchPath)
    {
        if (_held is null)
            return null;
        string path = searchPath ?? _options.SearchPath;
        if (!_knowing.TryGetValue(path, out bool knows))
            _knowing[path] = knows = InstalledMake.KnowsFifo(path);
        if (knows)
            return _served;
        return _options.Found is null ? null : MakeFlags.Without(_options.MakeFlags);
    }

    /// <summary>What is to be put right if this process is killed.</summary>
    public SlotsLeft Left => new(_pool?.Folder, _held?.File, _options.Found);

    /// <inheritdoc/>
    public int Held => _held?.Count ?? int.MaxValue;

    /// <inheritdoc/>
    public bool MayFallShort => _options.Found is not null;

    /// <inheritdoc/>
    public bool TryHold(int threads)
    {
        if (!_isOpen)
            Open();
        if (_held is null)
            return true;
        bool mayStart = _held.Count >= threads || (threads < _refused && TryTake(threads)) || (_isIdle && Volatile.Read(ref _away) > 0);
        _isIdle &= !mayStart;
        return mayStart;
    }

    /// <inheritdoc/>
    public void Keep(int threads)
    {
        if (_held is null)
            return;
        _held.Keep(threads);
        _isIdle |= threads == 0;
        // Who waits although nobody holds anything waits for what a killed program has not given back.
        if (threads == 0 && _refused != int.MaxValue && _found is null)
            _pool!.MakeGood();
    }

    /// <summary>
    /// Calls MSBuild, which may build another project meanwhile, on this very thread's node, and come back only when that is done: such a one must not wait for the slots that this build holds. So it may
    /// run one node at a time without.
    /// </summary>
    public T Call<T>(Func<T> call)
    {
        if (_held is null or { Count: 0 })
            return call();
        Interlocked.Increment(ref _away);
        try
        {
            return call();
        }
        finally
        {
            Interlocked.Decrement(ref _away);
        }
    }

    /// <summary>Gives all back.</summary>
    public void Dispose()
    {
        _isOpen = true;
        _held?.Keep(0);
        _held?.Dispose();
        _wait?.Dispose();
        _found?.Dispose();
        _pool?.Dispose();
        (_held, _wait, _found, _pool) = (null, null, null, null);
    }

    private bool TryTake(int threads)
    {
        int before = _held!.Count;
        while (_held.Count < threads && _held.TryTake())
        {
        }

        if (_held.Count >= threads)
            return true;
        _refused = threads;
        _wait!.Ask(_held.Count > before ? PauseAfterSome : 0);
        return false;
    }

    private void Open()
    {
        _isOpen = true;
        if (_options.Found is { } path)
        {
            _found = TokenFifo.TryOpen(path, out string reason);
            if (_found is null)
                _options.Gone(path, reason);
        }

        _pool = BuildPool.TryJoin(_options.Build ?? LeadingProcess.Find(), _found is null ? _options.Threads : 1);
        if (_pool is null && _found is null)
            return;
        _held = new HeldTokens(_pool, _found);
        _wait = new TokenWait([.. new[] { _pool?.Fifo, _found }.OfType<TokenFifo>().Select(fifo => fifo.Handle)], AskAgain);
        _served = _found is null ? MakeFlags.With(_options.MakeFlags, _options.Threads, _pool!.PipePath) : null;
    }

    private void AskAgain()
    {
        _refused = int.MaxValue;
        _inbox.Post(new RunnerMessage.SlotsGivenBack());
    }
}
