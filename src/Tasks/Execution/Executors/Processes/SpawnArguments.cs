using System.Runtime.InteropServices;
using System.Text;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>
/// The strings of one start as the system takes them, in buffers that the next start uses again: a start allocates nothing for them.
/// </summary>
internal sealed unsafe class SpawnArguments
{
    private const string Shell = "/bin/sh";

    private byte[] _text = GC.AllocateUninitializedArray<byte>(16 * 1024, pinned: true);
    private nint[] _arguments = GC.AllocateUninitializedArray<nint>(32, pinned: true);
    private nint[] _environment = GC.AllocateUninitializedArray<nint>(256, pinned: true);
    private int _used;

    /// <summary>The program's file, as the child sees it from its working folder.</summary>
    public byte* Program { get; private set; }

    /// <summary>The working folder.</summary>
    public byte* WorkingDirectory { get; private set; }

    /// <summary>The file that takes the output.</summary>
    public byte* OutputFile { get; private set; }

    /// <summary>The file that takes standard output alone; null if the other one does.</summary>
    public byte* StandardOutput { get; private set; }

    /// <summary>Whether that file is written at its end.</summary>
    public bool Appends { get; private set; }

    /// <summary>The shell's file.</summary>
    public byte* ShellProgram => (byte*)_arguments[0];

    /// <summary>The environment.</summary>
    public nint* Environment => (nint*)Marshal.UnsafeAddrOfPinnedArrayElement(_environment, 0);

    /// <summary>The arguments, from the program's name on.</summary>
    public nint* Arguments => (nint*)Marshal.UnsafeAddrOfPinnedArrayElement(_arguments, 1);

    /// <summary>True while the buffers are small enough to be worth keeping.</summary>
    public bool IsSmall => _text.Length <= 256 * 1024;

    /// <summary>Encodes one start of <paramref name="program"/>, an absolute path.</summary>
    /// <exception cref="ProcessStartException">A text holds a NUL character.</exception>
    public void Fill(string program, ProcessStart start)
    {
        Reserve(program, start);
        _used = 0;
        Program = Add(IsKept(start.FileName) ? start.FileName : program);
        WorkingDirectory = Add(start.WorkingDirectory);
        OutputFile = Add(start.OutputFile);
        StandardOutput = start.StandardOutput is null ? null : Add(start.StandardOutput.File);
        Appends = start.StandardOutput?.Append == true;
        _arguments[0] = (nint)Add(Shell);
        _arguments[1] = (nint)Add(start.FileName);
        int count = 2;
        for (int i = 0; i < start.Arguments.Count; i++)
            _arguments[count++] = (nint)Add(start.Arguments[i]);
        _arguments[count] = 0;
        FillEnvironment(start);
    }

    /// <summary>The arguments with which the shell runs the same program as a script.</summary>
    public nint* ShellArguments()
    {
        _arguments[1] = (nint)Program;
        return (nint*)Marshal.UnsafeAddrOfPinnedArrayElement(_arguments, 0);
    }

    // The child is in its working folder by then. What begins with '-' would be an option to the shell that may have to run it.
    private static bool IsKept(string name) => ProcessStarter.KeepsRelativePaths && name.Contains('/') && name[0] is not ('/' or '-');

    private void FillEnvironment(ProcessStart start)
    {
        NativeEnvironment shared = start.BaseEnvironment.Native;
        shared.Pointers.CopyTo(_environment);
        int count = shared.Pointers.Length;
        for (int i = 0; i < start.Environment.Count; i++)
        {
            (string name, string value) = start.Environment[i];
            if (ComesAgain(start.Environment, i))
                continue;
            int index = shared.IndexOf(name);
            _environment[index < 0 ? count++ : index] = (nint)Add(name, value);
        }

        _environment[count] = 0;
    }

    private static bool ComesAgain(IReadOnlyList<KeyValuePair<string, string>> variables, int index)
    {
        string name = variables[index].Key;
        for (int later = index + 1; later < variables.Count; later++)
        {
            if (string.Equals(variables[later].Key, name, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    // Room for all strings beforehand: pointers into a buffer that grows would be wrong.
    private void Reserve(string program, ProcessStart start)
    {
        long text = Room(program) + Room(start.WorkingDirectory) + Room(start.OutputFile) + Room(start.StandardOutput?.File ?? "") + Room(Shell) + Room(start.FileName);
        for (int i = 0; i < start.Arguments.Count; i++)
            text += Room(start.Arguments[i]);
        for (int i = 0; i < start.Environment.Count; i++)
            text += Room(start.Environment[i].Key) + Room(start.Environment[i].Value);

        // Far above any system's limit on the arguments of a process.
        if (text > int.MaxValue / 2)
            throw new ProcessStartException($"The arguments of '{start.FileName}' are too long.", notFound: false);
        if (text > _text.Length)
            _text = GC.AllocateUninitializedArray<byte>((int)text, pinned: true);
        if (start.Arguments.Count + 3 > _arguments.Length)
            _arguments = GC.AllocateUninitializedArray<nint>(start.Arguments.Count + 3, pinned: true);
        int variables = start.BaseEnvironment.Native.Pointers.Length + start.Environment.Count + 1;
        if (variables > _environment.Length)
            _environment = GC.AllocateUninitializedArray<nint>(variables, pinned: true);
    }

    private static long Room(string text) => (3L * text.Length) + 1;

    private byte* Add(string text)
    {
        byte* start = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_text, _used);
        Append(text);
        _text[_used++] = 0;
        return start;
    }

    private byte* Add(string name, string value)
    {
        byte* start = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_text, _used);
        Append(name);
        _text[_used++] = (byte)'=';
        Append(value);
        _text[_used++] = 0;
        return start;
    }

    private void Append(string text)
    {
        if (text.Contains('\0'))
            throw new ProcessStartException($"'{text.Replace("\0", "\\0", StringComparison.Ordinal)}' holds a NUL character, which no process can be given.", notFound: false);
        _used += Encoding.UTF8.GetBytes(text, _text.AsSpan(_used));
    }
}
