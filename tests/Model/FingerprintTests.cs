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
        byte[] whole = Trace(w => w.Add(Component.Input, "in", One));
        for (int length = 1; length < whole.Length; length++)
            Assert.IsFalse(FingerprintTrace.TryRead(whole.AsSpan(0, length), []), $"{length} bytes");
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
