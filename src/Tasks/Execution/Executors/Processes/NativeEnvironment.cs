using System.Runtime.InteropServices;
using System.Text;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>
/// Shared variables as an array of pointers to <c>NAME=value</c> in UTF-8. Both arrays are pinned for life, so that a start copies pointers
/// and encodes nothing.
/// </summary>
internal sealed unsafe class NativeEnvironment
{
    private readonly byte[] _text;
    private readonly nint[] _pointers;
    private readonly Dictionary<string, int> _indexes;

    /// <summary>Encodes the variables.</summary>
    public NativeEnvironment(IReadOnlyDictionary<string, string> variables)
    {
        int size = 0;
        foreach ((string name, string value) in variables)
            size += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value) + 2;

        _text = GC.AllocateUninitializedArray<byte>(Math.Max(size, 1), pinned: true);
        _pointers = new nint[variables.Count];
        _indexes = new Dictionary<string, int>(variables.Count, StringComparer.Ordinal);
        byte* start = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_text, 0);
        int used = 0;
        foreach ((string name, string value) in variables)
        {
            _pointers[_indexes.Count] = (nint)(start + used);
            _indexes.Add(name, _indexes.Count);
            used += Encoding.UTF8.GetBytes(name, _text.AsSpan(used));
            _text[used++] = (byte)'=';
            used += Encoding.UTF8.GetBytes(value, _text.AsSpan(used));
            _text[used++] = 0;
        }
    }

    /// <summary>One pointer a variable, without a closing null; they hold as long as this object lives.</summary>
    public ReadOnlySpan<nint> Pointers => _pointers;

    /// <summary>The place of a variable in <see cref="Pointers"/>, or -1.</summary>
    public int IndexOf(string name) => _indexes.TryGetValue(name, out int index) ? index : -1;
}
