using System.Text;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>The bytes of an entry. TASKGRAPH_CODEC_SEEDS: how many results are damaged at every bit.</summary>
[TestClass]
public sealed class CachedResultCodecTests
{
    private static readonly Digest Key = Digest.Of("key"u8);

    private const string EmptyDigest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static readonly CachedFile AFile = new("out/a", Digest.Of("a"u8), 1, Executable: true);

    [TestMethod]
    public void What_was_encoded_is_decoded()
    {
        Seeds.Each("TASKGRAPH_CODEC_SEEDS", 300, seed =>
        {
            CachedResult result = RandomResult.Make(new Random(seed));
            Assert.AreEqual(RandomResult.Text(result), RandomResult.Text(CachedResultCodec.Decode(Key, CachedResultCodec.Encode(Key, result))));
        });
    }

    [TestMethod]
    public void Cut_short_anywhere_it_is_none_or_says_the_same()
    {
        Seeds.Each("TASKGRAPH_CODEC_SEEDS", 10, seed =>
        {
            CachedResult result = RandomResult.Make(new Random(seed));
            byte[] entry = CachedResultCodec.Encode(Key, result);
            for (int length = 0; length < entry.Length; length++)
                AssertNoneOrSame(result, entry.AsSpan(0, length), "cut at " + length);
        });
    }

    [TestMethod]
    public void With_any_bit_flipped_it_is_none_or_says_the_same()
    {
        Seeds.Each("TASKGRAPH_CODEC_SEEDS", 5, seed =>
        {
            CachedResult result = RandomResult.Make(new Random(seed));
            byte[] entry = CachedResultCodec.Encode(Key, result);
            for (int bit = 0; bit < entry.Length * 8; bit++)
            {
                entry[bit / 8] ^= (byte)(1 << bit % 8);
                AssertNoneOrSame(result, entry, "bit " + bit);
                entry[bit / 8] ^= (byte)(1 << bit % 8);
            }
        });
    }

    [TestMethod]
    public void Bytes_of_nobodys_are_none()
    {
        Seeds.Each("TASKGRAPH_CODEC_SEEDS", 300, seed =>
        {
            var random = new Random(seed);
            byte[] entry = random.Next(2) == 0 ? new byte[random.Next(300)] : CachedResultCodec.Encode(Key, RandomResult.Make(random));
            // Of an entry, a stretch that is another one's; otherwise anything.
            random.NextBytes(entry.AsSpan(random.Next(entry.Length + 1)));
            _ = CachedResultCodec.Decode(Key, entry);
        });
        Assert.IsNull(CachedResultCodec.Decode(Key, []));
    }

    [TestMethod]
    public void It_is_an_ActionResult_as_others_read_it()
    {
        var result = new CachedResult { Node = "n", Files = [AFile], Links = [new CachedLink("l", "to")], EmptyFolders = ["e/"], LogText = "hi"u8.ToArray() };
        var wire = Fields(CachedResultCodec.Encode(Key, result));

        var file = Fields(wire[2]);
        Assert.AreEqual("out/a", Encoding.UTF8.GetString(file[1]));
        Assert.AreEqual(AFile.Digest.ToString(), Encoding.UTF8.GetString(Fields(file[2])[1]));
        CollectionAssert.AreEqual(new byte[] { 1 }, Fields(file[2])[2]);
        CollectionAssert.AreEqual(new byte[] { 1 }, file[4]);
        var folder = Fields(wire[3]);
        Assert.AreEqual("e", Encoding.UTF8.GetString(folder[1]));
        Assert.AreEqual(EmptyDigest, Encoding.UTF8.GetString(Fields(folder[3])[1]));
        var link = Fields(wire[12]);
        Assert.AreEqual("l", Encoding.UTF8.GetString(link[1]));
        Assert.AreEqual("to", Encoding.UTF8.GetString(link[2]));
        Assert.AreEqual("hi", Encoding.UTF8.GetString(wire[5]));
        var metadata = Fields(wire[9]);
        Assert.AreEqual("TaskGraph", Encoding.UTF8.GetString(metadata[1]));
        Assert.AreEqual("type.googleapis.com/taskgraph.NodeRun", Encoding.UTF8.GetString(Fields(metadata[11])[1]));
        Assert.IsFalse(wire.ContainsKey(4), "The exit code is 0, which is not written.");
    }

    [TestMethod]
    public void Absolute_paths_are_written_as_servers_take_them()
    {
        var result = new CachedResult { Node = "n", Files = [AFile with { Path = "/abs/a" }, AFile with { Path = "./abs/a" }] };
        byte[] entry = CachedResultCodec.Encode(Key, result);

        Assert.AreEqual(".//abs/a", Encoding.UTF8.GetString(Fields(Fields(entry)[2])[1]));
        Assert.AreEqual(RandomResult.Text(result), RandomResult.Text(CachedResultCodec.Decode(Key, entry)));
    }

