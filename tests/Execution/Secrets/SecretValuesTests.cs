using System.Text;
using TaskGraph.Execution.Secrets;

namespace TaskGraph.Execution.Tests.Secrets;

[TestClass]
public sealed class SecretValuesTests
{
    [TestMethod]
    [DataRow("hunter22", "a hunter22 b hunter22", "a *** b ***")]
    [DataRow("hunter22", "hunter22hunter22", "******", DisplayName = "one behind the other")]
    [DataRow("hunter22", "hunter2", "hunter2")]
    [DataRow("hunter22\n", "hunter22", "***", DisplayName = "a line end belongs to no secret")]
    [DataRow("first line\r\nsecond line\nx\n", "1 first line 2 second line x", "1 *** 2 *** x", DisplayName = "each line")]
    [DataRow("  padded  ", "x=padded;", "x=***;")]
    [DataRow("aXbaXb", "aXbaXbaXb", "***", DisplayName = "it overlaps itself")]
    [DataRow("say \"hi\"", "{\"v\": \"say \\\"hi\\\"\"}", "{\"v\": \"***\"}", DisplayName = "as JSON has it")]
    [DataRow("Schlüssel", "\"Schl\\u00fcssel\" Schlüssel", "\"***\" ***", DisplayName = "as JSON in ASCII has it")]
    [DataRow("", "nothing", "nothing")]
    [DataRow("abc", "abc", "abc", DisplayName = "too short")]
    public void A_text_is_masked(string secret, string text, string expected)
    {
        var secrets = new SecretValues();
        secrets.Add(secret);
        Assert.AreEqual(expected, secrets.Masked(text));
    }

    [TestMethod]
    public void A_text_without_secrets_is_the_same_string()
    {
        var secrets = new SecretValues();
        string text = "text";
        Assert.AreSame(text, secrets.Masked(text));
        secrets.Add("secret");
        Assert.AreSame(text, secrets.Masked(text));
    }

    [TestMethod]
    public void Too_short_is_what_has_no_line_that_can_be_masked()
    {
        Assert.IsTrue(SecretValues.IsTooShort("abc"));
        Assert.IsTrue(SecretValues.IsTooShort("abc\nx"));
        Assert.IsFalse(SecretValues.IsTooShort(""));
        Assert.IsFalse(SecretValues.IsTooShort("\n"));
        Assert.IsFalse(SecretValues.IsTooShort("abc\nabcd"));
    }

    [TestMethod]
    public void However_output_is_cut_into_pieces_it_is_masked_as_one()
    {
        var random = new Random(4);
        for (int round = 0; round < 5000; round++)
        {
            // Few letters, so that secrets overlap themselves and each other.
            var secrets = new SecretValues();
            string[] values = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Letters(random, random.Next(4, 9)))];
            foreach (string value in values)
                secrets.Add(value);
            string text = Letters(random, random.Next(0, 60));
            if (random.Next(2) == 0)
                text += values[0] + Letters(random, 3);

            using var written = new MemoryStream();
            var filter = new SecretFilter(secrets);
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            for (int at = 0; at < bytes.Length;)
            {
                int length = Math.Min(random.Next(1, 7), bytes.Length - at);
                filter.Write(bytes.AsSpan(at, length), written);
                at += length;
            }

            filter.End(written);
            Assert.AreEqual(Reference(text, values), Encoding.UTF8.GetString(written.ToArray()), $"{text} without {string.Join(", ", values)}");
        }
    }

    [TestMethod]
    public void What_waits_is_never_longer_than_a_secret()
    {
        var secrets = new SecretValues();
        secrets.Add("aaaa");
        var filter = new SecretFilter(secrets);
        using var written = new MemoryStream();
        for (int i = 0; i < 100_000; i++)
            filter.Write("aaaaaaaaaa"u8, written);
        filter.Write("b"u8, written);
        Assert.AreEqual("***b", Encoding.UTF8.GetString(written.ToArray()));
    }

    [TestMethod]
    public void A_file_is_rewritten_without_them()
    {
        string file = Path.GetTempFileName();
        try
        {
            var secrets = new SecretValues();
            secrets.MaskFile(file);
            secrets.Add("hunter22");
            File.WriteAllText(file, "key=hunter22\nother=1\n");
            secrets.MaskFile(file);
            Assert.AreEqual("key=***\nother=1\n", File.ReadAllText(file));
            secrets.MaskFile(file + ".missing");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Letters(Random random, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => random.Next(8) == 0 ? 'ä' : random.Next(3) == 0 ? 'b' : 'a'));

    // Every character that a secret covers goes; those that overlap go together, those that only touch do not.
    private static string Reference(string text, string[] secrets)
    {
        var spans = secrets.SelectMany(secret => Enumerable.Range(0, text.Length).Where(at => string.CompareOrdinal(text, at, secret, 0, secret.Length) == 0).Select(at => (Begin: at, End: at + secret.Length))).Order();
        var masked = new StringBuilder();
        int done = 0;
        foreach ((int begin, int end) in spans)
        {
            if (begin >= done)
                masked.Append(text, done, begin - done).Append("***");
            done = Math.Max(done, end);
        }

        return masked.Append(text, done, text.Length - done).ToString();
    }
}
