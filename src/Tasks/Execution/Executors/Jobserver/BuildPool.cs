using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using TaskGraph.Execution.Executors.Processes;
using TaskGraph.Execution.Growth;
using TaskGraph.Execution.Storage;

namespace TaskGraph.Execution.Executors.Jobserver;

/// <summary>
/// Thread slots that all workflow projects of one build share, in whichever of its processes they are built: a pipe in a private folder whose name follows from the build. Who comes first makes it, who
/// leaves last takes it away. The folder is put in its place, and taken from there, whole. Whoever comes or leaves has the lock of the file 'gate' meanwhile, which says which folder it is of; whoever is there shares that of 'users', so
/// that what a killed process leaves is known for what it is; whoever holds slots shares that of 'busy', so that it is known when all of them have to be there.
/// </summary>
internal sealed class BuildPool : IDisposable
{
    private const string Gate = "gate";
    private const string Users = "users";
    private const string Busy = "busy";
    private const string Pipe = "slots";
    private const int LongestPath = 1000;

    // Each time somebody else has come or left between two steps.
    private const int MostAttempts = 100;

    private readonly SafeFileHandle _gate;
    private readonly SafeFileHandle _users;
    private readonly SafeFileHandle _busy;
    private readonly int _slots;

    private BuildPool(string folder, int slots, SafeFileHandle gate, SafeFileHandle users, SafeFileHandle busy, TokenFifo fifo) =>
        (Folder, _slots, _gate, _users, _busy, Fifo) = (folder, slots, gate, users, busy, fifo);

    /// <summary>The private folder.</summary>
    public string Folder { get; }

    /// <summary>The pipe with the free slots.</summary>
    public TokenFifo Fifo { get; }

    /// <summary>The path of the pipe; no white space in it.</summary>
    public string PipePath => Path.Combine(Folder, Pipe);

    /// <summary>Joins the pool of a build, or makes it; null where the system refuses.</summary>
    /// <param name="build">What the build is known by in all its processes.</param>
    /// <param name="slots">How many slots the pool has; pools of different sizes are different ones.</param>
    public static BuildPool? TryJoin(string build, int slots)
    {
        if (slots > TokenFifo.MostTokens || Parent() is not { } parent)
            return null;
        string folder = Path.Combine(parent, $"taskgraph-slots-{build}-{slots}");
        try
        {
            for (int attempt = 0; attempt < MostAttempts; attempt++)
            {
                if (!Directory.Exists(folder))
                    Put(parent, folder);
                if (!IsOwn(parent, folder))
                {
                    if (Path.Exists(folder))
                        return null;
                    continue;
                }

                if (TryEnter(folder, out SafeFileHandle gate))
                    return Join(folder, gate, slots);
                gate.Dispose();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without it each project goes by its own limit.
            return null;
        }

        return null;
    }

    /// <summary>This process is about to take the first slot that it holds.</summary>
    public void Enter() => Lock(_busy, Posix.LockShared);

    /// <summary>This process holds none any more.</summary>
    public void Leave() => Posix.Lock(_busy, Posix.Unlock);

    /// <summary>
    /// Makes good what was lost: a program that is killed gives nothing back. Nothing happens while anybody holds slots; this process holds none.
    /// </summary>
    public void MakeGood()
    {
        if (!Lock(_busy, Posix.LockExclusive | Posix.LockWithoutWaiting))
            return;
        while (Fifo.TryTake(out _))
        {
        }

        Fifo.Fill(_slots);
        Leave();
    }

    /// <summary>Leaves the pool; all that was taken of it has been given back.</summary>
    public void Dispose()
    {
        Fifo.Dispose();
        if (Lock(_gate, Posix.LockExclusive) && Lock(_users, Posix.LockExclusive | Posix.LockWithoutWaiting))
            Remove(Folder);
        _busy.Dispose();
        _users.Dispose();
        _gate.Dispose();
    }

    // Some programs end a path in MAKEFLAGS at a space, whatever is before it, and make replaces what looks like a variable. Where others can put files, only a system that tells whose a folder is will do.
    private static string? Parent()
    {
        foreach (string parent in (string[])[Path.GetTempPath(), "/tmp", "/var/tmp"])
        {
            if (!parent.Any(c => char.IsWhiteSpace(c) || c is '$' or '\\' or '#') && SocketFolder.IsSafe(parent) && (StatX.IsAvailable || !IsOpenToOthers(parent)))
                return parent;
        }

        return null;
    }

    private static bool IsOpenToOthers(string parent) => OperatingSystem.IsWindows() || (File.GetUnixFileMode(parent) & SocketFolder.WrittenByOthers) != 0;

    private static bool IsOwn(string parent, string folder) => !StatX.IsAvailable ? !IsOpenToOthers(parent) : StatX.IsOwnFolder(Encoding.UTF8.GetBytes(folder + '\0'));

    private static void Put(string parent, string folder)
    {
        string made = SocketFolder.Create([parent], LongestPath) ?? throw new IOException($"No folder can be made in {parent}.");
        PrivateFiles.WriteText(Path.Combine(made, Gate), Guid.NewGuid().ToString("N"));
        PrivateFiles.Make(Path.Combine(made, Users));
        PrivateFiles.Make(Path.Combine(made, Busy));
        try
        {
            Directory.Move(made, folder);
        }
        catch (IOException)
        {
            // Somebody else was first, and may have left again.
            Directory.Delete(made, recursive: true);
        }
    }

    // False if the folder has been taken away, or is another one by now.
    private static bool TryEnter(string folder, out SafeFileHandle gate)
    {
        gate = Open(folder, Gate);
        if (gate.IsInvalid || !Lock(gate, Posix.LockExclusive))
            return false;
        using SafeFileHandle again = Open(folder, Gate);
        return !again.IsInvalid && IdOf(again) == IdOf(gate);
    }

    private static string IdOf(SafeFileHandle gate)
    {
        Span<byte> id = stackalloc byte[32];
        return Encoding.ASCII.GetString(id[..RandomAccess.Read(gate, id, 0)]);
    }

    private static BuildPool? Join(string folder, SafeFileHandle gate, int slots)
    {
        SafeFileHandle users = Open(folder, Users);
        SafeFileHandle busy = Open(folder, Busy);
        string pipe = Path.Combine(folder, Pipe);
        bool isFirst = !users.IsInvalid && Lock(users, Posix.LockExclusive | Posix.LockWithoutWaiting);
        if (isFirst)
            File.Delete(pipe);
        TokenFifo? fifo = isFirst ? TokenFifo.TryCreate(pipe, slots) : TokenFifo.TryOpen(pipe, out _);
        if (fifo is not null && !busy.IsInvalid && Lock(users, Posix.LockShared))
        {
            _ = Posix.Lock(gate, Posix.Unlock);
            return new BuildPool(folder, slots, gate, users, busy, fifo);
        }

        fifo?.Dispose();
        if (isFirst)
            Remove(folder);
        busy.Dispose();
        users.Dispose();
        gate.Dispose();
        return null;
    }

    private static void Remove(string folder)
    {
        try
        {
            string aside = $"{folder}-{Guid.NewGuid():N}";
            Directory.Move(folder, aside);
            Directory.Delete(aside, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that stays among the temporary ones is in nobody's way.
            return;
        }
    }

    private static SafeFileHandle Open(string folder, string file) => new(Posix.OpenShared(Path.Combine(folder, file)), ownsHandle: true);

    private static bool Lock(SafeFileHandle file, int operation)
    {
        while (Posix.Lock(file, operation) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Posix.Interrupted)
                return false;
        }

        return true;
    }
}
