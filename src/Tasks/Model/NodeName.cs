namespace TaskGraph.Model;

/// <summary>What a node may be called: any text without the characters that selection, lists and patterns need.</summary>
public static class NodeName
{
    private const string Reserved = ";*?[]{},";

    /// <summary>True if a node may have this name.</summary>
    public static bool IsValid(string name)
    {
        if (name.Length == 0 || name[0] is ' ' or '+' || name[^1] is ' ' or '+')
            return false;
        foreach (char c in name)
        {
            if (char.IsControl(c) || Reserved.Contains(c, StringComparison.Ordinal))
                return false;
        }

        return true;
    }
}
