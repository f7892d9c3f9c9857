using TaskGraph.Model.Text;

namespace TaskGraph.Execution.Executors.Commands;

/// <summary>A command that is started without a shell, although it sends its output into a file.</summary>
/// <param name="Into">The file.</param>
/// <param name="Command">The same for a shell, which tells best why it cannot be done.</param>
internal sealed record DirectOutput(Redirection Into, string Command);
