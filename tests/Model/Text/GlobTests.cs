using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text;

[TestClass]
public sealed class GlobTests
{
    [TestMethod]
    [DataRow("a/*", "a/x.cs")]
    [DataRow("*.csv", "x:1.csv", DisplayName = "a name with a colon, where there are such names, is no drive")]
    [DataRow("**", "out/C:/x")]
    [DataRow("a/*", "a/.hid")]
    [DataRow("a/*.*", "a/noext", DisplayName = "*.* is *, as in MSBuild")]
    [DataRow("a/n*.*", "a/noext")]
    [DataRow("a/**", "a/x")]
    [DataRow("a/**", "a/b/c/.cs")]
    [DataRow("a/**/", "a/b/c/x.cs")]
    [DataRow("a/**/*.*", "a/.h/noext")]
    [DataRow("**", "x")]
    [DataRow("**/x.cs", "x.cs")]
    [DataRow("**/x.cs", "a/x.cs")]
    [DataRow("**/x.cs", "a/b/x.cs")]
    [DataRow("**/b/**", "b/x")]
    [DataRow("**/b/**", "a/b/c/x")]
    [DataRow("a/**/b", "a/b")]
    [DataRow("a/**/b", "a/x/y/b")]
    [DataRow("a/**/**/b", "a/b")]
    [DataRow("a/*/**/*.cs", "a/b/x.cs")]
    [DataRow("a/**/c/*.cs", "a/c/c/x.cs")]
    [DataRow("**/a/**/a/b", "a/a/a/b")]
    [DataRow("**/a/b/**/c.txt", "a/x/a/b/y/c.txt")]
    [DataRow("a/?.c", "a/x.c")]
    [DataRow("[q].c*", "[q].cs")]
    [DataRow("a/*b*c", "a/bbcbc")]
    [DataRow("../lib/*.h", "../lib/x.h")]
    [DataRow("../*/x.h", "../lib/x.h")]
    [DataRow("/usr/**/x.h", "/usr/include/x.h")]
    [DataRow("C:/**/x.h", "C:/a/x.h")]
    [DataRow("out/*/", "out/a/")]
    [DataRow("a/b.txt", "a/b.txt")]
    [DataRow("a/...*", "a/...x")]
    [DataRow("*", "..x")]
    public void Matches(string pattern, string path) => Assert.IsTrue(new Glob(pattern, ignoreCase: false).IsMatch(path));

    [TestMethod]
    [DataRow("a/*", "a/b/x")]
    [DataRow("a/*", "a/")]
    [DataRow("a/*", "b/x")]
    [DataRow("a/**", "a")]
    [DataRow("a/**", "a/b/", DisplayName = "a folder is not a file")]
    [DataRow("a/**", "ab/x")]
    [DataRow("a?b", "a/b")]
    [DataRow("*.cs", "x.csx")]
    [DataRow("*.cs", "a/x.cs")]
    [DataRow("**/x.cs", "ax.cs")]
    [DataRow("**/x.cs", "../x.cs")]
    [DataRow("**/x.cs", "/tmp/x.cs")]
    [DataRow("**/x.cs", "C:/x.cs")]
    [DataRow("../**/x.cs", "../../x.cs")]
    [DataRow("../*/x.cs", "../../x.cs")]
    [DataRow("**", "..")]
    [DataRow("/**", "//server/x")]
    [DataRow("a/**/b", "a/xb")]
    [DataRow("a/**/b/c", "a/b/x/c")]
    [DataRow("a/??id", "a/.hi")]
    [DataRow("A/x.c*", "a/x.cs")]
    [DataRow("out/*/", "out/a")]
    [DataRow("a/b.txt", "a/b.txt2")]
    [DataRow("*ab*ab", "ab")]
    public void Does_not_match(string pattern, string path) => Assert.IsFalse(new Glob(pattern, ignoreCase: false).IsMatch(path));

