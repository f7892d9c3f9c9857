using System.Diagnostics.CodeAnalysis;

namespace TaskGraph.MSBuild;

/// <summary>The address of a cache as people write it, with a user part or without.</summary>
internal static class CacheAddress
{
    /// <summary>
    /// Reads an address. MSBuild takes '%40' in a property for '@' before anybody else sees it: where that leaves no address, all up to the last '@' is the user part, as it is.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? address)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out address) && address.Host.Length > 0)
            return true;
        int at = text.LastIndexOf('@'), user = text.IndexOf("://", StringComparison.Ordinal) + 3;
        if (at < user || user < 3)
            return false;
        string part = text[user..at];
        int colon = part.IndexOf(':', StringComparison.Ordinal);
        string escaped = colon < 0 ? Uri.EscapeDataString(part) : Uri.EscapeDataString(part[..colon]) + ":" + Uri.EscapeDataString(part[(colon + 1)..]);
        return Uri.TryCreate(text[..user] + escaped + text[at..], UriKind.Absolute, out address) && address.Host.Length > 0;
    }

    /// <summary>A text without what may be credentials in it, also if it is no address at all.</summary>
    public static string WithoutCredentials(string text) => WithUser(text, "…@");

    /// <summary>A value of TaskGraphCache whose addresses have no user part any more.</summary>
    public static string WithoutUsers(string value) => string.Join(';', value.Split(';').Select(entry => WithUser(entry, "")));

    // All between '://' and the last '@'.
    private static string WithUser(string text, string user)
    {
        int at = text.LastIndexOf('@'), scheme = text.IndexOf("://", StringComparison.Ordinal);
        return at > scheme && scheme >= 0 ? text[..(scheme + 3)] + user + text[(at + 1)..] : text;
    }
}
