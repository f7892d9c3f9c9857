using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text;

[TestClass]
public sealed class PlaceholderQuotingTests
{
    private readonly FixedValues _values = new FixedValues(("x", "a b"), ("safe", "v1"), ("two", "2"), ("eight", "08"), ("hot", "';$`\"\\"), ("line", "a\nb"), ("pc", "50%"), ("dir", @"C:\a b\"))
        .List("inputs", "one", "two three").List("none");

    [TestMethod]
    [DataRow("cat {x}", "cat 'a b'")]
    [DataRow("cat {safe}", "cat v1")]
    [DataRow("cat --x={safe}/y", "cat --x=v1/y")]
    [DataRow("cat \"{x}\"", "cat \"a b\"")]
    [DataRow("cat '{x}'", "cat 'a b'")]
    [DataRow("cat '{hot}'", "cat ''\\'';$`\"\\'")]
    [DataRow("cat \"{hot}\"", "cat \"';\\$\\`\\\"\\\\\"")]
    [DataRow("cat {hot}", "cat ''\\'';$`\"\\'")]
    [DataRow("cat {inputs}", "cat one 'two three'")]
    [DataRow("cat \"{inputs}\"", "cat \"one two three\"")]
    [DataRow("cat {none} x", "cat  x")]
    [DataRow("awk '{print $1}' {x}", "awk '{print $1}' 'a b'")]
    [DataRow("echo ${x} \"${x}\"", "echo ${x} \"${x}\"")]
    [DataRow("echo \\{x} \"\\{x}\"", "echo \\{x} \"\\{x}\"", DisplayName = "a backslash keeps the brace")]
    [DataRow("echo '\\{safe}'", "echo '\\v1'")]
    [DataRow("echo hi # it's {x}\ncat {x}", "echo hi # it's {x}\ncat 'a b'", DisplayName = "a comment opens no quote")]
    [DataRow("echo a#'b' {x}", "echo a#'b' 'a b'")]
    [DataRow("echo \"$(cat {x})\" {x}", "echo \"$(cat 'a b')\" 'a b'")]
    [DataRow("echo \"$(cat \"{x}\" (y))\"", "echo \"$(cat \"a b\" (y))\"")]
    [DataRow("echo $(a)#'{x}'", "echo $(a)#'a b'", DisplayName = "after $(…) a word goes on")]
    [DataRow("(a)# it's\ncat {x}", "(a)# it's\ncat 'a b'")]
    [DataRow("echo {two}>f", "echo '2'>f", DisplayName = "no file descriptor")]
    [DataRow("{safe}=3", "'v1'=3", DisplayName = "no assignment")]
    [DataRow("echo ~{safe}", "echo ~'v1'", DisplayName = "no home")]
    [DataRow("echo $HOME{safe}", "echo $HOME'v1'", DisplayName = "no longer variable name")]
    [DataRow("echo \"$HOME{safe}\"", "echo \"$HOME\"\"v1\"")]
    [DataRow("echo `date` ${y} {x}", "echo `date` ${y} 'a b'")]
    [DataRow("echo $((1 + {two})) {x}", "echo $((1 + 2)) 'a b'")]
    [DataRow("cat <<E\n{safe}\nE", "cat <<E\nv1\nE")]
    [DataRow("echo $'{safe}' {x}", "echo $'v1' 'a b'")]
    public void Posix(string command, string expected)
    {
        Assert.IsTrue(PlaceholderQuoting.TryPosix(command, _values, out string result, out string? fault), fault);
        Assert.AreEqual(expected, result);
    }

    [TestMethod]
    [DataRow("cat <<E\n{x}\nE")]
    [DataRow("echo `cat {x}`")]
    [DataRow("echo ${y:-{x}}")]
    [DataRow("echo \"${y:-'}\" {x}")]
    [DataRow("echo $'\\'' {x}")]
    [DataRow("echo $'{x}'")]
    [DataRow("echo \"$(case a in a) cat {x};; esac)\"")]
    [DataRow("cat <(echo {x})")]
    [DataRow("a=({x})")]
    [DataRow("echo 'open {x}")]
    public void Posix_refuses_what_it_cannot_quote(string command)
    {
        Assert.IsFalse(PlaceholderQuoting.TryPosix(command, _values, out _, out string? fault));
        Assert.Contains("{x}", fault!);
        Assert.IsTrue(PlaceholderQuoting.TryPosix(command.Replace("{x}", "{safe}", StringComparison.Ordinal), _values, out _, out _));
    }

    [TestMethod]
    [DataRow("echo ${{safe}}", DisplayName = "the name of a variable")]
    [DataRow("echo \"${{safe}}\"")]
    [DataRow("echo ${y{safe}}", DisplayName = "a part of its name, or what is done with it")]
    [DataRow("echo ${#{safe}}")]
    [DataRow("echo ${y:{safe}}", DisplayName = "bash's offset, which is arithmetic")]
    [DataRow("echo ${y[{safe}]}")]
    [DataRow("echo ${y/a/{safe}}")]
    public void Posix_puts_nothing_into_an_expansion_but_where_a_word_stands(string command)
    {
        Assert.IsFalse(PlaceholderQuoting.TryPosix(command, _values, out _, out string? fault));
        Assert.Contains("{safe}", fault!);
    }

    [TestMethod]
    [DataRow("echo ${y:-{safe}}", "echo ${y:-v1}")]
    [DataRow("echo ${y-a{safe}}", "echo ${y-av1}")]
    [DataRow("echo ${y:=b/{safe}} {safe}", "echo ${y:=b/v1} v1")]
    public void Posix_puts_what_is_safe_into_the_word_of_an_expansion(string command, string expected) => Posix(command, expected);

    [TestMethod]
    [DataRow("echo $(( {x} ))")]
    [DataRow("(( {x} ))")]
    [DataRow("echo $[ {x} ]", DisplayName = "bash's old arithmetic")]
    [DataRow("echo \"$(( (1) + {x} ))\"")]
    public void Posix_puts_nothing_but_numbers_into_arithmetic(string command)
    {
        foreach (string unsafeKey in new[] { "{x}", "{safe}", "{hot}", "{eight}" })
            Assert.IsFalse(PlaceholderQuoting.TryPosix(command.Replace("{x}", unsafeKey, StringComparison.Ordinal), _values, out _, out _), unsafeKey);
        Assert.IsTrue(PlaceholderQuoting.TryPosix(command.Replace("{x}", "{two}", StringComparison.Ordinal), _values, out string result, out _));
        Assert.AreEqual(command.Replace("{x}", "2", StringComparison.Ordinal), result);
    }

    [TestMethod]
    [DataRow("cat <<v1\n{safe}\nv1", DisplayName = "the end of a here-document")]
    [DataRow("cat <<-'v1'\n\t{safe}\nv1")]
    [DataRow("echo \"$(cat <<\\v1\n{safe}\nv1\n)\"")]
    [DataRow("echo `echo {two}>f`", DisplayName = "a file descriptor")]
    [DataRow("echo ${y:-'} $HOME{safe}", DisplayName = "a longer name")]
    [DataRow("echo $'\\x{two}'", DisplayName = "a part of an escape")]
    [DataRow("echo `{safe}=3`", DisplayName = "an assignment")]
    [DataRow("a[{hot}]=1", DisplayName = "bash's subscripts are arithmetic")]
    [DataRow("[[ 1 -eq {hot} ]]", DisplayName = "so are both sides of -eq")]
    [DataRow("[[ 1 -eq '{hot}' ]]")]
    public void Posix_refuses_what_would_be_read_with_what_is_beside_it(string command) =>
        Assert.IsFalse(PlaceholderQuoting.TryPosix(command, _values, out _, out _));

    [TestMethod]
    [DataRow("type {x}", "type ^\"a b^\"")]
    [DataRow("type {safe}", "type v1")]
    [DataRow("type \"{x}\"", "type \"a b\"")]
    [DataRow("type '{x}'", "type '^\"a b^\"'")]
    [DataRow("type {inputs}", "type one ^\"two three^\"")]
    [DataRow("type \"{dir}\"", "type \"C:\\a b\\\\\"")]
    [DataRow("type \"{dir}x\"", "type \"C:\\a b\\x\"")]
    [DataRow("type out\\{x}", "type out\\\\^\"a b^\"")]
    [DataRow("type out\\{safe}", "type out\\v1")]
    [DataRow("echo ^{x}", "echo ^{x}")]
    [DataRow("echo ^\"{pc}", "echo ^\"^\"50^%^\"")]
    public void Cmd(string command, string expected)
    {
        Assert.IsTrue(PlaceholderQuoting.TryCmd(command, _values, out string result, out string? fault), fault);
        Assert.AreEqual(expected, result);
    }

    [TestMethod]
    [DataRow("echo {line}")]
    [DataRow("echo \"{line}\"")]
    [DataRow("echo \"{pc}\"")]
    [DataRow("echo \"{hot}\"")]
    public void Cmd_refuses_what_it_cannot_quote(string command)
    {
        Assert.IsFalse(PlaceholderQuoting.TryCmd(command, _values, out _, out string? fault));
        Assert.Contains("{", fault!);
    }

    [TestMethod]
    public void Without_braces_the_command_is_the_same_string()
    {
        string command = "cat 'x'";
        Assert.IsTrue(PlaceholderQuoting.TryPosix(command, _values, out string posix, out _));
        Assert.IsTrue(PlaceholderQuoting.TryCmd(command, _values, out string cmd, out _));
        Assert.AreSame(command, posix);
        Assert.AreSame(command, cmd);
    }
}
