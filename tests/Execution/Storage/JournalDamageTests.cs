using System.Globalization;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Storage;

/// <summary>A journal whose every operation was flushed, so that it is known which of them a stretch of bytes holds.</summary>
[TestClass]
public sealed class JournalDamageTests : IDisposable
{
    private const int Steps = 24;

    private readonly TemporaryFolder _folder = new();
    private readonly JournalModel _model;
    private readonly List<int> _ends = [0];
    private readonly byte[] _whole;
    private readonly HashSet<string> _told;

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
        _told = [.. _model.Valid.SelectMany(texts => texts)];
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
    public void A_damaged_Started_leaves_what_came_before_in_doubt_until_it_succeeds_again(bool atTheEnd)
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
            AssertDoubt(loaded, "n", true);
            Assert.AreEqual(!atTheEnd, loaded.Latest("m") is not null);
            loaded.Add(Sample.Record(others, "k", "d", "f"));
        }

        (Journal again, PathTable numbers) = Sample.Open(File);
        using (again)
        {
            AssertDoubt(again, "n", true);
            AssertDoubt(again, "k", false);
            if (!atTheEnd)
                AssertDoubt(again, "m", false);
            Assert.IsNull(again.Notice);
            again.Add(Sample.Record(numbers, "n", "d", "f"));
            AssertDoubt(again, "n", false);
        }

        using Journal last = Sample.Open(File).Journal;
        AssertDoubt(last, "n", false);
    }

    [TestMethod]
    public void Doubt_is_of_each_success_and_of_what_is_known_of_the_name()
    {
        byte[] content = Written((journal, paths) =>
        {
            journal.Add(Sample.Record(paths, "n", "old", "f"));
            journal.Add(Sample.Record(paths, "other", "d", "f"));
            journal.Remove("lost");
            journal.Add(Sample.Record(paths, "n", "new", "f"));
        });
        Damage(content, RecordKind.Removed, 0);

        (Journal loaded, PathTable others) = Load(content);
        using (loaded)
        {
            AssertAll(loaded);
            loaded.Add(Sample.Record(others, "k", "d", "f"));
        }

        using Journal again = Sample.Open(File).Journal;
        AssertAll(again);

        static void AssertAll(Journal journal)
        {
            Assert.IsTrue(journal.Find("n", Sample.DigestOf("old"))!.BeforeLoss);
            Assert.IsFalse(journal.Find("n", Sample.DigestOf("new"))!.BeforeLoss);
            Assert.IsFalse(journal.IsInDoubt("n"));
            AssertDoubt(journal, "other", true);
            Assert.IsFalse(journal.IsInDoubt("never seen"));
        }
    }

    [TestMethod]
    public void Memos_before_a_loss_prove_nothing_and_those_behind_it_do()
    {
        byte[] content = Written((journal, paths) =>
        {
            journal.AddMemo(paths.Intern("a"), Sample.Stat(1), Sample.DigestOf("a"), racy: false);
            journal.Remove("lost");
            journal.AddMemo(paths.Intern("b"), Sample.Stat(1), Sample.DigestOf("b"), racy: false);
        });
        Damage(content, RecordKind.Removed, 0);

        (Journal loaded, PathTable others) = Load(content);
        using (loaded)
        {
            Assert.IsTrue(loaded.Memo(others.Intern("a"))!.Value.Racy);
            Assert.IsFalse(loaded.Memo(others.Intern("b"))!.Value.Racy);
        }
    }

    [TestMethod]
    public void What_is_known_of_runs_before_a_loss_stays_known_and_is_not_mixed_with_what_came_behind()
    {
        byte[] content = Written((journal, paths) =>
        {
            journal.WillStart("n", Sample.Run(paths, "d", ["out/"], ["out/own"]));
            journal.Grew("n", ["child"]);
            journal.Flush();
            journal.WillStart("n", Sample.Run(paths, "e", ["out/"], ["out/own"]));
            journal.Ended("n", [paths.Intern("out/of-the-second")]);
        });
        Damage(content, RecordKind.Started, 1);

        (Journal loaded, PathTable others) = Load(content);
        using (loaded)
        {
            AssertAll(loaded, others);
            loaded.Add(Sample.Record(others, "k", "d", "f"));
        }

        (Journal again, PathTable numbers) = Sample.Open(File);
        using (again)
            AssertAll(again, numbers);

        static void AssertAll(Journal journal, PathTable paths)
        {
            OpenRun run = journal.OpenRuns("n").Single();
            Assert.AreEqual(Sample.DigestOf("d"), run.Definition);
            Assert.IsNull(run.Left);
            Assert.IsTrue(run.MayHaveLeft(paths.Find("out/"), paths.Intern("out/half")));
            Assert.IsFalse(run.MayHaveLeft(paths.Find("out/"), paths.Intern("out/own")));
            Assert.AreEqual("child", journal.LooseChildren("n").Single());
            Assert.IsTrue(journal.IsUntidy("n"));
            Assert.IsTrue(journal.IsInDoubt("n"));
        }
    }

    [TestMethod]
    public void The_number_of_a_lost_path_given_out_anew_is_no_other_path_to_older_records()
    {
        byte[] content = Written((journal, paths) =>
        {
            journal.Add(Sample.Record(paths, "one", "d", "f", "out/one"));
            journal.AddMemo(paths.Intern("last"), Sample.Stat(1), Sample.DigestOf("last"), racy: false);
            journal.WillStart("two", Sample.Run(paths, "d", ["last"], []));
        });
        Damage(content, RecordKind.Path, 3);

        (Journal loaded, PathTable others) = Load(content);
        using (loaded)
        {
            loaded.AddMemo(others.Intern("new"), Sample.Stat(2), Sample.DigestOf("new"), racy: false);
            loaded.Add(Sample.Record(others, "three", "d", "f", "new/too"));
        }

        (Journal again, PathTable numbers) = Sample.Open(File);
        using (again)
        {
            Assert.IsNull(again.Memo(numbers.Intern("last")));
            Assert.IsEmpty(again.OpenRuns("two").Single().Declared);
            Assert.AreEqual("out/one", numbers[again.Latest("one")!.Outputs.Single().Path]);
            Assert.AreEqual("new/too", numbers[again.Latest("three")!.Outputs.Single().Path]);
            Assert.AreEqual(Sample.DigestOf("new"), again.Memo(numbers.Find("new"))!.Value.Digest);
        }
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
            // What is in doubt was true once; whether it still is, contents tell.
            Assert.Contains(Sample.Text(record, paths), record.BeforeLoss ? _told : _model.Valid[done], what);
            if (!record.BeforeLoss)
                Assert.DoesNotContain(record.Name, _model.Running[done], what);
        }
    }

    private static void AssertDoubt(Journal journal, string name, bool expected)
    {
        Assert.AreEqual(expected, journal.IsInDoubt(name), name);
        Assert.AreEqual(expected, journal.Latest(name)!.BeforeLoss, name);
    }

    // Bytes of all records of some kind from the first of them on, or of the n-th one alone.
    private static void Damage(byte[] content, RecordKind kind, int which)
    {
        Assert.IsTrue(JournalFormat.TryReadFileHead(content, out ulong id));
        var reader = new JournalReader(content, id);
        for (int seen = 0; reader.Next(); seen += reader.Kind == kind ? 1 : 0)
        {
            if (reader.Kind == kind && seen == which)
            {
                content.AsSpan(reader.Start - JournalFormat.RecordHead, JournalFormat.RecordHead + reader.Length).Fill(0xA5);
                return;
            }
        }

        Assert.Fail("There is none.");
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
