using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text;

[TestClass]
public sealed class PlaceholdersTests
{
    private readonly FixedValues _values = new FixedValues(
        ("name", "N"), ("item.Filename", "F"), ("results.my node[1].k", "R"), ("reference.Tool", "dotnet x.dll"), ("loop", "{name}"), ("empty", "")).List("inputs", "a", "b c");

    [TestMethod]
    [DataRow("", "")]
    [DataRow("no braces", "no braces")]
    [DataRow("{name}", "N")]
    [DataRow("a{name}b{item.Filename}c", "aNbFc")]
    [DataRow("{results.my node[1].k}", "R")]
    [DataRow("{reference.Tool} --x", "dotnet x.dll --x")]
    [DataRow("{inputs}", "a b c")]
    [DataRow("x{empty}y", "xy")]
    [DataRow("awk '{print $1}'", "awk '{print $1}'")]
    [DataRow("${name}", "${name}")]
    [DataRow("$ {name}", "$ N")]
    [DataRow("{{name}}", "{N}")]
    [DataRow("{name", "{name")]
    [DataRow("name}", "name}")]
    [DataRow("{}", "{}")]
    [DataRow("{ name }", "{ name }")]
    [DataRow("{unknown}{name}", "{unknown}N")]
    [DataRow("{na\nme}{name}", "{na\nme}N")]
    [DataRow("{\"name\": {name}}", "{\"name\": N}")]
    [DataRow("{{{name}", "{{N")]
    [DataRow("{loop}", "{name}", DisplayName = "values are not read again")]
    [DataRow("${a{name}", "${aN")]
    [DataRow("{a'{name}'}", "{a'N'}")]
    public void Replaces(string template, string expected) => Assert.AreEqual(expected, Placeholders.Replace(template, _values));

    [TestMethod]
    [DataRow("plain")]
    [DataRow("{unknown} ${name}")]
    public void Nothing_to_replace_is_the_same_string(string template) => Assert.AreSame(template, Placeholders.Replace(template, _values));

    [TestMethod]
    public void A_list_takes_the_separator_given() => Assert.AreEqual("a;b c", Placeholders.Replace("{inputs}", _values, ";"));

    [TestMethod]
    public void Keys_are_told_in_order() =>
        CollectionAssert.AreEqual(new[] { "a", "b.c", "a" }, Placeholders.Keys("{a} ${no} {b.c}{{a}} '{x' }"));

    [TestMethod]
    public void Many_open_braces_take_linear_time()
    {
        string template = new string('{', 300_000) + "name" + new string('}', 300_000);
        Assert.AreEqual(template.Length - 5, Placeholders.Replace(template, _values).Length);
    }
}
