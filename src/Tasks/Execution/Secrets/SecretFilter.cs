using TaskGraph.Execution.Executors.Processes;

namespace TaskGraph.Execution.Secrets;

/// <summary>
/// Masks what flows by, however it is cut into pieces: what may be the beginning of a secret waits until more has come. Where secrets overlap, all that any of them covers is masked, as one.
/// </summary>
internal sealed class SecretFilter(SecretValues secrets) : IOutputFilter
{
    private byte[] _waiting = new byte[256];
    private int _length;

    // How much of what waits belongs to a secret that is masked already: another may begin within it.
    private int _covered;

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes, Stream to)
    {
        if (_length + bytes.Length > _waiting.Length)
            Array.Resize(ref _waiting, Math.Max(_waiting.Length * 2, _length + bytes.Length));
        bytes.CopyTo(_waiting.AsSpan(_length));
        _length += bytes.Length;
        byte[][] patterns = secrets.Patterns;
        Pass(patterns, _length - LongestBeginning(patterns), to);
    }

    /// <inheritdoc/>
    public void End(Stream to)
    {
        Pass(secrets.Patterns, _length, to);
        to.Flush();
    }

    // How much of the end may be the beginning of a secret.
    private int LongestBeginning(byte[][] patterns)
    {
        ReadOnlySpan<byte> all = _waiting.AsSpan(0, _length);
        int longest = 0;
        foreach (byte[] pattern in patterns)
        {
            for (int length = Math.Min(pattern.Length - 1, all.Length); length > longest; length--)
            {
                if (all[^1] == pattern[length - 1] && all.EndsWith(pattern.AsSpan(0, length)))
                    longest = length;
            }
        }

        return longest;
    }

    // Lets go of what is before a place. A secret that reaches over it is masked at once; the rest of it waits, covered.
    private void Pass(byte[][] patterns, int until, Stream to)
    {
        int at = _covered;
        int covered = _covered;
        foreach ((int begin, int end) in Found(patterns))
        {
            if (begin > until)
                break;
            if (begin >= covered)
            {
                to.Write(_waiting.AsSpan(at, begin - at));
                to.Write("***"u8);
            }

            covered = Math.Max(covered, end);
            at = Math.Max(at, covered);
        }

        if (until > at)
            to.Write(_waiting.AsSpan(at, until - at));
        _covered = Math.Max(0, covered - until);
        _waiting.AsSpan(until, _length - until).CopyTo(_waiting);
        _length -= until;
    }

    private List<(int Begin, int End)> Found(byte[][] patterns)
    {
        var found = new List<(int Begin, int End)>();
        ReadOnlySpan<byte> all = _waiting.AsSpan(0, _length);
        foreach (byte[] pattern in patterns)
        {
            for (int from = 0; all[from..].IndexOf(pattern) is >= 0 and int at; from += at + 1)
                found.Add((from + at, from + at + pattern.Length));
        }

        found.Sort();
        return found;
    }
}
