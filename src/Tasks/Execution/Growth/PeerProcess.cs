using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace TaskGraph.Execution.Growth;

/// <summary>Which process has opened a local connection, where the system tells.</summary>
internal static class PeerProcess
{
    private const int LinuxSocketLevel = 1;
    private const int LinuxCredentialsSize = 12;
    private const int MacLocalLevel = 0;
    private const int MacPeerPid = 2;

    // The name of the option is the same on all architectures, and its number is not.
    private static readonly int LinuxPeerCredentials = RuntimeInformation.ProcessArchitecture == Architecture.Ppc64le ? 21 : 17;

    /// <summary>Its number; 0 if nobody knows. It may have ended since.</summary>
    public static int Of(Socket socket)
    {
        if (socket.AddressFamily != AddressFamily.Unix)
            return 0;
        if (OperatingSystem.IsLinux())
            return Option(socket, LinuxSocketLevel, LinuxPeerCredentials, LinuxCredentialsSize);
        return OperatingSystem.IsMacOS() ? Option(socket, MacLocalLevel, MacPeerPid, sizeof(int)) : 0;
    }

    // Both systems begin with the process.
    private static int Option(Socket socket, int level, int name, int size)
    {
        Span<byte> value = stackalloc byte[size];
        try
        {
            bool whole = socket.GetRawSocketOption(level, name, value) == size;
            int pid = BitConverter.IsLittleEndian ? BinaryPrimitives.ReadInt32LittleEndian(value) : BinaryPrimitives.ReadInt32BigEndian(value);
            return whole ? Math.Max(0, pid) : 0;
        }
        catch (SocketException)
        {
            // Without an answer it is as where nobody can be asked.
            return 0;
        }
    }
}
