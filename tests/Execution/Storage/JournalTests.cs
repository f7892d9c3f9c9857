using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Storage;

[TestClass]
public sealed class JournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder["journal"];

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void A_build_that_learns_nothing_writes_nothing()
    {
        (Journal journal, _) = Sample.Open(File);
        journal.Flush();
        journal.Dispose();

        Assert.IsEmpty(Directory.GetFileSystemEntries(_folder.Path));
        Assert.IsNull(journal.Notice);
    }

    [TestMethod]
    public void What_was_added_comes_back_with_its_paths_under_other_numbers()
    {
        var paths = new PathTable(StringComparer.Ordinal);
        NodeRecord record = Sample.Record(paths, "größe/☃", "d", "f", "out/a", "out/b/");
        using (var journal = Journal.Open(File, paths, Sample.Boot))
        {
            journal.Add(record);
            journal.AddMemo(paths.Intern("in"), Sample.Stat(5), Sample.DigestOf("x"), racy: true);
        }

        (Journal again, PathTable others) = Sample.Open(File);
        using (again)
        {
            Assert.AreEqual(Sample.Text(record, paths), Sample.Text(again.Find("größe/☃", Sample.DigestOf("d"))!, others));
            Assert.AreEqual(new FileMemo(Sample.Stat(5), Sample.DigestOf("x"), true), again.Memo(others.Find("in")));
            Assert.IsNull(again.Memo(others.Find("out/a")));
            Assert.IsNull(again.Find("größe/☃", Sample.DigestOf("other")));
            Assert.IsNull(again.Latest("unheard"));
        }
    }

    [TestMethod]
    public void A_started_node_has_no_record_until_it_succeeds()
    {
        Write((journal, paths) =>
        {
            journal.Add(Sample.Record(paths, "n", "debug", "1"));
            journal.Add(Sample.Record(paths, "n", "release", "1"));
            journal.WillStart("n", Sample.Run("debug"));
        });
        Read(journal =>
        {
            Assert.IsTrue(journal.WasRunning("n"));
            Assert.IsEmpty(journal.Find("n"));
            Assert.IsNull(journal.Latest("n"));
            Assert.IsEmpty(journal.Records);
        });
        Write((journal, paths) => journal.Add(Sample.Record(paths, "n", "debug", "2")));
        Read(journal =>
        {
            Assert.IsFalse(journal.WasRunning("n"));
            Assert.HasCount(2, journal.Find("n"));
            Assert.AreEqual(Sample.DigestOf("2"), journal.Latest("n")!.Fingerprint);
        });
    }

    [TestMethod]
    public void A_node_that_failed_was_not_running_and_keeps_records_of_other_definitions_alone()
    {
        Write((journal, paths) =>
        {
            journal.Add(Sample.Record(paths, "n", "debug", "1"));
            journal.Add(Sample.Record(paths, "n", "release", "1"));
            journal.WillStart("n", Sample.Run("debug"));
            journal.Ended("n", []);
        });
        Read(journal =>
        {
            Assert.IsFalse(journal.WasRunning("n"));
            Assert.AreEqual(Sample.DigestOf("release"), journal.Find("n").Single().Definition);
        });
    }

    [TestMethod]
    public void Eight_definitions_are_kept_the_newest_first()
    {
        Write((journal, paths) =>
        {
            for (int i = 0; i < 10; i++)
                journal.Add(Sample.Record(paths, "n", $"{i}", "f"));
            journal.Add(Sample.Record(paths, "n", "5", "again"));
        });
        Read(journal => CollectionAssert.AreEqual(
            new[] { "5", "9", "8", "7", "6", "4", "3", "2" }.Select(Sample.DigestOf).ToArray(),
            journal.Find("n").Select(record => record.Definition).ToArray()));
    }

    [TestMethod]
    public void Started_is_with_the_system_after_flush()
    {
        (Journal journal, PathTable paths) = Sample.Open(File);
        journal.Add(Sample.Record(paths, "n", "d", "f"));
        journal.WillStart("n", Sample.Run("d"));
        journal.Flush();

        Read(other => Assert.IsTrue(other.WasRunning("n")));
        journal.Dispose();
    }

    [TestMethod]
    public void Memos_of_an_earlier_run_of_the_machine_are_racy_and_new_ones_are_not()
    {
        Write((journal, paths) =>
        {
            journal.AddMemo(paths.Intern("old"), Sample.Stat(1), Sample.DigestOf("1"), racy: false);
            journal.AddMemo(paths.Intern("both"), Sample.Stat(1), Sample.DigestOf("1"), racy: false);
        });
        (Journal second, PathTable numbers) = Sample.Open(File, "boot-2");
        using (second)
        {
            Assert.IsFalse(second.MemosTrusted);
            Assert.IsTrue(second.Memo(numbers.Find("old"))!.Value.Racy);
            second.AddMemo(numbers.Find("both"), Sample.Stat(2), Sample.DigestOf("2"), racy: false);
            Assert.IsFalse(second.Memo(numbers.Find("both"))!.Value.Racy);
        }

        (Journal third, PathTable others) = Sample.Open(File, "boot-2");
        using (third)
        {
            Assert.IsTrue(third.MemosTrusted);
            Assert.IsTrue(third.Memo(others.Find("old"))!.Value.Racy, "it was not looked at since the machine started");
            Assert.IsFalse(third.Memo(others.Find("both"))!.Value.Racy);
        }
    }

    [TestMethod]
    public void That_a_success_is_from_before_a_restart_is_known_until_the_next_also_when_the_journal_was_written_anew()
    {
        Write((journal, paths) => journal.Add(Sample.Record(paths, "n", "d", "f")));
        (Journal second, PathTable numbers) = Sample.Open(File, "boot-2");
        second.Add(Sample.Record(numbers, "m", "d", "f"));
        for (int i = 0; i < 20_000; i++)
            second.AddMemo(numbers.Intern("busy"), Sample.Stat(i + 1), Sample.DigestOf("busy"), racy: false);
        second.Flush();
        long length = new FileInfo(File).Length;
        second.Dispose();

        Assert.IsLessThan(length / 2, new FileInfo(File).Length);
        using Journal third = Sample.Open(File, "boot-2").Journal;
        Assert.IsTrue(third.Latest("n")!.BeforeRestart);
        Assert.IsFalse(third.Latest("m")!.BeforeRestart);
    }

    [TestMethod]
    public void A_journal_of_another_version_is_set_aside_and_told_of_once()
    {
        Write((journal, paths) => journal.Add(Sample.Record(paths, "n", "d", "f")));
        byte[] older = System.IO.File.ReadAllBytes(File);
        older[8] = 3;
        System.IO.File.WriteAllBytes(File, older);
        (Journal first, PathTable numbers) = Sample.Open(File);
        using (first)
        {
            Assert.AreEqual("The journal cannot be used: it is not a journal of this version. It is set aside, and all nodes count as never run.", first.Notice);
            Assert.IsEmpty(first.Records);
            first.Add(Sample.Record(numbers, "m", "d", "f"));
        }

        CollectionAssert.AreEqual(older, System.IO.File.ReadAllBytes(File + ".old"));
        using Journal second = Sample.Open(File).Journal;
        Assert.IsNull(second.Notice);
        Assert.IsNotNull(second.Latest("m"));
    }

    [TestMethod]
    public void A_name_without_a_form_in_UTF8_is_not_remembered()
    {
        Write((journal, paths) =>
        {
            journal.Add(Sample.Record(paths, "\ud800", "d", "f"));
            journal.Add(Sample.Record(paths, "n", "d", "f", "out/\ud800"));
            journal.Add(Sample.Record(paths, "m", "d", "f"));
        });
        Read(journal => Assert.AreEqual("m", journal.Records.Single().Name));
    }

    [TestMethod]
    public void A_file_that_is_no_journal_is_set_aside_with_the_first_write()
    {
        System.IO.File.WriteAllText(File, "something of the user's");
        Read(journal => Assert.IsNotNull(journal.Notice));
        Assert.AreEqual("something of the user's", System.IO.File.ReadAllText(File));

        Write((journal, paths) => journal.Add(Sample.Record(paths, "n", "d", "f")));
        Assert.AreEqual("something of the user's", System.IO.File.ReadAllText(File + ".old"));
        Read(journal => Assert.IsNotNull(journal.Latest("n")));
    }

    [TestMethod]
    public void A_file_that_cannot_be_read_is_like_none_and_says_why()
    {
        Write((journal, paths) => journal.Add(Sample.Record(paths, "n", "d", "f")));
        using FileStream other = new(File, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Read(journal =>
        {
            Assert.IsNull(journal.Latest("n"));
            Assert.IsNotNull(journal.Notice);
        });
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void It_knows_what_a_simple_model_knows(int seed)
    {
        var model = new JournalModel(seed, names: 12, definitions: 11);
        var random = new Random(seed);
        (Journal journal, PathTable paths) = Sample.Open(File);
        for (int step = 0; step < 1500; step++)
        {
            model.Step(journal, paths);
            if (random.Next(20) == 0)
            {
                journal.Dispose();
                Assert.IsNull(journal.Notice);
                (journal, paths) = Sample.Open(File);
            }

            if (step % 10 != 0)
                continue;
            CollectionAssert.AreEqual(model.Texts, Sample.Texts(journal, paths));
            foreach (string name in model.Names)
            {
                Assert.AreEqual(model.IsRunning(name), journal.WasRunning(name));
                CollectionAssert.AreEqual(model.LooseChildrenOf(name), journal.LooseChildren(name).Order(StringComparer.Ordinal).ToArray());
                CollectionAssert.AreEqual(model.OpenRunsOf(name), journal.OpenRuns(name).Select(run => Sample.Text(run, paths)).ToArray());
                CollectionAssert.AreEqual(model.TextsOf(name), journal.Find(name).Select(record => Sample.Text(record, paths)).ToArray());
            }

            for (int i = 0; i < 8; i++)
                Assert.AreEqual(model.Memos.TryGetValue($"in/{i}", out FileMemo memo) ? memo : null, journal.Memo(paths.Intern($"in/{i}")));
        }

        journal.Dispose();
    }

    private void Write(Action<Journal, PathTable> write)
    {
        (Journal journal, PathTable paths) = Sample.Open(File);
        using (journal)
            write(journal, paths);
    }

    private void Read(Action<Journal> read)
    {
        using Journal journal = Sample.Open(File).Journal;
        read(journal);
    }
}