    [TestMethod]
    [DataRow("SRC/**/*.CS", "src/a/x.cs")]
    [DataRow("ä/*.X", "Ä/b.x")]
    [DataRow("a/B*/x", "A/bc/X")]
    public void Case_is_ignored_where_the_file_system_does(string pattern, string path)
    {
        Assert.IsTrue(new Glob(pattern, ignoreCase: true).IsMatch(path));
        Assert.IsFalse(new Glob(pattern, ignoreCase: false).IsMatch(path));
    }

    [TestMethod]
    [DataRow("a/b/*.cs", "a/b/", ".cs")]
    [DataRow("**/x.cs", "", "x.cs")]
    [DataRow("a*/b", "", "b")]
    [DataRow("a/b.txt", "a/", "b.txt")]
    [DataRow("/u/*", "/u/", "")]
    [DataRow("a/**", "a/", "")]
    [DataRow("a/*.*", "a/", "")]
    [DataRow("a/*/", "a/", "")]
    public void Fixed_parts(string pattern, string folder, string ending)
    {
        var glob = new Glob(pattern, ignoreCase: false);
        Assert.AreEqual(folder, glob.FixedFolder);
        Assert.AreEqual(ending, glob.FixedEnding);
    }

    [TestMethod]
    [DataRow("a/b/*.c", "", true)]
    [DataRow("a/b/*.c", "a/", true)]
    [DataRow("a/b/*.c", "a/b/", true)]
    [DataRow("a/b/*.c", "a/b/c/", false)]
    [DataRow("a/b/*.c", "a/x/", false)]
    [DataRow("a/b/*.c", "b/", false)]
    [DataRow("a/**/x", "a/b/c/", true)]
    [DataRow("a/*/x", "a/b/", true)]
    [DataRow("a/*/x", "a/b/c/", false)]
    [DataRow("a/b*/c/x", "a/bb/c/", true)]
    [DataRow("a/b*/c/x", "a/bb/d/", false)]
    [DataRow("**/x", "../", false)]
    [DataRow("../**/x", "../../", false)]
    public void Folders_that_a_walk_need_not_enter(string pattern, string folder, bool expected) =>
        Assert.AreEqual(expected, new Glob(pattern, ignoreCase: false).CouldMatchBelow(folder));

    [TestMethod]
    [DataRow("**/*.cs", "gen/**", true)]
    [DataRow("**/*.cs", "gen/*.h", false)]
    [DataRow("a/*.cs", "b/*.cs", false)]
    [DataRow("a/x*", "a/*y", true)]
    [DataRow("a/x*z", "a/y*z", false)]
    [DataRow("a/?", "a/??", false)]
    [DataRow("a/?*", "a/??", true)]
    [DataRow("a/*/c", "a/b/*", true)]
    [DataRow("a/*/c", "a/b/c/*", false)]
    [DataRow("**/a/**/b", "x/**/y/b", true)]
    [DataRow("a/**/b", "a/b", true)]
    [DataRow("a/**/b", "**/c", false)]
    [DataRow("**", "../x/*", false)]
    [DataRow("**", "/tmp/*", false)]
    [DataRow("**", "C:/tmp/*", false)]
    [DataRow("../**", "../x/*", true)]
    [DataRow("../**", "../../*", false)]
    [DataRow("a/*", "a/*/", false)]
    [DataRow("a/*/", "a/b/", true)]
    [DataRow("*a*b*", "*b*a*", true)]
    [DataRow("A/*", "a/*", false)]
    [DataRow("**/**", "a", true)]
    public void Two_globs_may_match_a_common_path(string left, string right, bool expected)
    {
        Glob a = new(left, ignoreCase: false), b = new(right, ignoreCase: false);
        Assert.AreEqual(expected, a.CouldMatch(b));
        Assert.AreEqual(expected, b.CouldMatch(a));
    }

