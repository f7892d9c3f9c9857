namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class CanonicalPathTests
{
    [TestMethod]
    [DataRow("x", "x")]
    [DataRow("./sub//../x", "x")]
    [DataRow(@".\sub\x", "sub/x")]
    [DataRow("/w/project/flow/x", "x")]
    [DataRow("/w/project/flow", "./")]
    [DataRow("/w/project/flow/", "./")]
    [DataRow("/w/project/flow/.", "./")]
    [DataRow("/w/project/flow/../flow/x", "x")]
    [DataRow("/w/project/flow/../flow/gen/", "gen/")]
    [DataRow("../flow/x", "x")]
    [DataRow("../../project/flow/x", "x")]
    [DataRow("sub/../../flow/gen/", "gen/")]
    [DataRow("../flow", "./")]
    [DataRow("../sibling/x", "../sibling/x")]
    [DataRow("/w/project/sibling/x", "../sibling/x")]
    [DataRow("/w/project/flow/../sibling/", "../sibling/")]
    [DataRow("/w/project/flow2/x", "../flow2/x")]
    [DataRow("/w/other/*.csv", "../../other/*.csv")]
    [DataRow("/w/project", "../")]
    [DataRow("..", "../")]
    [DataRow("/usr/lib/x.so", "/usr/lib/x.so")]
    [DataRow("../../../usr/lib/x.so", "/usr/lib/x.so")]
    [DataRow("../../../../../usr//lib/x.so", "/usr/lib/x.so")]
    [DataRow("/usr/../w/project/flow/x", "x")]
    [DataRow("/", "/")]
    [DataRow("", "./")]
    [DataRow(".", "./")]
    [DataRow("x/", "x/")]
    [DataRow("x//y", "x/y")]
    [DataRow("x/./y", "x/y")]
    [DataRow("x/.", "x/")]
    [DataRow("x/y/..", "x/")]
    [DataRow("x/..", "./")]
    [DataRow("x/../", "./")]
    [DataRow("x.", "x.")]
    [DataRow("..x/.y/...", "..x/.y/...")]
    [DataRow("/w/project/flow//x", "x")]
    [DataRow("/w/project/flow/sub/..", "./")]
    [DataRow("/w/project/flow/x/", "x/")]
    [DataRow("/w/project/", "../")]
    [DataRow("/w", "../../")]
    [DataRow("/usr/x/", "/usr/x/")]
    [DataRow("/usr//", "/usr/")]
    [DataRow("//usr", "/usr")]
    public void However_a_path_is_written_it_has_one_form(string written, string form) =>
        Assert.AreEqual(form, CanonicalPath.Of(written, "/w/project/flow", backslashSeparates: true, StringComparison.Ordinal));

    [TestMethod]
    [DataRow("C:/Work/Flow", @"c:\work\flow\x", "x")]
    [DataRow("C:/Work/Flow", @"c:\WORK\sibling\x", "../sibling/x")]
    [DataRow("C:/Work/Flow", @"D:\work\flow\x", "D:/work/flow/x")]
    [DataRow("C:/Work/Flow", @"C:\data\x", "C:/data/x")]
    [DataRow("C:/Work/Flow", @"..\..\data\x", "C:/data/x")]
    [DataRow("C:/Work/Flow", @"\Work\flow\x", "x")]
    [DataRow("C:/Work/Flow", @"\\server\share\a\..\x", "//server/share/x")]
    [DataRow("//server/share/flow", @"\\Server\share\Flow\x", "x")]
    [DataRow("//server/share/flow", @"..\x", "//server/share/x")]
    [DataRow("//server/share/a/flow", @"\\server\share\a\x", "../x")]
    [DataRow("C:", @"C:\x", "x")]
    [DataRow("C:/Work/Flow", @"\", "C:/")]
    [DataRow("C:/Work/Flow", @"\\", "C:/")]
    [DataRow("C:/Work/Flow", @"\\server", "//server/")]
    [DataRow("C:/Work/Flow", @"\\server\share", "//server/share/")]
    [DataRow("C:/Work/Flow", @"\\\server\\share\x\", "//server/share/x/")]
    [DataRow("C:/Work/Flow", @"c:\Work\Flow", "./")]
    [DataRow("C:/Work/Flow", @"c:/work/flow/../", "../")]
    [DataRow("C:/Work/Flow", @"D:\", "D:/")]
    [DataRow("//server/share/flow", @"C:\x", "C:/x")]
    [DataRow("//server/share/flow", @"\\server\other\flow\x", "//server/other/flow/x")]
    public void A_drive_and_a_share_are_roots_on_windows(string project, string written, string form) =>
        Assert.AreEqual(form, CanonicalPath.Of(written, project, backslashSeparates: true, StringComparison.OrdinalIgnoreCase));

    [TestMethod]
    [DataRow("../x", "../x")]
    [DataRow("../flow/x", "../flow/x")]
    [DataRow("/w/project/x", "/w/project/x")]
    [DataRow("/w/project/flow/x", "x")]
    [DataRow("sub/../x", "x")]
    [DataRow("..", "../")]
    [DataRow("../../x/", "../../x/")]
    [DataRow("./../a/../x", "../x")]
    [DataRow("../a/../../x", "../../x")]
    [DataRow("sub/../../x", "../x")]
    [DataRow("/w/project/flow/../x", "/w/project/x")]
    public void What_lies_above_a_project_folder_that_is_a_link_is_left_as_it_was_written(string written, string form) =>
        Assert.AreEqual(form, CanonicalPath.Of(written, "/w/project/flow", backslashSeparates: true, StringComparison.Ordinal, anchored: 3));

    [TestMethod]
    public void A_link_further_up_leaves_what_is_below_it_relative()
    {
        Assert.AreEqual("../x", CanonicalPath.Of("/w/project/x", "/w/project/flow", true, StringComparison.Ordinal, anchored: 2));
        Assert.AreEqual("/w/x", CanonicalPath.Of("/w/x", "/w/project/flow", true, StringComparison.Ordinal, anchored: 2));
    }

    [TestMethod]
    [DataRow("x/y", 0, "/w/project/flow/x/y")]
    [DataRow("../x", 0, "/w/project/x")]
    [DataRow("../../", 0, "/w/")]
    [DataRow("/usr/x", 0, "/usr/x")]
    [DataRow("../x", 3, "/w/project/flow/../x")]
    [DataRow("./", 0, "/w/project/flow/./")]
    [DataRow("../../../../x", 0, "/x")]
    [DataRow("..x", 0, "/w/project/flow/..x")]
    [DataRow("C:/x", 0, "C:/x")]
    public void The_absolute_form_has_no_detour_unless_a_link_is_in_the_way(string path, int anchored, string absolute) =>
        Assert.AreEqual(absolute, CanonicalPath.AbsoluteOf(path, "/w/project/flow", anchored));

    [TestMethod]
    [DataRow("/x", true)]
    [DataRow("//server/x", true)]
    [DataRow("C:/x", true)]
    [DataRow("c:/", true)]
    [DataRow("C:x", false)]
    [DataRow("C:", false)]
    [DataRow("1:/x", false)]
    [DataRow("CC/x", false)]
    [DataRow("x", false)]
    [DataRow("", false)]
    public void It_is_absolute_from_a_root_a_share_or_a_drive(string path, bool absolute) => Assert.AreEqual(absolute, CanonicalPath.IsAbsolute(path));

    [TestMethod]
    [DataRow("/", true)]
    [DataRow("/w", true)]
    [DataRow("/w/", true)]
    [DataRow("/w/project", true)]
    [DataRow("/w/project/", true)]
    [DataRow("/w/proj", false)]
    [DataRow("/w/project/x", false)]
    [DataRow("/W", false)]
    [DataRow("./", true)]
    [DataRow("../", true)]
    [DataRow("../../", true)]
    [DataRow("../x", false)]
    [DataRow("x", false)]
    public void The_projects_folder_and_those_above_it_hold_the_project(string path, bool holds)
    {
        Assert.AreEqual(holds, CanonicalPath.HoldsProject(path, "/w/project", StringComparison.Ordinal));
        Assert.AreEqual(holds || path == "/W", CanonicalPath.HoldsProject(path, "/w/project", StringComparison.OrdinalIgnoreCase));
    }

    [TestMethod]
    public void A_backslash_is_a_character_where_it_does_not_separate() =>
        Assert.AreEqual(@"sub\x", CanonicalPath.Of(@"./sub\x", "/w/project", backslashSeparates: false, StringComparison.Ordinal));

    [TestMethod]
    public void A_project_in_the_root_has_everything_in_it()
    {
        Assert.AreEqual("/x", CanonicalPath.AbsoluteOf("x", "/"));
        Assert.AreEqual("usr/x", CanonicalPath.Of("/usr/x", "", backslashSeparates: false, StringComparison.Ordinal));
    }
}
