namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class DigestTests
{
    [TestMethod]
    public void Every_one_of_its_bytes_counts()
    {
        byte[] bytes = [.. Enumerable.Range(1, Digest.Length).Select(number => (byte)number)];
        var whole = new Digest(bytes);
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] other = [.. bytes];
            other[i] ^= 0x80;
            Assert.AreNotEqual(whole, new Digest(other), $"{i}");
            byte[] alone = new byte[Digest.Length];
            alone[i] = 1;
            Assert.IsFalse(new Digest(alone).IsEmpty, $"{i}");
        }

        Assert.IsTrue(default(Digest).IsEmpty);
    }

    [TestMethod]
    public void It_is_written_as_it_was_read()
    {
        byte[] bytes = [.. Enumerable.Range(1, Digest.Length).Select(number => (byte)number)];
        byte[] written = new byte[Digest.Length];
        new Digest(bytes).CopyTo(written);
        CollectionAssert.AreEqual(bytes, written);
        Assert.AreEqual(Convert.ToHexStringLower(bytes), new Digest(bytes).ToString());
        Assert.AreEqual("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Digest.Of([]).ToString(), "SHA-256 of nothing.");
    }

    [TestMethod]
    public void Equal_ones_are_equal_in_every_way_of_asking()
    {
        Digest one = Digest.Of("1"u8), same = Digest.Of("1"u8), other = Digest.Of("2"u8);
        Assert.IsTrue(one == same && !(one != same) && one.Equals((object)same));
        Assert.IsTrue(one != other && !(one == other) && !one.Equals((object)other));
        Assert.IsFalse(one.Equals("1"));
        Assert.AreEqual(one.GetHashCode(), same.GetHashCode());
    }
}
