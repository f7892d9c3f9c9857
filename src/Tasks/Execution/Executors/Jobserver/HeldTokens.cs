using Microsoft.Win32.SafeHandles;
using TaskGraph.Execution.Storage;

namespace TaskGraph.Execution.Executors.Jobserver;

/// <summary>
/// The tokens that a build holds: of the pool that is its own, then of a jobserver that others look after. What it holds of that one stands in a file as well, byte for byte, so that it can be given back
/// if this process is killed.
/// </summary>
internal sealed class HeldTokens : IDisposable
{
    private readonly BuildPool? _pool;
    private readonly TokenFifo? _found;
    private readonly SafeFileHandle? _file;
    private readonly Stack<byte> _ofFound = new();
    private readonly Stack<byte> _ofPool = new();

    /// <param name="pool">The pool; null if there is none.</param>
    /// <param name="found">The jobserver of others; null if there is none. Without a pool the slot that comes with it is this build's alone.</param>
    public HeldTokens(BuildPool? pool, TokenFifo? found)
    {
        (_pool, _found) = (pool, found);
        if (pool is null || found is null)
            return;
        File = Path.Combine(pool.Folder, $"held-{Guid.NewGuid():N}");
        _file = OpenFile(File);
    }

    /// <summary>The file with what is held of the jobserver of others; null if nothing ever is.</summary>
    public string? File { get; }

    /// <summary>How many slots are held.</summary>
    public int Count => _ofPool.Count + _ofFound.Count + (_pool is null ? 1 : 0);

    /// <summary>Takes one more, if there is one.</summary>
    public bool TryTake() => TryTakeOfPool() || TryTakeOfFound();

    /// <summary>Gives back all but so many.</summary>
    public void Keep(int count)
    {
        while (Count > count && _ofFound.Count > 0)
            GiveBackToFound();
        while (Count > count && _ofPool.TryPop(out byte token))
        {
            _pool!.Fifo.GiveBack(token);
            if (_ofPool.Count == 0)
                _pool.Leave();
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        try
        {
            if (File is not null)
                System.IO.File.Delete(File);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It goes with its folder.
            return;
        }
    }

    private static SafeFileHandle? OpenFile(string file)
    {
        try
        {
            PrivateFiles.Make(file);
            return System.IO.File.OpenHandle(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What a killed build holds is lost then.
            return null;
        }
    }

    private bool TryTakeOfPool()
    {
        if (_pool is null)
            return false;
        if (_ofPool.Count == 0)
            _pool.Enter();
        bool taken = _pool.Fifo.TryTake(out byte token);
        if (taken)
            _ofPool.Push(token);
        else if (_ofPool.Count == 0)
            _pool.Leave();
        return taken;
    }

    private bool TryTakeOfFound()
    {
        if (_found is null || !_found.TryTake(out byte token))
            return false;
        Write(() => RandomAccess.Write(_file!, [token], _ofFound.Count));
        _ofFound.Push(token);
        return true;
    }

    // Out of the file before it is back: a kill between the two loses one, and the other way round there would be one too many.
    private void GiveBackToFound()
    {
        byte token = _ofFound.Pop();
        Write(() => RandomAccess.SetLength(_file!, _ofFound.Count));
        _found!.GiveBack(token);
    }

    private void Write(Action write)
    {
        if (_file is null)
            return;
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or ArgumentOutOfRangeException)
        {
            // The latter is what .NET makes of files that may not grow. A full disk costs the protection, not the build.
        }
    }
}