    [TestMethod]
    [DataRow("A/*.c", "a/X.C")]
    [DataRow("a/**/B/x", "a/b/*")]
    [DataRow("a/B", "A/b")]
    public void Case_is_ignored_if_either_of_two_globs_ignores_it(string left, string right)
    {
        Assert.IsTrue(new Glob(left, ignoreCase: true).CouldMatch(new Glob(right, ignoreCase: false)));
        Assert.IsTrue(new Glob(left, ignoreCase: false).CouldMatch(new Glob(right, ignoreCase: true)));
        Assert.IsFalse(new Glob(left, ignoreCase: false).CouldMatch(new Glob(right, ignoreCase: false)));
    }

    [TestMethod]
    public void A_walk_enters_folders_in_either_case_where_the_file_system_does()
    {
        var glob = new Glob("Src/B*/*.c", ignoreCase: true);
        foreach (string folder in new[] { "", "src/", "SRC/bx/" })
        {
            Assert.IsTrue(glob.CouldMatchBelow(folder), folder);
            Assert.AreEqual(folder.Length == 0, new Glob("Src/B*/*.c", ignoreCase: false).CouldMatchBelow(folder), folder);
        }
    }

    [TestMethod]
    [DataRow("a/b*.c", "a/b")]
    [DataRow("a/?b", "a/")]
    [DataRow("a/b", "a/b")]
    [DataRow("**", "")]
    public void Every_match_begins_as_the_glob_does(string pattern, string prefix)
    {
        var glob = new Glob(pattern, ignoreCase: false);
        Assert.AreEqual(prefix, glob.FixedPrefix);
        Assert.AreEqual(pattern, glob.ToString());
        Assert.AreEqual(pattern != prefix, Glob.IsPattern(pattern));
    }

    [TestMethod]
    public void Intersection_agrees_with_trying_all_short_paths()
    {
        var random = new Random(7);
        List<string> paths = [.. AllPaths()];
        string[] pieces = ["a", "b", "*", "?", "**", "a*", "*b", "??", "*a*"];
        int common = 0, apart = 0;
        for (int round = 0; round < 1500; round++)
        {
            Glob left = Any(), right = Any();
            bool found = paths.Exists(path => left.IsMatch(path) && right.IsMatch(path));
            Assert.AreEqual(found, left.CouldMatch(right), $"{left} and {right}");
            _ = found ? common++ : apart++;
        }

        Assert.IsTrue(common > 100 && apart > 100, "the test must see both answers");

        Glob Any() => new(string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => pieces[random.Next(pieces.Length)])), ignoreCase: false);
    }

    [TestMethod]
    public void A_hostile_pattern_takes_no_exponential_time()
    {
        string path = string.Concat(Enumerable.Repeat("a/", 400)) + "x";
        Assert.IsFalse(new Glob(string.Concat(Enumerable.Repeat("**/a/", 60)) + "b*/x", ignoreCase: false).IsMatch(path));
        Assert.IsFalse(new Glob(string.Concat(Enumerable.Repeat("a*", 60)) + "b?", ignoreCase: false).IsMatch(new string('a', 4000)));
        var many = new Glob(string.Concat(Enumerable.Repeat("**/*a*/", 60)) + "x", ignoreCase: false);
        Assert.IsTrue(many.CouldMatch(new Glob(string.Concat(Enumerable.Repeat("**/*b*/", 60)) + "x", ignoreCase: false)));
    }

    // Long enough for all pieces of two patterns of three segments to find their place.
    private static IEnumerable<string> AllPaths()
    {
        string[] segments = ["a", "b", "aa", "ab", "ba", "bb", "aab"];
        IEnumerable<string> level = segments;
        for (int depth = 0; depth < 4; depth++)
        {
            foreach (string path in level)
                yield return path;
            level = [.. level.SelectMany(path => segments[..(depth < 2 ? 7 : 4)].Select(segment => path + "/" + segment))];
        }
    }
}
