using Microsoft.Win32.SafeHandles;
using TaskGraph.Execution.Text;
using TaskGraph.Model;

namespace TaskGraph.Execution.Executors;

/// <summary>
/// Tells the lines of running nodes while they write them, by reading behind in their log files. So a node writes into a file in every log mode, and
/// nothing that keeps its output open holds anything up.
/// </summary>
internal sealed class LogTail : ILiveOutput
{
    // What one call reads: some milliseconds of a log's work, however short the lines are.
    private const int Piece = 16 * 1024;

    // What is still told of a node's output once the build stops.
    private const int LastTold = 64 * 1024;

    private readonly Dictionary<int, Follower> _followers = [];
    private readonly List<Follower> _writing = [];
    private readonly byte[] _buffer = new byte[Piece];
    private bool _abridged;
    private int _turn;

    /// <summary>A node begins to write into a file.</summary>
    public void Begin(int node, string file)
    {
        var follower = new Follower(node, file);
        _followers.Add(node, follower);
        _writing.Add(follower);
    }

    /// <inheritdoc/>
    public bool TellSome(Action<GraphEvent> raise)
    {
        for (int looked = 0; looked < _writing.Count; looked++)
        {
            _turn = (_turn + 1) % _writing.Count;
            if (_writing[_turn].Tell(_buffer, raise))
                return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public bool TryFinish(int node, Action<GraphEvent> raise)
    {
        if (!_followers.TryGetValue(node, out Follower? follower))
            return true;
        if (_writing.Remove(follower))
            follower.Close();
        if (_abridged)
            follower.LeaveOut(LastTold, raise);
        if (follower.Tell(_buffer, raise))
            return false;
        follower.Complete(raise);
        _followers.Remove(node);
        return true;
    }

    /// <inheritdoc/>
    public void Abridge() => _abridged = true;

    private sealed class Follower
    {
        private readonly int _node;
        private readonly string _file;
        private readonly LineSplitter _lines;
        private Action<GraphEvent>? _raise;
        private long _position;

        // What somebody else writes into the file after the node's end is not the node's.
        private long _end = long.MaxValue;

        public Follower(int node, string file)
        {
            _node = node;
            _file = file;
            _lines = new LineSplitter((text, _) => _raise!(new GraphEvent.OutputLine(_node, text.ToString())));
        }

        public bool Tell(byte[] buffer, Action<GraphEvent> raise)
        {
            _raise = raise;
            int read = Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, _end - _position)));
            _position += read;
            _lines.Feed(buffer.AsSpan(0, read));
            return read > 0 && _position < _end;
        }

        public void Close()
        {
            try
            {
                _end = Math.Max(_position, new FileInfo(_file).Length);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A node that printed nothing has no file any more.
                _end = _position;
            }
        }

        public void LeaveOut(int most, Action<GraphEvent> raise)
        {
            if (_end - _position <= most)
                return;
            Complete(raise);
            raise(new GraphEvent.OutputLeftOut(_node, _end - most - _position));
            _position = _end - most;
        }

        public void Complete(Action<GraphEvent> raise)
        {
            _raise = raise;
            _lines.Complete();
        }

        private int Read(Span<byte> into)
        {
            try
            {
                using SafeFileHandle handle = File.OpenHandle(_file, share: FileShare.ReadWrite | FileShare.Delete);
                return RandomAccess.Read(handle, into, _position);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Not there yet, or not readable any more: the log file itself is what is told in the end.
                return 0;
            }
        }
    }
}
