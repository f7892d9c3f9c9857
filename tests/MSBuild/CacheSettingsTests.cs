using TaskGraph.Model;

namespace TaskGraph.MSBuild.Tests;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class CacheSettingsTests
{
    [TestMethod]
    public void A_folder_is_relative_to_the_project()
    {
        CacheSettings settings = Read("../cache");

        Assert.AreEqual("/home/somebody/cache", settings.Folder);
        Assert.IsNull(settings.Address);
        Assert.IsTrue(settings.IsOn);
    }

    [TestMethod]
    public void A_folder_and_a_server_go_together_in_any_order()
    {
        foreach (string both in new[] { "/cache; https://cache.example/a", "https://cache.example/a;/cache ;" })
        {
            CacheSettings settings = Read(both);
            Assert.AreEqual("/cache", settings.Folder);
            Assert.AreEqual("https://cache.example/a", settings.Address!.ToString());
        }
    }

    [TestMethod]
    public void Without_a_value_or_a_mode_there_is_none()
    {
        Assert.IsFalse(Read("").IsOn);
        Assert.IsFalse(Read(" ; ").IsOn);
        Assert.IsFalse(Read("/cache", mode: "off").IsOn);
        Assert.IsTrue(Read("/cache", mode: "read").IsOn);
    }

    [TestMethod]
    public void A_folder_holds_five_gigabytes_unless_something_else_is_said()
    {
        Assert.AreEqual(5L << 30, Read("/cache").Limit);
        Assert.AreEqual(300L << 20, Read("/cache", size: "300M").Limit);
    }

    [TestMethod]
    [DataRow("http://name:secret@one;http://name:secret@two")]
    [DataRow("ftp://name:secret@server")]
    [DataRow("http://name:secret@")]
    [DataRow("http://name:se@cret@ser ver")]
    public void What_is_wrong_with_an_address_is_told_without_its_credentials(string cache)
    {
        var problems = new List<Problem>();
        CacheSettings.Read(Task(cache), problems);

        Assert.AreEqual(ProblemKind.InvalidProperty, problems.Single().Kind);
        Assert.DoesNotContain("cret", problems.Single().Value);
    }

    private static CacheSettings Read(string cache, string mode = "", string size = "")
    {
        var problems = new List<Problem>();
        CacheSettings settings = CacheSettings.Read(Task(cache, mode, size), problems);
        Assert.IsEmpty(problems);
        return settings;
    }

    private static RunGraph Task(string cache, string mode = "", string size = "") => new() { ProjectFile = "/home/somebody/project/flow.proj", Cache = cache, CacheMode = mode, CacheSize = size };
}
