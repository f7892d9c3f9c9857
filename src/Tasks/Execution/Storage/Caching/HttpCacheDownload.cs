using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>Writes a blob into a new file, hashed as it comes. No file is left behind that is not right.</summary>
internal static class HttpCacheDownload
{
    private const int Piece = 128 * 1024;

    /// <summary>Does it. False if the content is another.</summary>
    /// <exception cref="HttpCacheFileTrouble">The file cannot be written.</exception>
    public static bool Write(Stream content, Digest blob, long size, string file, bool executable)
    {
        bool right = false;
        FileStream to = Create(file, executable);
        try
        {
            using (to)
                right = Copy(content, to.SafeFileHandle, blob, size);
            return right;
        }
        finally
        {
            if (!right)
                Remove(file);
        }
    }

    private static bool Copy(Stream content, SafeFileHandle to, Digest blob, long size)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(size + 1, Piece));
        try
        {
            long written = 0;
            while (true)
            {
                // One byte more than there may be tells what has no end.
                int most = (int)Math.Min(buffer.Length, size + 1 - written);
                int read = content.Read(buffer.AsSpan(0, most));
                if (read == 0)
                    break;
                if (written + read > size)
                    return false;
                Write(to, buffer.AsSpan(0, read), written);
                hash.AppendData(buffer, 0, read);
                written += read;
            }

            Span<byte> found = stackalloc byte[Digest.Length];
            hash.GetHashAndReset(found);
            return written == size && new Digest(found) == blob;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static FileStream Create(string file, bool executable)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        // The user's mask takes away what they do not want.
        const UnixFileMode Data = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        const UnixFileMode Program = Data | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = executable ? Program : Data;
        try
        {
            return new FileStream(file, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HttpCacheFileTrouble(e);
        }
    }

    private static void Write(SafeFileHandle to, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(to, bytes, offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HttpCacheFileTrouble(e);
        }
    }

    private static void Remove(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever asked for it is told that it is not there.
        }
    }
}
