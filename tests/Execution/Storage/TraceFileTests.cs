using TaskGraph.Execution.Storage;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Storage;

[TestClass]
public sealed class TraceFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder["traces"];

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Unused_it_makes_no_file()
    {
        using (var traces = new TraceFile(File))
            Assert.IsFalse(traces.TryRead(0, 1, out _));
        Assert.IsFalse(System.IO.File.Exists(File));
    }

    [TestMethod]
    public void Entries_come_back_at_once_and_later()
    {
        long first, second;
        using (var traces = new TraceFile(File))
        {
            first = traces.Append("first"u8);
            second = traces.Append([]);
            AssertEntry(traces, first, "first"u8);
        }

        using var again = new TraceFile(File);
        long third = again.Append("third"u8);
        AssertEntry(again, first, "first"u8);
        AssertEntry(again, second, []);
        AssertEntry(again, third, "third"u8);
    }

    [TestMethod]
    public void A_damaged_or_moved_entry_or_a_wrong_place_is_not_read()
    {
        long first, second;
        using (var traces = new TraceFile(File))
        {
            first = traces.Append("same bytes"u8);
            second = traces.Append("same bytes"u8);
        }

        byte[] content = System.IO.File.ReadAllBytes(File);
        content.AsSpan((int)first, (int)(second - first)).CopyTo(content.AsSpan((int)second));
        System.IO.File.WriteAllBytes(File, content);
        using var again = new TraceFile(File);
        Assert.IsFalse(again.TryRead(second, 10, out _));
        AssertEntry(again, first, "same bytes"u8);
        foreach ((long offset, int length) in new[] { (first + 1, 10), (first, 9), (first, int.MaxValue), (long.MaxValue, 10), (-1, 10), (first, -1) })
            Assert.IsFalse(again.TryRead(offset, length, out _));
    }

    private static void AssertEntry(TraceFile traces, long offset, ReadOnlySpan<byte> expected)
    {
        Assert.IsTrue(traces.TryRead(offset, expected.Length, out byte[] entry));
        Assert.IsTrue(expected.SequenceEqual(entry));
    }
}
