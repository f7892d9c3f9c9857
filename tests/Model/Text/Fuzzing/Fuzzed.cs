namespace TaskGraph.Model.Tests.Text.Fuzzing;

/// <summary>Runs a reader over many texts that are almost right, and over huge ones.</summary>
internal static class Fuzzed
{
    private const int Usual = 5_000;

    /// <summary>How long a huge text is: a million characters, or a sixteenth of that where nobody asked for a long run.</summary>
    private static int Huge => Shell.FuzzCount(Usual) > Usual ? 1 << 20 : 1 << 16;

    /// <summary>Fails on what the reader throws, and on a text for which it allocates more than a constant and so much for each character. TASKGRAPH_FUZZ_COUNT sets how many texts; with more than is usual the huge ones are longer, too.</summary>
    /// <param name="corpus">Texts that are right.</param>
    /// <param name="bytes">The constant.</param>
    /// <param name="bytesPerCharacter">About four times of what was measured.</param>
    /// <param name="read">The reader.</param>
    public static void Each(string[] corpus, int bytes, int bytesPerCharacter, Action<string> read)
    {
        foreach (string text in corpus)
            read(text);
        var mutation = new TextMutation(new Random(1), corpus);
        for (int count = Shell.FuzzCount(Usual); count > 0; count--)
            One(mutation.Next(), bytes, bytesPerCharacter, read);
    }

    /// <summary>The same for each of the pieces, written so often that the text is huge. That time goes by size and not by its square is for the test's timeout to say: a square would be hours.</summary>
    public static void EachHuge(string[] pieces, int bytesPerCharacter, Action<string> read)
    {
        foreach (string piece in pieces)
        {
            string text = string.Concat(Enumerable.Repeat(piece, Huge / piece.Length));
            One(text, 1 << 20, bytesPerCharacter, read);
            One("a" + text + "{x}", 1 << 20, bytesPerCharacter, read);
        }
    }

    private static void One(string text, int bytes, int bytesPerCharacter, Action<string> read)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(text);
        }
        catch (Exception e)
        {
            Assert.Fail($"{e.GetType().Name} {e.Message}\n for {text.Length} characters, {Shown(text)}\n{e.StackTrace}");
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.IsLessThanOrEqualTo(bytes + ((long)bytesPerCharacter * text.Length), allocated, $"bytes for {text.Length} characters, {Shown(text)}");
    }

    private static string Shown(string text) => System.Text.Json.JsonSerializer.Serialize(text.Length > 600 ? text[..600] : text);
}
