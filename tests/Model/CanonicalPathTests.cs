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
    public void A_drive_and_a_share_are_roots_on_windows(string project, string written, string form) =>
        Assert.AreEqual(form, CanonicalPath.Of(written, project, backslashSeparates: true, StringComparison.OrdinalIgnoreCase));

    [TestMethod]
    [DataRow("../x", "../x")]
    [DataRow("../flow/x", "../flow/x")]
    [DataRow("/w/project/x", "/w/project/x")]
    [DataRow("/w/project/flow/x", "x")]
    [DataRow("sub/../x", "x")]
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
    public void The_absolute_form_has_no_detour_unless_a_link_is_in_the_way(string path, int anchored, string absolute) =>
        Assert.AreEqual(absolute, CanonicalPath.AbsoluteOf(path, "/w/project/flow", anchored));
}
