using System.Runtime.InteropServices;
using System.Text;

namespace TaskGraph.Execution.Storage;

/// <summary>The id that macOS gives to each start of the machine, sleep not counted as one (https://developer.apple.com/documentation/kernel, sysctlbyname).</summary>
internal static unsafe partial class BootSession
{
    /// <summary>A UUID as text; empty if the system does not tell.</summary>
    public static string Read()
    {
        Span<byte> text = stackalloc byte[64];
        nuint length = (nuint)text.Length;
        try
        {
            fixed (byte* to = text)
            {
                if (Get("kern.bootsessionuuid", to, &length, null, 0) != 0 || length > (nuint)text.Length)
                    return "";
            }
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return "";
        }

        return Encoding.UTF8.GetString(text[..(int)length]).TrimEnd('\0');
    }

    [LibraryImport("libc", EntryPoint = "sysctlbyname", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Get(string name, void* old, nuint* length, void* changed, nuint changedLength);
}
