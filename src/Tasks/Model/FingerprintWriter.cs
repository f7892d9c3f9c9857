using System.Buffers.Binary;
using System.Text;

namespace TaskGraph.Model;

/// <summary>What a part of a fingerprint is about. The numbers are kept on disk: add new ones at the end, and never use one again.</summary>
public enum Component : byte
{
    /// <summary>The command line.</summary>
    Command = 1,

    /// <summary>The script and its interpreter.</summary>
    Script = 2,

    /// <summary>The words behind the script.</summary>
    Arguments = 3,

    /// <summary>One parameter.</summary>
    Parameter = 4,

    /// <summary>The working folder.</summary>
    WorkingDirectory = 5,

    /// <summary>One variable that the node sets.</summary>
    Environment = 6,

    /// <summary>One inherited variable that the node declares.</summary>
    InheritedEnvironment = 7,

    /// <summary>One declared output.</summary>
    Output = 8,

    /// <summary>The dep file.</summary>
    DepFile = 9,

    /// <summary>The node's name, where something that runs is made of it.</summary>
    Name = 10,

    /// <summary>A program that a reference builds.</summary>
    Reference = 11,

    /// <summary>One input and its content.</summary>
    Input = 12,

    /// <summary>One output of a dependency and its content.</summary>
    DependencyOutput = 13,

    /// <summary>One discovered input and its content.</summary>
    DiscoveredInput = 14,

    /// <summary>The function of the script.</summary>
    Function = 15,

    /// <summary>The item that an instance of a map is for, and where it matters its place in the list.</summary>
    Item = 16,

    /// <summary>One result of another node that a placeholder reads.</summary>
    Result = 17,
}

/// <summary>
/// Collects, in a fixed order, all that decides whether a node runs. The bytes that are hashed are the bytes that are kept to explain a change later
/// (<see cref="FingerprintTrace"/>), so that the two cannot drift apart. Reused from node to node; not thread-safe.
/// </summary>
public sealed class FingerprintWriter
{
    private readonly string _projectFolder;
    private readonly string? _withBackslashes;
    private readonly StringComparison _comparison;
    private readonly Func<string, string>? _mask;
    private byte[] _bytes = new byte[1024];
    private int _length;

    /// <summary>Creates a writer; <paramref name="projectFolder"/> (absolute, no '/' at the end) is taken out of every text, as <paramref name="mask"/> takes out secrets.</summary>
    public FingerprintWriter(string projectFolder, bool ignoreCase = false, Func<string, string>? mask = null)
    {
        _mask = mask;
        _projectFolder = projectFolder;
        _comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

        // A drive or a share: MSBuild's own properties write the folder with '\\'.
        if (projectFolder.Length > 2 && (projectFolder[0] != '/' || projectFolder[1] == '/'))
            _withBackslashes = projectFolder.Replace('/', '\\');
    }

    /// <summary>The bytes so far.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>How many bytes there are; <see cref="CutTo"/> goes back to it.</summary>
    public int Length => _length;

    /// <summary>Begins anew.</summary>
    public void Clear() => _length = 0;

    /// <summary>Forgets what came after a length.</summary>
    public void CutTo(int length) => _length = length;

    /// <summary>Adds components as another writer wrote them.</summary>
    public void AddRaw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>The digest of the bytes so far.</summary>
    public Digest Digest() => Model.Digest.Of(Bytes);

    /// <summary>Adds a component with a text, in which the project's folder is replaced, since nothing absolute goes in.</summary>
    public void Add(Component component, string key, string value)
    {
        if (_mask is not null)
            value = _mask(value);
        if (_projectFolder.Length > 1 && value.Contains(_projectFolder, _comparison))
            value = value.Replace(_projectFolder, "{project}", _comparison);
        if (_withBackslashes is not null && value.Contains(_withBackslashes, _comparison))
            value = value.Replace(_withBackslashes, "{project}", _comparison);
        Begin(component, isDigest: false);
        AddText(key);
        AddText(value);
    }

    /// <summary>Adds a component with the digest of a content.</summary>
    public void Add(Component component, string key, Digest content)
    {
        Begin(component, isDigest: true);
        AddText(key);
        content.CopyTo(Room(Model.Digest.Length));
        _length += Model.Digest.Length;
    }

    private void Begin(Component component, bool isDigest)
    {
        Room(1)[0] = (byte)((byte)component | (isDigest ? 0x80 : 0));
        _length++;
    }

    private void AddText(string text)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> room = Room(most + 4);
        int written = Encoding.UTF8.GetBytes(text, room[4..]);
        BinaryPrimitives.WriteInt32LittleEndian(room, written);
        _length += 4 + written;
    }

    private Span<byte> Room(int count)
    {
        if (_length + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        return _bytes.AsSpan(_length);
    }
}
