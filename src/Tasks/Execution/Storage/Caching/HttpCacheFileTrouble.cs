namespace TaskGraph.Execution.Storage.Caching;

/// <summary>A file of this machine's is not what it was said to be, or cannot be read or written: nothing is wrong with the server.</summary>
internal sealed class HttpCacheFileTrouble : Exception
{
    public HttpCacheFileTrouble()
        : base("A file is not what it was said to be.")
    {
    }

    public HttpCacheFileTrouble(Exception inner)
        : base("A file cannot be read or written.", inner)
    {
    }
}
