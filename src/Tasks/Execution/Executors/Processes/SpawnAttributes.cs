using System.Runtime.InteropServices;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>
/// What <c>posix_spawn</c> does to signals and groups; the same for all children, so made once. Signals go back to their defaults because
/// .NET ignores SIGPIPE, and an ignored signal stays ignored in a child.
/// </summary>
internal sealed unsafe class SpawnAttributes : IDisposable
{
    private void* _native;

    /// <summary>Makes them: each child in a group (<paramref name="session"/>: a session) of its own.</summary>
    public SpawnAttributes(bool session)
    {
        _native = NativeMemory.AllocZeroed(Posix.SpawnObjectSize);
        byte* signals = stackalloc byte[Posix.SpawnObjectSize];
        _ = Posix.AttributesInit(_native);
        int flags = Posix.SpawnSetDefaults | Posix.SpawnSetMask | Posix.SpawnCloseOthers;
        flags |= session ? Posix.SpawnSetSession : Posix.SpawnSetGroup;
        _ = Posix.AttributesSetFlags(_native, (short)flags);
        _ = Posix.AttributesSetGroup(_native, 0);
        _ = Posix.SignalsNone(signals);
        _ = Posix.AttributesSetMask(_native, signals);
        _ = Posix.SignalsAll(signals);
        _ = Posix.SignalsRemove(signals, Posix.SigKill);
        _ = Posix.SignalsRemove(signals, Posix.SigStop);
        _ = Posix.AttributesSetDefaults(_native, signals);
    }

    /// <summary>The <c>posix_spawnattr_t</c>.</summary>
    public void* Native => _native;

    /// <summary>Frees them; no start may be under way.</summary>
    public void Dispose()
    {
        if (_native == null)
            return;
        _ = Posix.AttributesDestroy(_native);
        NativeMemory.Free(_native);
        _native = null;
    }
}
