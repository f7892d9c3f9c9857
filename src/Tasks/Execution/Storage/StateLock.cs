using System.Globalization;

namespace TaskGraph.Execution.Storage;

/// <summary>
/// One build at a time per state folder, across processes and within one. The lock is the operating system's on an open file, so that it goes with
/// its owner, however that ends. Who has it stands in a file beside it, since a locked file cannot be read everywhere.
/// </summary>
public sealed class StateLock : IDisposable
{
    private const int PollMilliseconds = 25;

    // What the runtime reports for "locked by another": EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION.
    private static readonly int[] Locked = [11, 35, unchecked((int)0x80070020), unchecked((int)0x80070021)];

    private readonly FileStream _file;

    private StateLock(FileStream file) => _file = file;

    /// <summary>Takes the lock if it is free.</summary>
    /// <param name="folder">Absolute path of the state folder; made, if it is not there, and its owner's alone.</param>
    /// <param name="owner">If another build has the lock: who, in words. Otherwise empty.</param>
    /// <returns>The lock, to be disposed at the build's end; null if another build has it.</returns>
    /// <exception cref="IOException">The folder or the file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static StateLock? TryTake(string folder, out string owner)
    {
        PrivateFiles.CreateFolder(folder);
        owner = "";
        FileStream file;
        try
        {
            file = new FileStream(Path.Combine(folder, "lock"), PrivateFiles.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (IsLocked(e))
        {
            owner = ReadOwner(folder);
            return null;
        }

        WriteOwner(folder);
        return new StateLock(file);
    }

    /// <summary>Takes the lock, waiting for it as long as another build has it.</summary>
    /// <param name="folder">Absolute path of the state folder; made, if it is not there, and its owner's alone.</param>
    /// <param name="onWait">Told who has the lock, once per owner waited for.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    /// <exception cref="IOException">The folder or the file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static StateLock Take(string folder, Action<string> onWait, CancellationToken cancellation)
    {
        string told = "";
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryTake(folder, out string owner) is { } taken)
                return taken;
            if (owner != told)
                onWait(owner);
            told = owner;
            cancellation.WaitHandle.WaitOne(PollMilliseconds);
        }
    }

    /// <summary>Whether a file could not be opened only because another has it.</summary>
    internal static bool IsLocked(IOException refusal) => Array.IndexOf(Locked, refusal.HResult) >= 0;

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => _file.Dispose();

    private static string OwnerFile(string folder) => Path.Combine(folder, "lock.owner");

    private static void WriteOwner(string folder)
    {
        try
        {
            PrivateFiles.WriteText(OwnerFile(folder), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The name of the owner is a courtesy; a waiting build may be reading it just now.
            return;
        }
    }

    private static string ReadOwner(string folder)
    {
        try
        {
            string text = System.Text.Encoding.ASCII.GetString(WholeFile.Read(OwnerFile(folder), 100));
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int process) ? $"process {process}" : "another build";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "another build";
        }
    }
}
