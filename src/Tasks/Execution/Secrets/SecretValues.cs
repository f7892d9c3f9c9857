using System.Buffers;
using System.Text;

namespace TaskGraph.Execution.Secrets;

/// <summary>
/// The values that nobody is to read in what a build leaves: those of every variable that a node of it calls a secret. What one node must not show another must not either, so there is one set
/// for all. Thread-safe; it only grows.
/// </summary>
public sealed class SecretValues
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private volatile byte[][] _patterns = [];
    private volatile SearchValues<string>? _search;

    /// <summary>What stands where a secret stood.</summary>
    public static string Mask => "***";

    /// <summary>True if there are any; a build without them asks this and nothing else.</summary>
    public bool Any => _search is not null;

    /// <summary>The values in UTF-8, in every form that is looked for.</summary>
    internal byte[][] Patterns => _patterns;

    /// <summary>True for a value that is too short to be masked: it has something in it, and no line of it is long enough.</summary>
    public static bool IsTooShort(string value) => !string.IsNullOrWhiteSpace(value) && !SecretForms.Of(value).Any();

    /// <summary>Takes a value in; what is too short of it is left out.</summary>
    public void Add(string value)
    {
        lock (_gate)
        {
            bool any = false;
            foreach (string text in SecretForms.Of(value))
                any |= _texts.Add(text);
            if (!any)
                return;
            _patterns = [.. _texts.Select(Encoding.UTF8.GetBytes)];
            _search = SearchValues.Create([.. _texts], StringComparison.Ordinal);
        }
    }

    /// <summary>True if a text shows one of them.</summary>
    public bool IsIn(string text) => _search is { } search && text.AsSpan().ContainsAny(search);

    /// <summary>A text without them; the same string if there are none in it.</summary>
    public string Masked(string text)
    {
        if (!IsIn(text))
            return text;
        using var masked = new MemoryStream(text.Length);
        var filter = new SecretFilter(this);
        filter.Write(Encoding.UTF8.GetBytes(text), masked);
        filter.End(masked);
        return Encoding.UTF8.GetString(masked.GetBuffer(), 0, (int)masked.Length);
    }

    /// <summary>Rewrites a file without them. Whoever reads it meanwhile finds the old file or the new one.</summary>
    /// <param name="file">Absolute path; nothing happens if it is not there.</param>
    public void MaskFile(string file)
    {
        if (!Any || !File.Exists(file))
            return;
        string masked = file + ".masked";
        using (var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        using (var to = new FileStream(masked, Storage.PrivateFiles.Create(FileShare.None)))
        {
            var filter = new SecretFilter(this);
            byte[] buffer = new byte[64 * 1024];
            for (int read = from.Read(buffer); read > 0; read = from.Read(buffer))
                filter.Write(buffer.AsSpan(0, read), to);
            filter.End(to);
        }

        File.Move(masked, file, overwrite: true);
    }
}
