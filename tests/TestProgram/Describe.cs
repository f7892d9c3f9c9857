using System.Collections;

namespace TaskGraph.TestProgram;

/// <summary>Verbs that print what this process was given.</summary>
internal static class Describe
{
    public static int Arguments(string[] arguments)
    {
        foreach (string argument in arguments)
            Console.Out.Write($"{Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(argument))}\n");
        return 0;
    }

    public static int Environment()
    {
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
            Console.Out.Write($"{variable.Key}={variable.Value}\n");
        return 0;
    }

    public static int Folder()
    {
        Console.Out.Write(System.Environment.CurrentDirectory);
        return 0;
    }

    public static int Input()
    {
        using Stream input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        Console.Out.Write(bytes.Length);
        return 0;
    }
}
