namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class FingerprintTests
{
    private static readonly Digest One = Digest.Of("1"u8);
    private static readonly Digest Two = Digest.Of("2"u8);

    [TestMethod]
    public void Where_one_text_ends_and_the_next_begins_counts()
    {
        Assert.AreNotEqual(Fingerprint(w => w.Add(Component.Command, "a", "bc")), Fingerprint(w => w.Add(Component.Command, "ab", "c")));
        Assert.AreNotEqual(Fingerprint(w => w.Add(Component.Command, "", "x")), Fingerprint(w => w.Add(Component.Arguments, "", "x")));
    }

    [TestMethod]
    public void The_projects_folder_does_not_count() =>
        Assert.AreEqual(Fingerprint(w => w.Add(Component.Command, "", "/here/p/tool x"), "/here/p"), Fingerprint(w => w.Add(Component.Command, "", "/there/tool x"), "/there"));

    [TestMethod]
    public void A_trace_is_read_back_and_compared()
    {
        byte[] old = Trace(w => Write(w, "cp a b", One, "gone"));
        byte[] current = Trace(w => Write(w, "cp a c", Two, "new"));
        List<TraceEntry> before = [], after = [];
        Assert.IsTrue(FingerprintTrace.TryRead(old, before));
        Assert.IsTrue(FingerprintTrace.TryRead(current, after));
        CollectionAssert.AreEqual(
            new Difference[]
            {
                new(Component.Command, "", "cp a b", "cp a c"),
                new(Component.Input, "in", One.ToString(), Two.ToString()),
                new(Component.Input, "new", null, One.ToString()),
                new(Component.Input, "gone", One.ToString(), null),
            },
            FingerprintTrace.Compare(before, after));
    }

    [TestMethod]
    public void A_trace_that_is_cut_anywhere_but_between_components_is_refused()
    {
        byte[] digest = Trace(w => w.Add(Component.Input, "in", One)), text = Trace(w => w.Add(Component.Command, "key", "value"));
        foreach (byte[] whole in new[] { digest, text })
        {
            for (int length = 1; length < whole.Length; length++)
                Assert.IsFalse(FingerprintTrace.TryRead(whole.AsSpan(0, length), []), $"{length} bytes");
        }
    }

    [TestMethod]
    [DataRow("C:/Work/Flow", @"type C:\work\flow\x c:/Work/flow/x")]
    [DataRow("//server/share/flow", @"type \\Server\share\flow\x //SERVER/share/flow/x")]
    public void The_projects_folder_is_taken_out_in_every_way_that_windows_writes_it(string folder, string command)
    {
        var writer = new FingerprintWriter(folder, ignoreCase: true);
        writer.Add(Component.Command, "", command);
        var other = new FingerprintWriter("D:/f", ignoreCase: true);
        other.Add(Component.Command, "", @"type D:\f\x D:/f/x");
        Assert.AreEqual(other.Digest(), writer.Digest());
    }

    [TestMethod]
    [DataRow("/", "a/b", "the root, which is no folder of anybody's")]
    [DataRow("/project", @"a\project", "where '/' separates, '\\' does not")]
    [DataRow("/project", "/PROJECT", "where case counts, another case")]
    [DataRow("", "a", "no folder")]
    public void What_is_not_the_projects_folder_stays(string folder, string text, string what)
    {
        var writer = new FingerprintWriter(folder);
        writer.Add(Component.Command, "", text);
        Assert.AreEqual(text, Read(writer.Bytes).Single().Value, what);
    }

    [TestMethod]
    [DataRow("/p", false, "/p/x /p", "{project}/x {project}")]
    [DataRow("C:/w", true, @"c:\w\x C:/w/x", @"{project}\x {project}/x")]
    [DataRow("C:/w", false, @"c:/w C:\w", @"c:/w {project}")]
    [DataRow("//s/w", true, @"\\S\w\x", @"{project}\x")]
    public void The_projects_folder_is_a_placeholder(string folder, bool ignoreCase, string text, string kept)
    {
        var writer = new FingerprintWriter(folder, ignoreCase);
        writer.Add(Component.Command, "", text);
        Assert.AreEqual(kept, Read(writer.Bytes).Single().Value);
    }

    [TestMethod]
    public void Secrets_are_taken_out_of_values_before_anything_else_is()
    {
        var writer = new FingerprintWriter("/project", mask: text => text.Replace("/project/key", "***", StringComparison.Ordinal));
        writer.Add(Component.Environment, "K", "/project/key");
        Assert.AreEqual(new TraceEntry(Component.Environment, "K", "***"), Read(writer.Bytes).Single());
    }

    [TestMethod]
    public void Texts_of_any_length_are_read_back_wherever_they_begin()
    {
        string[] texts = ["", "€€€", "a", new('x', 10_000), "ü"];
        var alone = new FingerprintWriter("/project");
        foreach (string text in texts)
        {
            alone.Add(Component.Command, text, text);
            alone.Add(Component.Input, text, One);
        }

        CollectionAssert.AreEqual(
            texts.SelectMany(text => new TraceEntry[] { new(Component.Command, text, text), new(Component.Input, text, One.ToString()) }).ToArray(), Read(alone.Bytes).ToArray());
        var small = new FingerprintWriter("/project");
        small.Add(Component.Command, "€€€", "€€€€€");
        small.Add(Component.Input, "", Two);
        for (int before = 0; before < 1100; before++)
        {
            var behind = new FingerprintWriter("/project");
            behind.AddRaw(Enumerable.Repeat((byte)7, before).ToArray());
            behind.Add(Component.Command, "€€€", "€€€€€");
            behind.Add(Component.Input, "", Two);
            Assert.AreEqual(before + small.Length, behind.Length);
            Assert.IsFalse(behind.Bytes[..before].ContainsAnyExcept((byte)7), $"{before} bytes");
            Assert.IsTrue(behind.Bytes[before..].SequenceEqual(small.Bytes), $"{before} bytes before it");
        }
    }

    [TestMethod]
    public void What_is_cut_off_or_cleared_leaves_nothing()
    {
        var writer = new FingerprintWriter("/project");
        writer.Add(Component.Command, "", "a");
        (int length, Digest digest) = (writer.Length, writer.Digest());
        writer.Add(Component.Command, "", "b");
        Assert.AreNotEqual(digest, writer.Digest());
        writer.CutTo(length);
        Assert.AreEqual(digest, writer.Digest());
        writer.Clear();
        Assert.AreEqual(0, writer.Length);
        Assert.AreEqual(Digest.Of([]), writer.Digest());
    }

    [TestMethod]
    [DataRow(new byte[] { 1, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0 }, "a negative length")]
    [DataRow(new byte[] { 1, 2, 0, 0, 0, 65 }, "a length beyond the end")]
    [DataRow(new byte[] { 1, 5, 0, 0, 0, 65, 66, 67, 68 }, "one byte beyond it")]
    [DataRow(new byte[] { 1, 6, 0, 0, 0, 0, 0, 0, 0, 0 }, "a length beyond the end, from which on zeros follow")]
    [DataRow(new byte[] { 1, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f }, "the largest length")]
    public void What_is_no_trace_is_refused(byte[] bytes, string what) => Assert.IsFalse(FingerprintTrace.TryRead(bytes, []), what);

    [TestMethod]
    public void Two_traces_that_are_equal_have_no_differences_whatever_their_order()
    {
        List<TraceEntry> one = Read(Trace(w => Write(w, "a", One, "x"))), other = [.. Enumerable.Reverse(one)];
        Assert.IsEmpty(FingerprintTrace.Compare(one, other));
        Assert.IsEmpty(FingerprintTrace.Compare([], []));
    }

    private static List<TraceEntry> Read(ReadOnlySpan<byte> bytes)
    {
        List<TraceEntry> entries = [];
        Assert.IsTrue(FingerprintTrace.TryRead(bytes, entries));
        return entries;
    }

    private static void Write(FingerprintWriter writer, string command, Digest content, string other)
    {
        writer.Add(Component.Command, "", command);
        writer.Add(Component.Input, "in", content);
        writer.Add(Component.Input, other, One);
    }

    private static byte[] Trace(Action<FingerprintWriter> write)
    {
        var writer = new FingerprintWriter("/project");
        write(writer);
        return writer.Bytes.ToArray();
    }

    private static Digest Fingerprint(Action<FingerprintWriter> write, string folder = "/project")
    {
        var writer = new FingerprintWriter(folder);
        write(writer);
        return writer.Digest();
    }
}
