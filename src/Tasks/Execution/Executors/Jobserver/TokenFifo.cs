using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using TaskGraph.Execution.Executors.Processes;

namespace TaskGraph.Execution.Executors.Jobserver;

/// <summary>
/// A named pipe with one byte for each thread slot that is free: who reads a byte has the slot, and writes the same byte back. The bytes are there as long as anybody has the pipe open. Never waits.
/// </summary>
internal sealed class TokenFifo : IDisposable
{
    /// <summary>As many as a pipe takes at once on every system.</summary>
    public const int MostTokens = 4096;

    private const uint OwnerOnly = 0x180;
    private const byte Token = (byte)'+';

    private readonly SafeFileHandle _pipe;

    private TokenFifo(SafeFileHandle pipe) => _pipe = pipe;

    /// <summary>To wait for something to read.</summary>
    public SafeHandle Handle => _pipe;

    /// <summary>Makes a pipe with so many tokens in it; null if the system refuses.</summary>
    public static TokenFifo? TryCreate(string path, int tokens)
    {
        if (tokens > MostTokens || Posix.MakeFifo(path, OwnerOnly) != 0 || TryOpen(path, out _) is not { } fifo)
            return null;
        if (fifo.Fill(tokens))
            return fifo;
        fifo.Dispose();
        return null;
    }

    /// <summary>Puts tokens into an empty pipe; false if the system takes fewer.</summary>
    public bool Fill(int tokens)
    {
        byte[] all = new byte[tokens];
        Array.Fill(all, Token);
        return Posix.WriteBytes(_pipe, all) == tokens;
    }

    /// <summary>Opens a pipe that is there; null, and why, if there is none.</summary>
    public static TokenFifo? TryOpen(string path, out string reason)
    {
        reason = "";
        var pipe = new SafeFileHandle(Posix.OpenShared(path), ownsHandle: true);
        if (!pipe.IsInvalid && Posix.IsStream(pipe))
            return new TokenFifo(pipe);
        reason = pipe.IsInvalid ? new Win32Exception(Marshal.GetLastPInvokeError()).Message : "It is no named pipe";
        pipe.Dispose();
        return null;
    }

    /// <summary>Takes a token if there is one.</summary>
    public bool TryTake(out byte token)
    {
        nint read;
        do
            read = Posix.ReadByte(_pipe, out token);
        while (read < 0 && Marshal.GetLastPInvokeError() == Posix.Interrupted);
        return read == 1;
    }

    /// <summary>Gives a token back, which <see cref="TryTake"/> gave.</summary>
    public void GiveBack(byte token)
    {
        // There is room: it was there before. What the system refuses is lost, and nobody could do anything about it.
        while (Posix.WriteBytes(_pipe, [token]) < 0 && Marshal.GetLastPInvokeError() == Posix.Interrupted)
        {
        }
    }

    public void Dispose() => _pipe.Dispose();
}
