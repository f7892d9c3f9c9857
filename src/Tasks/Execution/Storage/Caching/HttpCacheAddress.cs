using System.Net.Http.Headers;
using System.Text;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>The base address of a remote cache, taken apart. Immutable; its text has no credentials.</summary>
internal sealed class HttpCacheAddress
{
    private readonly string _query;

    /// <exception cref="ArgumentException">The address is none of http or https.</exception>
    public HttpCacheAddress(Uri address, string? token)
    {
        // No text of the address in here: it may have a password.
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
            throw new ArgumentException("The address of a cache begins with http:// or https:// and has a host.", nameof(address));
        string server = address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        Text = $"{server}{address.AbsolutePath.TrimEnd('/')}/";
        _query = address.Query;
        IsLoopback = address.IsLoopback;
        Authorization = address.UserInfo.Length > 0 ? Basic(address.UserInfo) : Bearer(token);
    }

    /// <summary>The value of the header; null if there are no credentials.</summary>
    public AuthenticationHeaderValue? Authorization { get; }

    /// <summary>True if the token is none that a header can have.</summary>
    public bool BadToken { get; private set; }

    /// <summary>True if the server is this machine.</summary>
    public bool IsLoopback { get; }

    /// <summary>The address without credentials and query, with a '/' at the end.</summary>
    public string Text { get; }

    /// <summary>The address of an entry or a blob.</summary>
    /// <param name="kind">"ac" or "cas".</param>
    /// <param name="digest">Its digest.</param>
    public Uri Of(string kind, Digest digest) => new($"{Text}{kind}/{digest}{_query}");

    public override string ToString() => Text;

    private static AuthenticationHeaderValue Basic(string escaped)
    {
        int colon = escaped.IndexOf(':', StringComparison.Ordinal);
        string user = Uri.UnescapeDataString(colon < 0 ? escaped : escaped[..colon]);
        string password = colon < 0 ? "" : Uri.UnescapeDataString(escaped[(colon + 1)..]);
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    private AuthenticationHeaderValue? Bearer(string? token)
    {
        // What comes out of a file has a line's end more often than not.
        token = token?.Trim();
        if (string.IsNullOrEmpty(token))
            return null;
        BadToken = token.AsSpan().ContainsAnyExceptInRange('!', '~');
        return BadToken ? null : new AuthenticationHeaderValue("Bearer", token);
    }
}
