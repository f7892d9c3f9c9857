namespace TaskGraph.Execution.Storage.Caching;

/// <summary>Reads an entry that nothing is known of but how large it may be.</summary>
internal static class HttpCacheEntry
{
    private const int FirstStep = 4096;
    private const int LargestStep = 128 * 1024;

    /// <summary>All of it.</summary>
    /// <param name="content">Where it comes from.</param>
    /// <param name="expected">How many bytes are promised; null if nothing is.</param>
    /// <param name="most">How many there may be.</param>
    public static byte[] Read(Stream content, long? expected, int most)
    {
        if (expected > most)
            throw TooLarge(most);
        // A promise costs the server nothing: no more memory than for what has come, twice.
        byte[] bytes = new byte[Math.Min(expected ?? FirstStep, LargestStep)];
        for (int length = 0; ;)
        {
            if (length == bytes.Length)
            {
                if (length == expected)
                    return bytes;
                if (length > most)
                    throw TooLarge(most);
                Array.Resize(ref bytes, (int)Math.Min(Math.Max(bytes.Length * 2L, FirstStep), Math.Min(expected ?? long.MaxValue, most + 1L)));
            }

            int read = content.Read(bytes.AsSpan(length));
            length += read;
            if (read == 0)
                return length <= most ? bytes[..length] : throw TooLarge(most);
        }
    }

    private static HttpCacheTrouble TooLarge(int most) => new($"the server sends an entry of more than {most} bytes");
}
