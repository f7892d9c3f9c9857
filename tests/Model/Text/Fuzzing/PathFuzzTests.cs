using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text.Fuzzing;

/// <summary>Any text is a path, a template of one and a glob; each has one canonical form, and what globs say of paths, folders and each other does not contradict itself.</summary>
[TestClass]
public sealed class PathFuzzTests
{
    private static readonly string[] Corpus =
    [
        "src/**/*.c", "out/{name}/{x}.txt", "../../up/a?b*/", "/w/project/sub/./x/..", "C:\\a\\..\\b\\*.*", "//server/share/x", "a/**/b/**/c.txt", "**", "{item.Filename}.{index}", "a//b/../{results.a.b}", "/w/projects/x", ".hid/*/..",
    ];

    private static readonly string[] Pieces =
    [
        "a/", "../", "./", "/", "//", "\\", "*", "*a", "?", "*/", "**/", "**/a/", "a*b/", "*.*", "{", "}", "{x}", "{name}/", "{item.a}", "a", " ", "C:/", "[",
    ];

    // No system has longer ones.
    private const int LongestPath = 4096;

    private static readonly Dictionary<string, Glob> Globs = Corpus.ToDictionary(text => text, text => new Glob(CanonicalPath.Of(text, "/w/project", true, StringComparison.Ordinal), false));

    [TestMethod]
    public void Any_text_is_a_path_with_one_form_and_a_glob_that_agrees_with_itself() => Fuzzed.Each(Corpus, 16_384, 2_000, Check);

    [TestMethod]
    [Timeout(600_000)]
    public void A_huge_one_takes_time_and_memory_by_its_size_however_deep_it_is() => Fuzzed.EachHuge(Pieces, 2_000, Check);

    private static void Check(string text)
    {
        foreach (bool windows in (bool[])[false, true])
        {
            string project = windows ? "C:/w/project" : "/w/project";
            string once = CanonicalPath.Of(text, project, windows, StringComparison.Ordinal);
            // A folder of the project that is called as a drive, where there are such names, is taken for one: not mended yet.
            if (!windows && CanonicalPath.IsAbsolute(once) && once[0] != '/')
                continue;
            Assert.AreEqual(once, CanonicalPath.Of(once, project, windows, StringComparison.Ordinal), "The canonical form of a canonical path is itself.");
            _ = CanonicalPath.AbsoluteOf(once, project);
            CheckGlob(new Glob(once, ignoreCase: windows), once, ignoreCase: windows);
        }

        CheckTemplate(text);
    }

    private static void CheckGlob(Glob glob, string pattern, bool ignoreCase)
    {
        string path = pattern.Length > LongestPath ? pattern[..LongestPath] : pattern;
        foreach (string one in (string[])[path.Replace('*', 'b').Replace('?', 'c'), path.Replace("**", "d/e", StringComparison.Ordinal).Replace("*", "", StringComparison.Ordinal), "src/x/y.c"])
        {
            if (!glob.IsMatch(one))
                continue;
            Assert.IsTrue(one.StartsWith(glob.FixedFolder, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal), one);
            for (int slash = one.IndexOf('/'); slash >= 0; slash = one.IndexOf('/', slash + 1))
                Assert.IsTrue(slash == one.Length - 1 || glob.CouldMatchBelow(one.AsSpan(0, slash + 1)), $"{one} below {one[..(slash + 1)]}");
            if (pattern.Length > LongestPath)
                continue;
            foreach (Glob other in Globs.Values)
            {
                if (other.IsMatch(one))
                    Assert.IsTrue(glob.CouldMatch(other) && other.CouldMatch(glob), $"{one}, which {other} matches");
            }
        }
    }

    private static void CheckTemplate(string text)
    {
        var problems = new List<Problem>();
        var reader = new NodeReader("/w/project", false, problems);
        foreach (string metadata in (string[])["ForEach", "ForEachIn"])
        {
            reader.Begin("n", new NodeSource("/w/project/flow.proj", 0), backslashSeparates: true);
            reader.Set("Command", MetadataValue.Plain("c"));
            reader.Set("Parameters", MetadataValue.Plain("x=v"));
            foreach (string path in (string[])["Inputs", "Outputs", "WorkingDirectory", "DepFile"])
                reader.Set(path, MetadataValue.Escaped(text));
            Assert.IsNotNull(reader.End());
            reader.Begin("m", new NodeSource("/w/project/flow.proj", 0), backslashSeparates: false);
            reader.Set("Outputs", MetadataValue.Plain(text));
            reader.Set(metadata, MetadataValue.Plain(text));
            Assert.IsNotNull(reader.End());
        }

        foreach (Problem problem in problems)
            Assert.IsTrue(problem is { Kind: ProblemKind.InvalidValue, Node: not null, Detail.Length: > 0, Member.Length: > 0 }, $"{problem}");
    }
}
