namespace TaskGraph.Execution.Executors;

/// <summary>Where the program of a running node may reach the build.</summary>
public interface IDoor
{
    /// <summary>A node is about to start: where it finds the build, and by which secret it is known.</summary>
    (string Address, string Token)? Admit(int number, string node);

    /// <summary>A node's process has ended: takes in whoever came before that, while it can still be told whose process it was.</summary>
    void TakeWaiting();
}
