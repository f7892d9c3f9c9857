using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Storage;

[TestClass]
public sealed class JournalCompactionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder["journal"];

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void A_journal_of_mostly_garbage_shrinks_and_knows_the_same()
    {
        var model = new JournalModel(seed: 9, names: 6, definitions: 3);
        (Journal journal, PathTable paths) = Sample.Open(File);
        for (int step = 0; step < 300; step++)
            model.Step(journal, paths);
        for (int i = 0; i < 20_000; i++)
            journal.AddMemo(paths.Intern("busy"), Sample.Stat(i + 1), Sample.DigestOf("busy"), racy: false);
        journal.Flush();
        Assert.IsGreaterThan(1_000_000, new FileInfo(File).Length);
        journal.Dispose();

        Assert.IsLessThan(100_000, new FileInfo(File).Length);
        (Journal again, PathTable others) = Sample.Open(File);
        using (again)
        {
            Assert.IsNull(again.Notice);
            CollectionAssert.AreEqual(model.Texts.Select(WithoutTrace).ToArray(), Sample.Texts(again, others).Select(WithoutTrace).ToArray());
            foreach (string name in model.Names)
            {
                Assert.AreEqual(model.IsRunning(name), again.WasRunning(name));
                CollectionAssert.AreEqual(model.LooseChildrenOf(name), again.LooseChildren(name).Order(StringComparer.Ordinal).ToArray());
                CollectionAssert.AreEqual(model.OpenRunsOf(name), again.OpenRuns(name).Select(run => Sample.Text(run, others)).ToArray());
                CollectionAssert.AreEqual(
                    model.TextsOf(name).Select(WithoutTrace).ToArray(),
                    again.Find(name).Select(record => WithoutTrace(Sample.Text(record, others))).ToArray());
            }

            Assert.AreEqual(20_000, again.Memo(others.Find("busy"))!.Value.Stat.Changed);
            foreach ((string path, FileMemo memo) in model.Memos.Where(pair => !pair.Value.Racy))
                Assert.AreEqual(memo, again.Memo(others.Find(path)));
        }

        // The model's records refer to traces that were never written.
        static string WithoutTrace(string text) => text.Replace(" 40 2 ", " -1 0 ", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_journal_that_is_mostly_used_is_left_alone()
    {
        (Journal journal, PathTable paths) = Sample.Open(File);
        for (int i = 0; i < 20_000; i++)
            journal.AddMemo(paths.Intern($"in/{i}"), Sample.Stat(1), Sample.DigestOf("x"), racy: false);
        journal.Flush();
        long length = new FileInfo(File).Length;
        journal.Dispose();

        Assert.AreEqual(length, new FileInfo(File).Length);
    }

    [TestMethod]
    public void Traces_of_records_that_count_are_kept_and_the_others_go()
    {
        byte[] large = new byte[300_000];
        (Journal journal, PathTable paths) = Sample.Open(File);
        for (int i = 0; i < 10; i++)
        {
            large.AsSpan().Fill((byte)i);
            journal.Add(Sample.Record(paths, $"n{i % 2}", "d", "f") with { TraceOffset = journal.Traces.Append(large), TraceLength = large.Length });
        }

        journal.Dispose();

        Assert.IsLessThan(700_000, new FileInfo(_folder["traces"]).Length);
        (Journal again, _) = Sample.Open(File);
        using (again)
        {
            NodeRecord newest = again.Latest("n1")!;
            Assert.IsTrue(again.Traces.TryRead(newest.TraceOffset, newest.TraceLength, out byte[] trace));
            Assert.AreEqual((byte)9, trace[^1]);
        }
    }

    [TestMethod]
    public void A_place_in_the_traces_that_a_record_refers_to_is_not_given_out_again()
    {
        (Journal journal, PathTable paths) = Sample.Open(File);
        journal.Add(Sample.Record(paths, "n", "d", "f") with { TraceOffset = journal.Traces.Append("lost"u8), TraceLength = 4 });
        journal.Dispose();
        System.IO.File.Delete(_folder["traces"]);

        (Journal again, _) = Sample.Open(File);
        using (again)
        {
            again.Traces.Append("next"u8);
            NodeRecord record = again.Latest("n")!;
            Assert.IsFalse(again.Traces.TryRead(record.TraceOffset, record.TraceLength, out _));
        }
    }
}
