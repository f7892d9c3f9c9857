using TaskGraph.Execution.Storage;
using TaskGraph.Execution.Tests.PowerCuts;
using TaskGraph.Execution.Tests.Storage;
using TaskGraph.Execution.Tests.Text;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Fuzzing;

/// <summary>Whatever is in the files of the state, nothing is thrown, and nothing is believed that was never written.</summary>
[TestClass]
public sealed class JournalAndTracesTests
{
    [TestMethod]
    public void A_journal_that_was_changed_or_spliced_with_another_tells_nothing_that_neither_was_told()
    {
        (byte[] one, HashSet<string> told) = Written(1);
        (byte[] other, HashSet<string> toldOther) = Written(2);
        told.UnionWith(toldOther);
        var random = new Random(3);
        var mutation = new Mutation(random, one, other);
        for (int count = Fuzz.Count(2_000); count > 0; count--)
        {
            // Bytes that stay at their place are the dangerous ones: elsewhere no record is taken for one.
            int cut = random.Next(Math.Min(one.Length, other.Length));
            byte[] content = random.Next(3) == 0 ? [.. one[..cut], .. other[cut..]] : mutation.Next();
            try
            {
                foreach (string text in Read(content))
                    Assert.Contains(text, told);
            }
            catch (Exception e)
            {
                Assert.Fail($"{e.GetType().Name} {e.Message}\n for {Convert.ToBase64String(content)}\n{e.StackTrace}");
            }
        }
    }

    [TestMethod]
    public void A_trace_is_what_was_written_or_not_there()
    {
        var random = new Random(4);
        var disk = new FragileDisk();
        var entries = new List<(long At, byte[] Bytes)>();
        using (var traces = new TraceFile(disk, "/traces"))
        {
            for (int i = 0; i < 20; i++)
            {
                byte[] entry = new byte[random.Next(60)];
                random.NextBytes(entry);
                entries.Add((traces.Append(entry), entry));
            }
        }

        var mutation = new Mutation(random, disk.Read("/traces")!);
        for (int count = Fuzz.Count(2_000); count > 0; count--)
        {
            var changed = new FragileDisk();
            using (IStateFile file = changed.Open("/traces", FileMode.Create, FileAccess.Write, FileShare.None))
                file.Write(0, mutation.Next());
            using var traces = new TraceFile(changed, "/traces");
            foreach ((long at, byte[] bytes) in entries)
            {
                if (traces.TryRead(at, bytes.Length, out byte[] found))
                    CollectionAssert.AreEqual(bytes, found);
            }

            Assert.IsFalse(traces.TryRead(random.NextInt64(), random.Next(), out _));
            long added = traces.Append([1, 2, 3]);
            Assert.IsTrue(traces.TryRead(added, 3, out _));
        }
    }

    // What the journal says of it, and says again when more was written.
    private static string[] Read(byte[] content)
    {
        var disk = new FragileDisk();
        using (IStateFile file = disk.Open("/journal", FileMode.Create, FileAccess.Write, FileShare.None))
            file.Write(0, content);
        var paths = new PathTable(StringComparer.Ordinal);
        using (Journal journal = Journal.Open("/journal", paths, Sample.Boot, disk))
        {
            foreach (string name in journal.NamesWithOpenRuns)
                _ = journal.LooseChildren(name).Count + journal.OpenRuns(name).Count + journal.LastChildren(name, journal.OpenRuns(name)[0].Definition).Count;
            for (int path = 0; path < paths.Count; path++)
                journal.Memo(path);
            journal.WillStart("more", Sample.Run("more"));
            journal.Ended("more", []);
        }

        paths = new PathTable(StringComparer.Ordinal);
        using Journal again = Journal.Open("/journal", paths, Sample.Boot, disk);
        return Sample.Texts(again, paths);
    }

    private static (byte[] Content, HashSet<string> Told) Written(int seed)
    {
        var disk = new FragileDisk();
        var paths = new PathTable(StringComparer.Ordinal);
        var model = new JournalModel(seed, names: 4, definitions: 3);
        using (Journal journal = Journal.Open("/journal", paths, Sample.Boot, disk))
        {
            for (int step = 0; step < 60; step++)
                model.Step(journal, paths);
        }

        return (disk.Read("/journal")!, [.. model.History.SelectMany(texts => texts), .. model.Valid.SelectMany(texts => texts)]);
    }
}
