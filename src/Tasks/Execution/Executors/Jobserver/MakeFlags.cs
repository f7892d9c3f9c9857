using System.Globalization;

namespace TaskGraph.Execution.Executors.Jobserver;

/// <summary>
/// What the variable MAKEFLAGS says of GNU make's jobserver: <c>[letters] [options] [-- NAME=value…]</c>, of which the last <c>--jobserver-auth</c> counts. See make's manual, "POSIX Jobserver".
/// </summary>
public sealed class MakeFlags
{
    /// <summary>The variable.</summary>
    public const string Variable = "MAKEFLAGS";

    private const string Auth = "--jobserver-auth=";
    private const string OldAuth = "--jobserver-fds=";
    private const string FifoForm = "fifo:";
    private const string Rest = "--";

    private MakeFlags()
    {
    }

    /// <summary>The path of the named pipe that tokens are taken from; null if there is no jobserver of this form.</summary>
    public string? Fifo { get; private init; }

    /// <summary>True if there is a jobserver of another form: two descriptors, which no process has that was not meant to, or a semaphore.</summary>
    public bool HasOther { get; private init; }

    /// <summary>How many jobs there may be in all, the one of who asks included; null if it is not said.</summary>
    public int? Jobs { get; private init; }

    /// <summary>Reads a value of the variable.</summary>
    public static MakeFlags Read(string? value)
    {
        string? auth = null;
        int? jobs = null;
        if (value is null || !value.Contains('-'))
            return new MakeFlags();
        foreach (string word in Words(value))
        {
            if (word == Rest)
                break;
            if (word.StartsWith(Auth, StringComparison.Ordinal))
                auth = word[Auth.Length..];
            else if (word.StartsWith(OldAuth, StringComparison.Ordinal))
                auth = word[OldAuth.Length..];
            else if (JobsOf(word) is { } count)
                jobs = count;
        }

        bool isFifo = auth?.StartsWith(FifoForm, StringComparison.Ordinal) == true && auth.Length > FifoForm.Length;
        // '-2,-2' says that there is one, and that it is not for this process.
        return new MakeFlags { Fifo = isFifo ? auth![FifoForm.Length..] : null, HasOther = auth is not null && !isFifo, Jobs = jobs };
    }

    /// <summary>The value with another jobserver in it; all else that it says stays.</summary>
    /// <param name="value">What the variable says so far.</param>
    /// <param name="jobs">How many jobs there may be in all.</param>
    /// <param name="fifo">The path of the named pipe; no white space in it.</param>
    public static string With(string value, int jobs, string fifo) => Replaced(value, $"-j{jobs}", $"{Auth}{FifoForm}{fifo}");

    /// <summary>The value without any jobserver in it; all else that it says stays.</summary>
    /// <param name="value">What the variable says so far.</param>
    public static string Without(string value) => Replaced(value);

    private static string Replaced(string value, params string[] with)
    {
        List<string> words = [.. Words(value)];
        int end = words.IndexOf(Rest);
        List<string> rest = end < 0 ? [] : words[end..];
        if (end >= 0)
            words.RemoveRange(end, words.Count - end);
        for (int i = words.Count - 1; i >= 0; i--)
        {
            if (words[i] is "-j" or "--jobs" && i + 1 < words.Count && int.TryParse(words[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out _))
                words.RemoveAt(i + 1);
            if (IsOfJobs(words[i]))
                words.RemoveAt(i);
        }

        // Where there are no letters the value begins with a space: the first word would be taken for them.
        string first = words.Count > 0 && words[0][0] != '-' ? "" : " ";
        return first + string.Join(' ', [.. words, .. with, .. rest]);
    }

    // A space in a value is written '\ ' and ends no word.
    private static IEnumerable<string> Words(string value)
    {
        int begin = 0;
        for (int i = 0; i <= value.Length; i++)
        {
            if (i < value.Length && value[i] == '\\')
            {
                i++;
                continue;
            }

            if (i < value.Length && value[i] is not (' ' or '\t'))
                continue;
            if (i > begin)
                yield return value[begin..i];
            begin = i + 1;
        }

        if (begin < value.Length && value[^1] == '\\')
            yield return value[begin..];
    }

    private static bool IsOfJobs(string word) =>
        word.StartsWith(Auth, StringComparison.Ordinal) || word.StartsWith(OldAuth, StringComparison.Ordinal) || word is "-j" or "--jobs" || JobsOf(word) is not null;

    private static int? JobsOf(string word)
    {
        string number = word.StartsWith("-j", StringComparison.Ordinal) ? word[2..] : word.StartsWith("--jobs=", StringComparison.Ordinal) ? word[7..] : "";
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int jobs) && jobs > 0 ? jobs : null;
    }
}
