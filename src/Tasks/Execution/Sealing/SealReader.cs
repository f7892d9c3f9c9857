using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace TaskGraph.Execution.Sealing;

/// <summary>Walks over the bytes of an intact seal.</summary>
/// <param name="rest">The bytes behind its head.</param>
internal ref struct SealReader(ReadOnlySpan<byte> rest)
{
    private ReadOnlySpan<byte> _rest = rest;

    public int Number()
    {
        int number = BinaryPrimitives.ReadInt32LittleEndian(_rest);
        _rest = _rest[sizeof(int)..];
        return number;
    }

    public ReadOnlySpan<byte> Bytes() => Take(Number());

    public string Text() => Encoding.UTF8.GetString(Bytes());

    public ReadOnlySpan<byte> Take(int length)
    {
        ReadOnlySpan<byte> taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    /// <summary>Items whose texts are numbers of <paramref name="texts"/>.</summary>
    public T[] Items<T>(string[] texts, Func<string, T> make, Action<T, string, string> say)
    {
        ReadOnlySpan<int> numbers = MemoryMarshal.Cast<byte, int>(Bytes().ToArray());
        var items = new T[numbers[0]];
        int at = 1;
        for (int i = 0; i < items.Length; i++)
        {
            T item = make(texts[numbers[at++]]);
            for (int left = numbers[at++]; left > 0; left--)
                say(item, texts[numbers[at++]], texts[numbers[at++]]);
            items[i] = item;
        }

        return items;
    }
}