    [TestMethod]
    public void An_entry_that_was_written_anew_with_other_fields_says_the_same()
    {
        var result = new CachedResult { Node = "n", Files = [AFile] };
        byte[] entry = CachedResultCodec.Encode(Key, result);
        // Field 100, a number, that an API of later may have; before all others, which a serialiser may do as well.
        byte[] anew = [0xA0, 0x06, 0x07, .. entry];

        Assert.AreEqual(RandomResult.Text(result), RandomResult.Text(CachedResultCodec.Decode(Key, anew)));
    }

    [TestMethod]
    public void Of_another_tool_it_is_none()
    {
        // One file, as Bazel writes it: output_files { path: "a", digest { … } }, and a worker.
        byte[] digest = [0x0A, 64, .. Encoding.ASCII.GetBytes(EmptyDigest)];
        byte[] file = [0x0A, 1, (byte)'a', 0x12, (byte)digest.Length, .. digest];
        byte[] entry = [0x12, (byte)file.Length, .. file, 0x4A, 3, 0x0A, 1, (byte)'w'];

        Assert.IsNull(CachedResultCodec.Decode(Key, entry));
    }

    [TestMethod]
    public void What_cannot_be_is_none()
    {
        foreach (CachedResult result in new CachedResult[]
        {
            new() { Node = "negative size", Files = [AFile with { Size = -1 }] },
            new() { Node = "empty path", Files = [AFile with { Path = "" }] },
            new() { Node = "NUL in a path", Files = [AFile with { Path = "a\0b" }] },
            new() { Node = "half a character", Files = [AFile with { Path = "a\uD800b" }] },
            new() { Node = "a path twice", Files = [AFile, AFile] },
            new() { Node = "a file and a link", Files = [AFile], Links = [new CachedLink(AFile.Path, "x")] },
            new() { Node = "a file and a folder", Files = [AFile], EmptyFolders = [AFile.Path + "/"] },
            new() { Node = "a folder twice", EmptyFolders = ["e/", "e/"] },
            new() { Node = "a folder without a name", EmptyFolders = [""] },
            new() { Node = "a link to nowhere", Links = [new CachedLink("l", "")] },
            new() { Node = "NUL in a link", Links = [new CachedLink("l", "a\0")] },
            new() { Node = "negative size of the log", LogBlob = AFile with { Path = "", Size = -1, Executable = false } },
        })
            Assert.IsNull(CachedResultCodec.Decode(Key, CachedResultCodec.Encode(Key, result)), result.Node);
    }

    [TestMethod]
    public void Under_the_name_of_another_action_it_is_none()
    {
        byte[] entry = CachedResultCodec.Encode(Key, new CachedResult { Node = "n" });

        Assert.IsNotNull(CachedResultCodec.Decode(Key, entry));
        Assert.IsNull(CachedResultCodec.Decode(Digest.Of("other"u8), entry));
    }

    [TestMethod]
    public void A_log_of_no_bytes_is_none()
    {
        Assert.IsNull(CachedResultCodec.Decode(Key, CachedResultCodec.Encode(Key, new CachedResult { Node = "n", LogText = [] }))!.LogText);
    }

    private static void AssertNoneOrSame(CachedResult expected, ReadOnlySpan<byte> entry, string what)
    {
        if (CachedResultCodec.Decode(Key, entry) is { } decoded)
            Assert.AreEqual(RandomResult.Text(expected), RandomResult.Text(decoded), what);
    }

    /// <summary>The fields of a message, as Protobuf's own documentation says them: each number's first bytes, of a number the one byte that it has here.</summary>
    private static Dictionary<int, byte[]> Fields(byte[] message)
    {
        var fields = new Dictionary<int, byte[]>();
        for (int at = 0; at < message.Length;)
        {
            int key = ReadNumber(message, ref at);
            int number = ReadNumber(message, ref at);
            if ((key & 7) == 0)
            {
                fields.TryAdd(key >> 3, [(byte)number]);
                continue;
            }

            Assert.AreEqual(2, key & 7);
            fields.TryAdd(key >> 3, message[at..(at + number)]);
            at += number;
        }

        return fields;
    }

    private static int ReadNumber(byte[] message, ref int at)
    {
        int number = 0;
        for (int shift = 0; ; shift += 7)
        {
            number |= (message[at] & 0x7F) << shift;
            if (message[at++] < 0x80)
                return number;
        }
    }
}
