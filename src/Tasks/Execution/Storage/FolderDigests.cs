using System.Security.Cryptography;
using System.Text;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage;

/// <summary>The members of folders and the digests over them, each with the moment for which it is good.</summary>
internal sealed class FolderDigests(IFileSystem disk, PathTable paths)
{
    private const byte File = 1, EmptyFolder = 2;

    private readonly Dictionary<int, (int Moment, int[] Paths)> _members = [];
    private readonly Dictionary<int, (int Moment, Digest Digest)> _digests = [];

    /// <summary>Something was written: which folders it lies in is not looked for.</summary>
    public void Forget()
    {
        _members.Clear();
        _digests.Clear();
    }

    /// <summary>All files below a folder, at any depth, and empty folders, sorted by path.</summary>
    public int[] MembersOf(int folder, FileTable files)
    {
        if (_members.TryGetValue(folder, out (int Moment, int[] Paths) known) && known.Moment >= files.Required)
            return known.Paths;
        var found = new List<string>(disk.EnumerateTree(paths[folder]));
        found.Sort(StringComparer.Ordinal);
        int[] members = new int[found.Count];
        for (int i = 0; i < members.Length; i++)
            members[i] = paths.Intern(found[i]);
        _members[folder] = (files.Moment, members);
        return members;
    }

    /// <summary>The digest over a folder's members: path below the folder, what it is, digest.</summary>
    public Digest DigestOf(int folder, FileTable files)
    {
        if (_digests.TryGetValue(folder, out (int Moment, Digest Digest) known) && known.Moment >= files.Required)
            return known.Digest;
        string name = paths[folder];
        int prefix = name is "./" or "." ? 0 : name.EndsWith('/') ? name.Length : name.Length + 1;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> tail = stackalloc byte[2 + Digest.Length];
        foreach (int member in MembersOf(folder, files))
        {
            string path = paths[member];
            hash.AppendData(Encoding.UTF8.GetBytes(path[prefix..]));
            tail.Clear();
            tail[1] = path.EndsWith('/') ? EmptyFolder : File;
            if (tail[1] == File)
                files.DigestOfMember(member).CopyTo(tail[2..]);
            hash.AppendData(tail);
        }

        Span<byte> result = stackalloc byte[Digest.Length];
        hash.GetHashAndReset(result);
        var digest = new Digest(result);
        _digests[folder] = (files.Required, digest);
        return digest;
    }
}
