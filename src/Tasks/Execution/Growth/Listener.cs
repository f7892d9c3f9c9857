using System.Net.Sockets;

namespace TaskGraph.Execution.Growth;

/// <summary>
/// Accepts connections: on a thread of its own when they come, and on any other that asks at once. Whoever has asked knows that all that had come by then is taken in, which
/// it could not of an asynchronous accept: what that has accepted is nowhere to be seen until its continuation runs.
/// </summary>
internal sealed class Listener : IDisposable
{
    private const int Forever = -1;

    // No descriptor is free, for instance. Whoever is not accepted would wait for ever.
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestDispose = TimeSpan.FromSeconds(1);

    private readonly Lock _accepting = new();
    private readonly Socket _socket;
    private readonly Action<Socket> _accepted;
    private readonly Thread _thread;
    private volatile bool _closed;

    /// <summary>Begins to accept.</summary>
    /// <param name="socket">Listens already.</param>
    /// <param name="accepted">Takes a connection; must be quick.</param>
    public Listener(Socket socket, Action<Socket> accepted)
    {
        (_socket, _accepted) = (socket, accepted);
        _socket.Blocking = false;
        _thread = new Thread(Accept, maxStackSize: 256 * 1024) { IsBackground = true, Name = "TaskGraph accept" };
        _thread.Start();
    }

    /// <summary>Takes in all that has come by now.</summary>
    public void TakeWaiting() => TryTakeWaiting();

    /// <summary>Accepts no more.</summary>
    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        Wake();
        _ = _thread.Join(LongestDispose);
        _socket.Dispose();
    }

    private void Accept()
    {
        while (!_closed)
        {
            try
            {
                _ = _socket.Poll(Forever, SelectMode.SelectRead);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            if (!TryTakeWaiting())
                Thread.Sleep(PauseAfterFault);
        }
    }

    private bool TryTakeWaiting()
    {
        lock (_accepting)
        {
            try
            {
                while (!_closed && _socket.Poll(0, SelectMode.SelectRead))
                {
                    Socket accepted = _socket.Accept();
                    // On some systems it has this from the listener.
                    accepted.Blocking = true;
                    _accepted(accepted);
                }

                return true;
            }
            catch (SocketException e)
            {
                // Who came may be gone again.
                return e.SocketErrorCode is SocketError.WouldBlock or SocketError.ConnectionAborted;
            }
            catch (ObjectDisposedException)
            {
                return true;
            }
        }
    }

    // A connection of our own: that a socket is closed wakes nobody who polls it, not on every system.
    private void Wake()
    {
        try
        {
            using var knock = new Socket(_socket.AddressFamily, SocketType.Stream, _socket.ProtocolType) { Blocking = false };
            knock.Connect(_socket.LocalEndPoint!);
        }
        catch (SocketException)
        {
            // Under way, or others wait there, who wake as well.
        }
    }
}
