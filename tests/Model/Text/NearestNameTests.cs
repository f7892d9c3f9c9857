using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text;

[TestClass]
public sealed class NearestNameTests
{
    [TestMethod]
    [DataRow("trian", "clean,train,report", "train", DisplayName = "two swapped")]
    [DataRow("tran", "clean,train,report", "train", DisplayName = "one missing")]
    [DataRow("traain", "clean,train,report", "train", DisplayName = "one too many")]
    [DataRow("TRAIN", "brain,train", "train", DisplayName = "case")]
    [DataRow("T", "u,t", "t")]
    [DataRow("a", "b,c", null)]
    [DataRow("ab", "xb,yz", "xb")]
    [DataRow("abc", "axy", null)]
    [DataRow("deploy", "clean,train", null)]
    [DataRow("chunk_12", "chunk_11,chunk_13", "chunk_11", DisplayName = "the first of two as near")]
    [DataRow("aaaa", "aabb,aaab", "aaab", DisplayName = "the nearer, though later")]
    [DataRow("preprocess_images", "postprocess_images", "postprocess_images", DisplayName = "a third of a long name")]
    [DataRow("abcd", "", null)]
    [DataRow("", "a", null)]
    public void Finds(string name, string candidates, string? expected) =>
        Assert.AreEqual(expected, NearestName.Find(name, candidates.Split(',', StringSplitOptions.RemoveEmptyEntries)));

    [TestMethod]
    public void Nobody_mistypes_more_than_thirty_characters()
    {
        string name = new('a', 200);
        Assert.AreEqual(new string('b', 30) + name[30..], NearestName.Find(name, [new string('b', 31) + name[31..], new string('b', 30) + name[30..]]));
        Assert.IsNull(NearestName.Find(name, [new string('b', 31) + name[31..], name[31..], name + new string('a', 31)]));
        Assert.AreEqual(name, NearestName.Find(name + "a", ["", name[1..], name, name + "b"]), "The first of two as near.");
    }

    [TestMethod]
    public void Agrees_with_the_full_table()
    {
        var random = new Random(3);
        int near = 0;
        for (int round = 0; round < 3000; round++)
        {
            string name = Any(), candidate = Any();
            int limit = Math.Min(Math.Max(2, name.Length / 3), name.Length / 2);
            bool expected = FullDistance(name, candidate) <= limit;
            Assert.AreEqual(expected ? candidate : null, NearestName.Find(name, [candidate]), $"{name} {candidate}");
            near += expected ? 1 : 0;
        }

        Assert.IsGreaterThan(50, near);

        string Any() => string.Concat(Enumerable.Range(0, random.Next(0, 12)).Select(_ => (char)('a' + random.Next(3))));
    }

    private static int FullDistance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
