using System.Buffers.Text;
using System.IO.Pipes;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>
/// Kills the running groups if this process is killed, which leaves it no chance to do so itself. A helper shell waits for the end of a pipe
/// whose other end only this process holds, and then kills the groups in a list and, where there is a /proc, all that have the build's mark. The list is a file, deleted while open, with a slot of
/// fixed size a group: to add or remove one costs a write and wakes nobody. Then it removes the build's socket, and gives back the thread slots that the
/// build held. Where the helper cannot be started there is no watchdog.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private const int SlotSize = 12;

    // Signals that are sent to everything at hand when a build is ended must not end the helper before it has done its work.
    private const string Script = """
        trap '' HUP INT QUIT TERM PIPE
        read -r line
        while read -r group; do
          test -n "$group" && kill -s KILL -- "-$group"
        done <&3
        PATH=/usr/bin:/bin
        test -s "$held" && test -p "$pipe" && cat -- "$held" 1<> "$pipe"
        test -n "$slots" && rm -rf -- "$slots"
        test -n "$socket" && rm -f -- "$socket" && rmdir -- "${socket%/*}"
        test -n "$mark" || exit
        for round in 1 2 3; do
          for file in $(grep -lsF "$mark" /proc/[0-9]*/environ 2>/dev/null); do
            process=${file#/proc/}
            kill -s KILL "${process%/environ}"
          done
        done
        """;

    private readonly string _mark;
    private readonly Func<string?>? _socket;
    private readonly Func<SlotsLeft>? _slotsLeft;
    private readonly Lock _gate = new();
    private readonly Stack<int> _free = new();
    private int _slots;
    private bool _started;
    private int _helper = -1;
    private FileStream? _list;
    private AnonymousPipeServerStream? _pipe;

    /// <param name="mark">What processes that left their group are known by; empty if nothing.</param>
    /// <param name="socket">The build's socket, alone in a folder, as it is when the first process is about to start: it goes as well. Null if there is none.</param>
    /// <param name="slots">What it has of shared thread slots by then, to be given back. Null if it has nothing.</param>
    public Watchdog(string mark = "", Func<string?>? socket = null, Func<SlotsLeft>? slots = null) => (_mark, _socket, _slotsLeft) = (mark, socket, slots);

    /// <summary>The helper process, or -1 if there is none.</summary>
    internal int Helper => _helper;

    /// <summary>Starts the helper, if it is not there: before the first process is, or a kill between the two would leave that one to itself.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (!_started)
                StartHelper();
        }
    }

    /// <summary>Lists a group and returns its slot.</summary>
    public int Add(int group)
    {
        lock (_gate)
        {
            if (_list is null)
                return -1;
            int slot = _free.Count > 0 ? _free.Pop() : _slots++;
            Write(slot, group);
            return slot;
        }
    }

    /// <summary>Takes the group of a slot from the list.</summary>
    public void Remove(int slot)
    {
        lock (_gate)
        {
            if (slot < 0 || _list is null)
                return;
            Write(slot, 0);
            _free.Push(slot);
        }
    }

    /// <summary>Ends the helper; nothing is killed.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _started = true;
            if (_helper > 0)
            {
                _ = Posix.Kill(_helper, Posix.SigKill);
                _ = Posix.Reap(_helper);
                _helper = -1;
            }

            _pipe?.Dispose();
            _list?.Dispose();
            _list = null;
        }
    }

    private void StartHelper()
    {
        _started = true;
        string file = Path.Combine(Path.GetTempPath(), "taskgraph-" + Guid.NewGuid().ToString("N"));
        try
        {
            var list = new FileStream(file, ListOptions());
            _pipe = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
            using var attributes = new SpawnAttributes(session: true);
            int input = (int)_pipe.ClientSafePipeHandle.DangerousGetHandle();
            SlotsLeft left = _slotsLeft?.Invoke() ?? default;
            string variables = $"mark='{_mark}'\nsocket={Quoted(_socket?.Invoke())}\nslots={Quoted(left.Folder)}\nheld={Quoted(left.Held)}\npipe={Quoted(left.Pipe)}\n";
            if (Spawn.Script(variables + Script, input, file, attributes, out int pid) == 0)
            {
                _helper = pid;
                _list = list;
            }
            else
            {
                list.Dispose();
            }

            _pipe.DisposeLocalCopyOfClientHandle();
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _list = null;
        }
    }

    private static string Quoted(string? path) => ShellQuote.Posix(path ?? "");

    private static FileStreamOptions ListOptions()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private void Write(int slot, int group)
    {
        Span<byte> line = stackalloc byte[SlotSize];
        line.Fill((byte)' ');
        line[^1] = (byte)'\n';
        if (group > 0)
            _ = Utf8Formatter.TryFormat(group, line, out _);
        try
        {
            RandomAccess.Write(_list!.SafeFileHandle, line, (long)slot * SlotSize);
        }
        catch (IOException)
        {
            // A full disk costs the protection, not the build.
        }
    }
}
