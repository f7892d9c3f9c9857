using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using TaskGraph.Execution.Storage;

namespace TaskGraph.Execution.Sealing;

/// <summary>
/// What the last build that had nothing to do was asked and what it saw: as long as all of it is the same, the answer is. A verifying trace ("Build Systems à la Carte", 4.2.2) of the build as a whole:
/// it spares reading the declarations, the journal and each node's check, and never says anything that these would not.
/// </summary>
public sealed class Seal
{
    private readonly byte[] _file;
    private readonly int _entriesLength;
    private readonly int _pathsLength;

    private Seal(byte[] file, int entriesLength, int pathsLength) => (_file, _entriesLength, _pathsLength) = (file, entriesLength, pathsLength);

    /// <summary>The name of the file in a state folder.</summary>
    public static string FileName => "seal";

    /// <summary>Reads a seal; null if there is none that can be relied on.</summary>
    /// <param name="file">Absolute path.</param>
    public static Seal? Read(string file)
    {
        byte[] bytes;
        try
        {
            if (WholeFile.IsEndless(file))
                return null;
            using SafeFileHandle handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            bytes = GC.AllocateUninitializedArray<byte>(checked((int)RandomAccess.GetLength(handle)));
            if (RandomAccess.Read(handle, bytes, 0) != bytes.Length || !SealFormat.IsIntact(bytes))
                return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OverflowException)
        {
            return null;
        }

        var reader = new SealReader(bytes.AsSpan(SealFormat.Head));
        int entries = reader.Number(), paths = reader.Number();
        return new Seal(bytes, entries * Unsafe.SizeOf<SealFormat.Entry>(), paths);
    }

    /// <summary>Writes a seal, whole or not at all; nothing of it need outlive a power cut.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static void Write(string file, SealContent content)
    {
        if (SealWriter.Write(content) is not { } bytes)
            return;
        string temporary = file + ".new";
        PrivateFiles.Write(temporary, bytes);
        File.Move(temporary, file, overwrite: true);
    }

    /// <summary>True if everything is as it was: what is declared, the variables, the disk.</summary>
    /// <param name="key">What is declared.</param>
    /// <param name="environment">The value of a variable; null if it is not set.</param>
    /// <param name="disk">The disk, as the build sees it.</param>
    /// <param name="threads">How many threads may examine files.</param>
    public bool Holds(ReadOnlySpan<byte> key, Func<string, string?> environment, IFileSystem disk, int threads)
    {
        SealReader reader = BehindStats();
        if (!reader.Bytes().SequenceEqual(key))
            return false;
        for (int left = reader.Number(); left > 0; left--)
        {
            string name = reader.Text();
            bool isSet = reader.Number() != 0;
            string value = reader.Text();
            if (environment(name) != (isSet ? value : null))
                return false;
        }

        int entriesAt = SealFormat.Head + 2 * sizeof(int);
        if (!new SealCheck(_file.AsMemory(entriesAt, _entriesLength), _file.AsMemory(entriesAt + _entriesLength, _pathsLength), disk).Holds(threads))
            return false;
        try
        {
            for (int left = reader.Number(); left > 0; left--)
            {
                string folder = reader.Text();
                bool deep = reader.Number() != 0;
                if (!SealCheck.Holds(disk, folder, deep, reader.Text()))
                    return false;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        return true;
    }

    /// <summary>The answer.</summary>
    /// <param name="make">Makes an item of a name.</param>
    /// <param name="say">Says something of an item.</param>
    public SealedAnswer<T> Answer<T>(Func<string, T> make, Action<T, string, string> say)
    {
        SealReader reader = BehindStats();
        _ = reader.Bytes();
        // The variables and the listings: each a text, a number, a text.
        for (int section = 0; section < 2; section++)
        {
            for (int left = reader.Number(); left > 0; left--)
            {
                _ = reader.Bytes();
                _ = reader.Number();
                _ = reader.Bytes();
            }
        }

        int threads = reader.Number();
        string[] texts = new string[reader.Number()];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = reader.Text();
        return new SealedAnswer<T>(threads, reader.Items(texts, make, say), reader.Items(texts, make, say));
    }

    private SealReader BehindStats()
    {
        var reader = new SealReader(_file.AsSpan(SealFormat.Head));
        _ = reader.Take(2 * sizeof(int) + _entriesLength + _pathsLength);
        return reader;
    }
}
