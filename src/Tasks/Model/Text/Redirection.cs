namespace TaskGraph.Model.Text;

/// <summary>Where a command line sends its standard output.</summary>
/// <param name="File">The path, as it is written there.</param>
/// <param name="Append">True for '>>'.</param>
public sealed record Redirection(string File, bool Append);
