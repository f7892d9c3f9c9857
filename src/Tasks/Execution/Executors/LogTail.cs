using TaskGraph.Execution.Text;

namespace TaskGraph.Execution.Executors;

/// <summary>
/// Tells the lines of running nodes while they write them, by reading behind in their log files. So a node writes into a file in every log mode, and
/// nothing that keeps its output open holds anything up.
/// </summary>
internal sealed class LogTail : IDisposable
{
    private const int Period = 50;

    private readonly IInbox _inbox;
    private readonly Dictionary<int, Follower> _followers = [];
    private readonly ManualResetEventSlim _stop = new();
    private Thread? _thread;

    public LogTail(IInbox inbox) => _inbox = inbox;

    /// <summary>A node begins to write into a file.</summary>
    public void Begin(int node, string file)
    {
        lock (_followers)
        {
            _followers.Add(node, new Follower(node, file, _inbox));
            if (_thread is not null)
                return;
            _thread = new Thread(Follow) { IsBackground = true, Name = "TaskGraph log" };
            _thread.Start();
        }
    }

    /// <summary>A node has ended: tells what is left, also a line without an end.</summary>
    public void End(int node)
    {
        lock (_followers)
        {
            if (_followers.Remove(node, out Follower? follower))
                follower.Finish();
        }
    }

    public void Dispose()
    {
        _stop.Set();
        _thread?.Join();
        _stop.Dispose();
    }

    private void Follow()
    {
        while (!_stop.Wait(Period))
        {
            lock (_followers)
            {
                foreach (Follower follower in _followers.Values)
                    follower.Read();
            }
        }
    }

    private sealed class Follower(int node, string file, IInbox inbox)
    {
        private readonly LineSplitter _lines = new((text, _) => inbox.Post(new RunnerMessage.OutputLine(node, text.ToString())));
        private readonly byte[] _buffer = new byte[16 * 1024];
        private long _position;

        public void Read()
        {
            try
            {
                using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(file, share: FileShare.ReadWrite | FileShare.Delete);
                for (int read; (read = RandomAccess.Read(handle, _buffer, _position)) > 0; _position += read)
                    _lines.Feed(_buffer.AsSpan(0, read));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Not there yet, or not readable any more: the log file itself is what is told in the end.
            }
        }

        public void Finish()
        {
            Read();
            _lines.Complete();
        }
    }
}
