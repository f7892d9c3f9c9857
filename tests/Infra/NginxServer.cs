using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TaskGraph.Testing;

/// <summary>A real nginx on a free port of loopback that keeps what is PUT to it, in a folder of its own. Gone with its files when it is disposed of.</summary>
public sealed class NginxServer : IDisposable
{
    /// <summary>The package of Debian's to install.</summary>
    public const string Package = "nginx-light";

    // Another program may take the port between finding it free and using it.
    private const int MostTries = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("taskgraph-nginx-").FullName;
    private readonly Process _process;
    private bool _disposed;

    private NginxServer(string program)
    {
        Directory.CreateDirectory(Data);
        for (int tries = 1; ; tries++)
        {
            Port = FreePort();
            File.WriteAllText(Path.Combine(_folder, "nginx.conf"), Configuration());
            var start = new ProcessStartInfo(program) { RedirectStandardInput = true };
            foreach (string argument in (string[])["-p", _folder, "-c", Path.Combine(_folder, "nginx.conf"), "-e", Path.Combine(_folder, "error.log")])
                start.ArgumentList.Add(argument);
            _process = Process.Start(start)!;
            if (Answers())
                return;
            Stop();
            if (tries == MostTries)
            {
                string said = File.Exists(Path.Combine(_folder, "error.log")) ? File.ReadAllText(Path.Combine(_folder, "error.log")) : "nothing";
                Directory.Delete(_folder, recursive: true);
                throw new InvalidOperationException($"nginx does not start, and says: {said}");
            }
        }
    }

    public int Port { get; }

    /// <summary>Ends in '/'.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port}/");

    /// <summary>Where what it keeps lies, by path.</summary>
    public string Data => Path.Combine(_folder, "data");

    /// <summary>A server that answers; null if nginx is not installed.</summary>
    public static NginxServer? TryStart() => Find() is { } program ? new NginxServer(program) : null;

    /// <summary>Ends it, and takes its files.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Stop();
        Directory.Delete(_folder, recursive: true);
    }

    private static string? Find()
    {
        // Its folder is in the PATH of the superuser alone.
        string name = OperatingSystem.IsWindows() ? "nginx.exe" : "nginx";
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"])
            .Where(Path.IsPathRooted)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string Configuration() => $$"""
        daemon off;
        # As root it would have workers of another user, who may not enter the folder.
        {{(Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows() ? "user root;" : "")}}
        worker_processes 2;
        pid pid;
        error_log error.log;
        events { worker_connections 512; }
        http {
          access_log off;
          keepalive_requests 100000;
          client_body_temp_path client_body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          server {
            listen 127.0.0.1:{{Port}};
            root data;
            dav_methods PUT DELETE;
            create_full_put_path on;
            client_max_body_size 0;
          }
        }
        """;

    private bool Answers()
    {
        // Whoever took the port meanwhile would answer as well, and nginx tries for a while to have it.
        string word = Guid.NewGuid().ToString();
        File.WriteAllText(Path.Combine(Data, "word"), word);
        long until = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        // Refused at once until it listens; its end is a sign as well.
        while (Environment.TickCount64 < until && !_process.WaitForExit(1))
        {
            if (Said("/word") == word)
            {
                File.Delete(Path.Combine(Data, "word"));
                return true;
            }
        }

        return false;
    }

    private string Said(string path)
    {
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(IPAddress.Loopback, Port);
            using var stream = new NetworkStream(socket);
            stream.Write(System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.0\r\n\r\n"));
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd().Split("\r\n\r\n")[^1];
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return "";
        }
    }

    private void Stop()
    {
        // With its workers: they do not end with it when it is killed.
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
