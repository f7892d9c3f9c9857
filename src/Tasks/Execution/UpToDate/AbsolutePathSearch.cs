using System.Buffers;
using System.Text;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>Looks for the project's absolute path in what a node left, as UTF-8 or UTF-16, with '/' or, on Windows, with '\'.</summary>
internal sealed class AbsolutePathSearch
{
    private const int Piece = 256 * 1024;

    private readonly Graph _graph;
    private readonly IFileSystem _disk;
    private readonly byte[][] _wanted;
    private readonly int _longest;

    public AbsolutePathSearch(Graph graph, IFileSystem disk, string projectFolder)
    {
        (_graph, _disk) = (graph, disk);
        string[] forms = projectFolder[0] != '/' ? [projectFolder, projectFolder.Replace('/', '\\'), projectFolder.Replace("/", "\\\\", StringComparison.Ordinal)] : [projectFolder];
        _wanted = [.. forms.SelectMany(form => new[] { Encoding.UTF8.GetBytes(form), Encoding.Unicode.GetBytes(form) })];
        _longest = _wanted.Max(wanted => wanted.Length);
    }

    /// <summary>The first file of a node's outputs that has it; null if none has.</summary>
    public string? FirstIn(IEnumerable<RecordedOutput> outputs)
    {
        foreach (RecordedOutput output in outputs)
        {
            string path = _graph.Paths[output.Path];
            if (!output.Marks.HasFlag(OutputMarks.Found) && !output.Marks.HasFlag(OutputMarks.Link) && _disk.Stat(path).Kind == FileKind.File && IsIn(path))
                return path;
        }

        return null;
    }

    // Another folder's name may begin as this one's does.
    private static bool IsIn(ReadOnlySpan<byte> piece, byte[] wanted)
    {
        for (int at; (at = piece.IndexOf(wanted)) >= 0; piece = piece[(at + wanted.Length)..])
        {
            int next = at + wanted.Length;
            if (next >= piece.Length || !(char.IsAsciiLetterOrDigit((char)piece[next]) || piece[next] is (byte)'_' or (byte)'-'))
                return true;
        }

        return false;
    }

    private bool IsIn(string path)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Piece + _longest);
        try
        {
            using Stream file = _disk.OpenRead(path);
            int kept = 0;
            for (int read; (read = file.Read(buffer, kept, Piece)) > 0;)
            {
                ReadOnlySpan<byte> piece = buffer.AsSpan(0, kept + read);
                foreach (byte[] wanted in _wanted)
                {
                    if (IsIn(piece, wanted))
                        return true;
                }

                // It may lie across two pieces.
                kept = Math.Min(piece.Length, _longest - 1);
                piece[^kept..].CopyTo(buffer);
            }

            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
