using System.Net.Sockets;
using System.Text;
using TaskGraph.Execution.Tests.Text;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Fuzzing;

/// <summary>Whatever comes over a real socket, in whatever pieces: it fails the node that it is of and nothing else, nothing hangs, memory stays bounded, and others are served meanwhile.</summary>
[TestClass]
public sealed class SocketFuzzTests
{
    private const int ClientsAtOnce = 8;
    private const long MegaByte = 1 << 20;

    /// <summary>TASKGRAPH_FUZZ_COUNT sets how many connections.</summary>
    [TestMethod]
    [Timeout(3_600_000)]
    public void Whatever_clients_send_fails_the_node_that_it_is_of_and_nothing_else()
    {
        for (int round = Fuzz.Count(400) / ClientsAtOnce; round > 0; round--)
        {
            try
            {
                Round(new Random(round));
            }
            catch (Exception e)
            {
                Assert.Fail($"Round {round}: {e.Message}");
            }
        }
    }

    [TestMethod]
    [Timeout(300_000)]
    public void A_line_without_end_is_refused_when_it_is_too_long()
    {
        using var build = new ListeningBuild(2);
        using var good = new GoodClient(build, 0);
        Socket[] hostile = [build.Connect(1), build.Connect(null)];
        byte[] piece = new byte[MegaByte];
        Array.Fill(piece, (byte)'x');
        long before = GC.GetTotalAllocatedBytes();
        foreach (Socket socket in hostile)
        {
            int sent = 0;
            try
            {
                for (; sent < 64; sent++)
                    socket.Send(piece);
            }
            catch (SocketException)
            {
                // Refused.
            }

            Assert.IsLessThan(64, sent);
            socket.Dispose();
        }

        good.AddAndWait();
        Assert.IsLessThan(100 * MegaByte, GC.GetTotalAllocatedBytes() - before);
        build.End(0);
        build.End(1);
        Dictionary<string, GraphEvent.Ended> ended = build.Finish();
        Assert.AreEqual((Outcome.Executed, Outcome.Failed), (ended["p0"].Outcome, ended["p1"].Outcome));
    }

    [TestMethod]
    [Timeout(300_000)]
    public void Who_asks_without_end_and_takes_no_answer_is_not_heard_until_it_does()
    {
        using var build = new ListeningBuild(2);
        using var good = new GoodClient(build, 0);
        using Socket hostile = build.Connect(1);
        hostile.Send(Encoding.UTF8.GetBytes($$"""{"hello": 1, "node": "p1", "token": "{{build.TokenOf(1)}}"}""" + "\n"));
        byte[] requests = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{}\n", 2_000)));
        hostile.Blocking = false;
        long sent = 0;
        while (sent < 100 * MegaByte && hostile.Poll(TimeSpan.FromSeconds(5), SelectMode.SelectWrite))
        {
            int count = hostile.Send(requests, (int)(sent % 3), 3_000, SocketFlags.None, out SocketError error);
            Assert.IsTrue(error is SocketError.Success or SocketError.WouldBlock, $"{error}");
            sent += count;
        }

        Assert.IsLessThan(100 * MegaByte, sent);
        Assert.IsLessThan(300 * MegaByte, GC.GetTotalMemory(forceFullCollection: true));
        good.AddAndWait();
        // It is heard again when it has taken what it was told.
        hostile.Blocking = true;
        byte[] answers = new byte[MegaByte];
        while (!hostile.Poll(0, SelectMode.SelectWrite))
            Assert.AreNotEqual(0, hostile.Receive(answers));
        hostile.Dispose();
        good.AddAndWait();
        build.End(0);
        build.End(1);
        Dictionary<string, GraphEvent.Ended> ended = build.Finish();
        Assert.AreEqual((Outcome.Executed, Outcome.Failed), (ended["p0"].Outcome, ended["p1"].Outcome));
    }

    private static void Round(Random random)
    {
        using var build = new ListeningBuild(4);
        using var good = new GoodClient(build, 0);
        HostileClient[] all = [.. Enumerable.Range(0, ClientsAtOnce).Select(number => new HostileClient(build, random.Next(1, 4), number, random))];
        List<HostileClient> open = [.. all];
        while (open.Count > 0)
        {
            HostileClient client = open[random.Next(open.Count)];
            if (client.HasSentAll)
            {
                client.Leave();
                open.Remove(client);
            }
            else
            {
                client.Send();
            }

            if (random.Next(20) == 0)
                good.AddAndWait();
        }

        good.AddAndWait();
        good.Dispose();
        for (int node = 0; node < 4; node++)
            build.End(node);
        Dictionary<string, GraphEvent.Ended> ended = build.Finish();
        for (int node = 0; node < 4; node++)
        {
            GraphEvent.Ended end = ended[$"p{node}"];
            bool must = all.Any(client => client.MustFail == node), may = must || all.Any(client => client.MayFail == node || client.MayFailAlso == node);
            string sent = string.Join('\n', all.Select(client => $"fails p{client.MustFail}, may fail p{client.MayFail} p{client.MayFailAlso}: {client}"));
            Assert.IsTrue(end.Outcome == (must ? Outcome.Failed : Outcome.Executed) || (may && !must), $"p{node} is {end.Outcome}: {end.Problem?.Value} {end.Problem?.Detail}\n{sent}");
            if (end.Problem is { } problem)
                Assert.IsTrue(problem.Kind == ProblemKind.RequestRefused && problem.Node!.Name == $"p{node}" && problem.Value.StartsWith("TG: ", StringComparison.Ordinal), $"{problem}");
        }

        foreach (HostileClient client in all)
            client.Dispose();
    }
}
