using System.Diagnostics;
using System.Net.Sockets;
using TaskGraph.Execution.Executors.Jobserver;
using TaskGraph.Execution.Executors.Processes;

namespace TaskGraph.Execution.Tests.Jobserver;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class LeadingProcessTests
{
    [TestMethod]
    public void A_process_that_is_no_worker_leads_its_own_build()
    {
        Assert.StartsWith($"{Environment.ProcessId}-", LeadingProcess.Find());
        Assert.AreEqual(LeadingProcess.Find(), LeadingProcess.Find());
    }

    [TestMethod]
    public void Who_is_at_the_other_end_of_a_socket_with_a_name_is_told_and_neither_who_listens_nor_this_process()
    {
        string folder = Directory.CreateTempSubdirectory("taskgraph-peer-").FullName;
        string path = Path.Combine(folder, "worker-socket");
        try
        {
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen();
            using var own = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            own.Connect(new UnixDomainSocketEndPoint(path));
            using Socket toOwn = listener.Accept();
            Assert.AreEqual(0, Posix.PeerOfSocket("worker-socket", 1024));
            var start = new ProcessStartInfo("python3", ["-c", $"import os, socket\ns = socket.socket(socket.AF_UNIX)\ns.connect('{path}')\nprint(os.getpid(), flush=True)\ninput()"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            using Process other = Process.Start(start)!;
            int process = int.Parse(other.StandardOutput.ReadLine()!);
            using Socket toOther = listener.Accept();
            Assert.AreEqual(process, Posix.PeerOfSocket("worker-socket", 1024));
            Assert.AreEqual(0, Posix.PeerOfSocket("another-socket", 1024));
            other.StandardInput.WriteLine();
            other.WaitForExit();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
