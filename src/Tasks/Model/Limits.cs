namespace TaskGraph.Model;

/// <summary>What the nodes of a build share.</summary>
/// <param name="Threads">Thread slots; 1 or more.</param>
/// <param name="Resources">Other resources and how much of each there is.</param>
public sealed record Limits(int Threads, IReadOnlyList<ResourceAmount> Resources)
{
    /// <summary>The place of a resource in <see cref="Resources"/>, or -1.</summary>
    public int Find(string resource)
    {
        for (int i = 0; i < Resources.Count; i++)
        {
            if (string.Equals(Resources[i].Name, resource, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }
}
