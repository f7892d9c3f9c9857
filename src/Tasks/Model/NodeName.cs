namespace TaskGraph.Model;

/// <summary>What a node may be called: any text without the characters that selection, lists and patterns need.</summary>
public static class NodeName
{
    private const string Reserved = ";*?[]{},";
    private const string ReservedInDerived = ";*?{},";

    /// <summary>True if a declared node may have this name.</summary>
    public static bool IsValid(string name) => IsValid(name, Reserved);

    /// <summary>True if a node that another one adds may have this name: keys in brackets may be part of it.</summary>
    public static bool IsValidDerived(string name) => IsValid(name, ReservedInDerived);

    private static bool IsValid(string name, string reserved)
    {
        if (name.Length == 0 || name[0] is ' ' or '+' || name[^1] is ' ' or '+')
            return false;
        foreach (char c in name)
        {
            if (char.IsControl(c) || reserved.Contains(c, StringComparison.Ordinal))
                return false;
        }

        return true;
    }
}
