using System.Buffers;
using System.Text;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>A path as the system takes it: UTF-8, with a zero byte at the end.</summary>
internal ref struct NativePath
{
    private readonly byte[]? _rented;

    /// <summary>Encodes a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="room">Where to put it, if it fits.</param>
    public NativePath(string path, Span<byte> room)
    {
        int most = Encoding.UTF8.GetMaxByteCount(path.Length) + 1;
        Span<byte> bytes = most <= room.Length ? room : _rented = ArrayPool<byte>.Shared.Rent(most);
        int length = Encoding.UTF8.GetBytes(path, bytes);
        bytes[length] = 0;
        Bytes = bytes[..(length + 1)];
    }

    /// <summary>The bytes, with the zero.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    public readonly void Dispose()
    {
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
    }
}
