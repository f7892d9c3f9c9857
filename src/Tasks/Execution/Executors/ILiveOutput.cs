using TaskGraph.Model;

namespace TaskGraph.Execution.Executors;

/// <summary>
/// What nodes print, told line by line while they run. Used on the runner's thread alone, which asks for a piece when nothing more pressing is to be done: so output,
/// however much of it there is, waits where it is, and neither gets ahead of anything nor piles up.
/// </summary>
public interface ILiveOutput
{
    /// <summary>Tells a piece of what running nodes have printed since, of each in turn.</summary>
    /// <param name="raise">Takes <see cref="GraphEvent.OutputLine"/>s.</param>
    /// <returns>False if there is nothing to tell at present.</returns>
    bool TellSome(Action<GraphEvent> raise);

    /// <summary>A node's process has ended: tells a piece of what is left. To be called until it is true.</summary>
    /// <param name="node">The node.</param>
    /// <param name="raise">Takes <see cref="GraphEvent.OutputLine"/>s and <see cref="GraphEvent.OutputLeftOut"/>.</param>
    /// <returns>True once all is told, also a last line without an end.</returns>
    bool TryFinish(int node, Action<GraphEvent> raise);

    /// <summary>The build stops: of what nodes leave untold, the end alone is told from now on.</summary>
    void Abridge();
}
