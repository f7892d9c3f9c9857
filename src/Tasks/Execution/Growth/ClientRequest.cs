namespace TaskGraph.Execution.Growth;

/// <summary>What the program of a running node asks of the build (docs/protocol.md): a closed set. Made by whoever reads a connection, and not checked against the graph yet.</summary>
public abstract record ClientRequest
{
    private ClientRequest()
    {
    }

    /// <summary>The number by which the answer is told, or null.</summary>
    public long? Id { get; init; }

    /// <summary>A process of the node has opened the connection, and has said nothing yet.</summary>
    public sealed record Arrived : ClientRequest;

    /// <summary>The connection that a process of the node has opened is another node's.</summary>
    public sealed record HandedOver : ClientRequest;

    /// <summary>The connection belongs to the node from now on.</summary>
    public sealed record Hello : ClientRequest;

    /// <summary>Adds nodes.</summary>
    /// <param name="Nodes">Each a JSON object in UTF-8, as in a node file.</param>
    public sealed record Add(IReadOnlyList<ReadOnlyMemory<byte>> Nodes) : ClientRequest;

    /// <summary>Waits for children.</summary>
    /// <param name="Names">Their names.</param>
    /// <param name="All">True for all of them, false for any.</param>
    /// <param name="Timeout">Milliseconds at most; -1 for ever.</param>
    public sealed record Wait(IReadOnlyList<string> Names, bool All, int Timeout) : ClientRequest;

    /// <summary>Ends children.</summary>
    /// <param name="Names">Their names.</param>
    public sealed record Cancel(IReadOnlyList<string> Names) : ClientRequest;

    /// <summary>Asks for results.</summary>
    /// <param name="Name">Whose.</param>
    public sealed record Results(string Name) : ClientRequest;

    /// <summary>Something was sent that cannot be understood. If it is no JSON object it is the last that comes on the connection.</summary>
    /// <param name="Fault">What is wrong, for people.</param>
    public sealed record Garbage(string Fault) : ClientRequest;

    /// <summary>The connection has ended.</summary>
    public sealed record Left : ClientRequest;
}
