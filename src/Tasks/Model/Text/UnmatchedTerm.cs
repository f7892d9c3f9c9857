namespace TaskGraph.Model.Text;

/// <summary>A term of a selection that no node matches.</summary>
/// <param name="Written">The term as the user wrote it.</param>
/// <param name="Nearest">The name (or tag) that it comes nearest to; null if there is none near, or the term is a pattern.</param>
public readonly record struct UnmatchedTerm(string Written, string? Nearest);
