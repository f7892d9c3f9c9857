using System.Globalization;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Storage;

/// <summary>A journal whose every operation was flushed, so that it is known which of them a stretch of bytes holds.</summary>
[TestClass]
public sealed class JournalDamageTests : IDisposable
{
    private const int Steps = 11;

    private readonly TemporaryFolder _folder = new();
    private readonly JournalModel _model;
    private readonly List<int> _ends = [0];
    private readonly byte[] _whole;

    public JournalDamageTests()
    {
        _model = new JournalModel(seed: 4, names: 3, definitions: 2);
        (Journal journal, PathTable paths) = Sample.Open(File);
        for (int step = 0; step < Steps; step++)
        {
            _model.Step(journal, paths);
            journal.Flush();
            _ends.Add((int)new FileInfo(File).Length);
        }

        journal.Dispose();
        _whole = System.IO.File.ReadAllBytes(File);
    }

    private string File => _folder["journal"];

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Cut_short_at_any_byte_it_knows_exactly_what_came_before()
    {
        for (int length = JournalFormat.FileHead; length <= _whole.Length; length++)
        {
            int done = _ends.FindLastIndex(end => end <= length);
            (Journal journal, PathTable paths) = Load(_whole[..length]);
            CollectionAssert.AreEqual(_model.History[done], Sample.Texts(journal, paths), $"cut at {length}");
            Assert.IsNull(journal.Notice);
            // One record that is shorter than most of what was cut off, so that a rest of it would show.
            if (length % 5 != 0)
                continue;
            journal.Ended("x", []);
            journal.Dispose();
            (Journal again, PathTable others) = Sample.Open(File);
            CollectionAssert.AreEqual(_model.History[done], Sample.Texts(again, others), $"cut at {length}, then appended");
            Assert.IsNull(again.Notice, $"cut at {length}, then appended");
        }
    }

    [TestMethod]
    public void Cut_short_within_its_head_it_knows_nothing()
    {
        for (int length = 0; length < JournalFormat.FileHead; length++)
        {
            using Journal journal = Load(_whole[..length]).Journal;
            Assert.IsEmpty(journal.Records);
        }
    }

    [TestMethod]
    public void With_any_byte_changed_nothing_invalid_is_trusted_then_or_later()
    {
        for (int at = 0; at < _whole.Length; at++)
        {
            byte[] content = [.. _whole];
            content[at] ^= (byte)(1 << (at % 8));
            // A later load costs a rewrite that waits for the disk.
            AssertNothingInvalidIsTrusted(content, $"byte {at}", alsoLater: at % 97 == 0);
        }
    }

    [TestMethod]
    public void With_bytes_changed_at_random_nothing_invalid_is_trusted_then_or_later()
    {
        string? wanted = Environment.GetEnvironmentVariable("TASKGRAPH_FUZZ_COUNT");
        int count = wanted is null ? 300 : int.Parse(wanted, CultureInfo.InvariantCulture);
        for (int seed = 0; seed < count; seed++)
        {
            var random = new Random(seed);
            byte[] content = [.. _whole];
            for (int changes = random.Next(1, 5); changes > 0 && content.Length > 0; changes--)
                content = Mutate(content, random);
            AssertNothingInvalidIsTrusted(content, $"seed {seed}", alsoLater: wanted is not null || seed % 25 == 0);
        }
    }

