namespace TaskGraph.Execution.Text;

/// <summary>Takes a line, or a piece of one, without its line end.</summary>
/// <param name="text">Valid during the call only.</param>
/// <param name="ended">False for a piece that more of the same line follows.</param>
public delegate void LineHandler(ReadOnlySpan<char> text, bool ended);