    [TestMethod]
    public void Bytes_that_moved_raise_nothing()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            int from = random.Next(_whole.Length), to = random.Next(_whole.Length);
            (Journal journal, PathTable paths) = Load([.. _whole[..from], .. _whole[to..]]);
            using (journal)
                _ = Sample.Texts(journal, paths);
        }
    }

    [TestMethod]
    public void A_damaged_memo_costs_itself_only()
    {
        string[] names = ["a", "b", "c"];
        byte[] content = Written((journal, paths) =>
        {
            journal.Add(Sample.Record(paths, "n", "d", "f", "out"));
            foreach (string name in names)
                journal.AddMemo(paths.Intern(name), Sample.Stat(1), Sample.DigestOf(name), racy: false);
        });
        Span<byte> digest = stackalloc byte[Digest.Length];
        Sample.DigestOf("b").CopyTo(digest);
        content[content.AsSpan().IndexOf(digest)] ^= 1;

        (Journal loaded, PathTable others) = Load(content);
        using (loaded)
        {
            Assert.IsNotNull(loaded.Latest("n"));
            Assert.IsNotNull(loaded.Memo(others.Intern("a")));
            Assert.IsNull(loaded.Memo(others.Intern("b")));
            Assert.IsNotNull(loaded.Memo(others.Intern("c")));
            Assert.IsNotNull(loaded.Notice);
        }
    }

    [TestMethod]
    public void A_lost_path_takes_the_records_that_refer_to_it_and_shifts_no_other()
    {
        byte[] content = Written((journal, paths) =>
        {
            journal.Add(Sample.Record(paths, "one", "d", "f", "out/one"));
            journal.Add(Sample.Record(paths, "two", "d", "f", "out/two"));
        });
        content[content.AsSpan().IndexOf("out/one"u8)] ^= 1;

        (Journal loaded, PathTable others) = Load(content);
        using (loaded)
        {
            Assert.IsNull(loaded.Latest("one"));
            Assert.AreEqual("out/two", others[loaded.Latest("two")!.Outputs[0].Path]);
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_damaged_Started_voids_what_came_before_and_stays_void(bool atTheEnd)
    {
        byte[] content = Written((journal, paths) =>
        {
            journal.Add(Sample.Record(paths, "n", "d", "f"));
            journal.WillStart("n", Sample.Run("d"));
            if (!atTheEnd)
                journal.Add(Sample.Record(paths, "m", "d", "f"));
        });
        Span<byte> head = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(head, (4u << 28) | 41);
        content[content.AsSpan().IndexOf(head) + 20] ^= 1;

        (Journal loaded, PathTable others) = Load(content);
        using (loaded)
        {
            Assert.IsNull(loaded.Latest("n"));
            Assert.AreEqual(!atTheEnd, loaded.Latest("m") is not null);
            loaded.Add(Sample.Record(others, "k", "d", "f"));
        }

        using Journal again = Sample.Open(File).Journal;
        Assert.IsNull(again.Latest("n"));
        Assert.IsNotNull(again.Latest("k"));
        Assert.IsNull(again.Notice);
    }

    [TestMethod]
    public void Records_of_another_journal_or_of_this_one_before_it_was_written_anew_are_none_at_their_own_place()
    {
        byte[] one = Written((journal, paths) => Write(journal, paths, "f")), other = Written((journal, paths) => Write(journal, paths, "g"));
        Assert.AreEqual(one.Length, other.Length);
        for (int from = JournalFormat.FileHead; from < one.Length; from++)
        {
            (Journal journal, PathTable paths) = Load([.. one[..from], .. other[from..]]);
            using (journal)
                Assert.IsTrue(journal.Records.All(record => record.Fingerprint == Sample.DigestOf("f")), $"{from}");
        }

        static void Write(Journal journal, PathTable paths, string fingerprint)
        {
            journal.Add(Sample.Record(paths, "a", "d", fingerprint, "out/a"));
            journal.Add(Sample.Record(paths, "b", "d", fingerprint, "out/b"));
        }
    }

    [TestMethod]
    public void Zeros_behind_the_end_are_what_a_crash_leaves_and_cost_nothing()
    {
        (Journal loaded, PathTable paths) = Load([.. _whole, .. new byte[4096]]);
        using (loaded)
            CollectionAssert.AreEqual(_model.Texts, Sample.Texts(loaded, paths));
    }

    private static byte[] Mutate(byte[] content, Random random)
    {
        int from = random.Next(content.Length);
        int length = Math.Min(random.Next(1, 64), content.Length - from);
        switch (random.Next(5))
        {
            case 0:
                random.NextBytes(content.AsSpan(from, length));
                return content;
            case 1:
                content.AsSpan(from, length).Clear();
                return content;
            case 2:
                return content[..from];
            case 3:
                int other = random.Next(content.Length - length + 1);
                content.AsSpan(other, length).CopyTo(content.AsSpan(from, length));
                return content;
            default:
                content[from] ^= (byte)(1 << random.Next(8));
                return content;
        }
    }

    // What was cut off, or is zeros up to the end, cannot be known to have been there: the build is taken to have died before it.
    private void AssertNothingInvalidIsTrusted(byte[] content, string what, bool alsoLater)
    {
        int length = content.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        int done = Math.Max(0, _ends.FindLastIndex(end => end <= length));
        (Journal journal, PathTable paths) = Load(content);
        AssertValid(journal, paths, done, what);
        if (!alsoLater)
            return;
        journal.Add(Sample.Record(paths, "late", "d", "f"));
        journal.Dispose();

        (Journal again, PathTable others) = Sample.Open(File);
        Assert.IsNotNull(again.Latest("late"), what);
        Assert.IsNull(again.Notice, what);
        again.Remove("late");
        AssertValid(again, others, done, what + ", appended");
    }

    private void AssertValid(Journal journal, PathTable paths, int done, string what)
    {
        foreach (NodeRecord record in journal.Records)
        {
            Assert.Contains(Sample.Text(record, paths), _model.Valid[done], what);
            Assert.DoesNotContain(record.Name, _model.Running[done], what);
        }
    }

    private (Journal Journal, PathTable Paths) Load(byte[] content)
    {
        // Anew, not in place: some file systems wait for the disk when a file is cut to nothing and written again.
        System.IO.File.Delete(File);
        System.IO.File.WriteAllBytes(File, content);
        return Sample.Open(File);
    }

    private byte[] Written(Action<Journal, PathTable> write)
    {
        System.IO.File.Delete(File);
        (Journal journal, PathTable paths) = Sample.Open(File);
        using (journal)
            write(journal, paths);
        return System.IO.File.ReadAllBytes(File);
    }
}
