using TaskGraph.Execution.Text;

namespace TaskGraph.Execution.Tests.Text;

[TestClass]
public sealed class DepFileParserTests
{
    [TestMethod]
    [DataRow("", "")]
    [DataRow("\n\n", "")]
    [DataRow("build/x.o: x.cc x.h y/z.h\n", "x.cc|x.h|y/z.h")]
    [DataRow(" \\\n  out: in\n", "in")]
    [DataRow("foo.o: \\\n  bar.h baz.h\n", "bar.h|baz.h")]
    [DataRow("foo.o: \\\r\n  bar.h baz.h\r\n", "bar.h|baz.h")]
    [DataRow("foo.o:\\\n bar.h\\\n baz.h", "bar.h|baz.h")]
    [DataRow("foo.o:\n", "")]
    [DataRow("foo.o:", "")]
    [DataRow("foo.o : a\tb", "a|b")]
    [DataRow("foo.o: a \\", "a", DisplayName = "a backslash at the very end")]
    [DataRow("foo.o: a\\", "a")]
    [DataRow("foo.o: //?/c:/bar.h\n", "//?/c:/bar.h")]
    [DataRow("foo.o: c:\\x\\y.h C:/z.h\n", "c:\\x\\y.h|C:/z.h")]
    [DataRow("c:\\x\\foo.o: c:\\x\\y.h \n", "c:\\x\\y.h")]
    [DataRow("c\\:\\gcc\\a.o: \\\n c:\\gcc\\a.h \n", "c:\\gcc\\a.h")]
    [DataRow("foo.o: c\\:\\gcc\\a.h", "c:\\gcc\\a.h", DisplayName = "GCC 10 escapes the drive's colon")]
    [DataRow("foo1\\: x\nfoo1\\:\nfoo1\\:\r\nfoo1\\:\t\nfoo1\\:", "x")]
    [DataRow("a&b.o a'b.o a\"b.o: a&b.h a'b.h a\"b.h\n", "a&b.h|a'b.h|a\"b.h")]
    [DataRow("P\\D\\Foo.res : \\\n  D\\Foo.rc \\\n  D\\V\\Bar.h \\\n  P\\Bar.tlb \\\n", "D\\Foo.rc|D\\V\\Bar.h|P\\Bar.tlb")]
    [DataRow("a\\ bc\\ def:   a\\ b c d", "a b|c|d")]
    [DataRow("x: a\\\tb", "a\tb")]
    [DataRow("a\\ b\\#c.h: \\\\\\\\\\  \\\\\\\\ \\\\share\\info\\\\#1", "\\\\ |\\\\\\\\|\\\\share\\info\\#1")]
    [DataRow("x: \\!\\@\\#$$\\%\\^\\&\\[\\]\\\\", "\\!\\@#$\\%\\^\\&\\[\\]\\\\")]
    [DataRow("x: a$$b $c $", "a$b|$c|$")]
    [DataRow("C:/Program\\ Files\\ (x86)/c.h: \\\n en@q.header~ t+t-x!=1 \\\n cn={0}c.ldif\\\n Fu\u00e4ball\\\n a[1]b@2%c;d", "en@q.header~|t+t-x!=1|cn={0}c.ldif|Fu\u00e4ball|a[1]b@2%c;d")]
    [DataRow("foo foo: x y z", "x|y|z")]
    [DataRow("foo bar: x y z", "x|y|z")]
    [DataRow("foo: x\nfoo: \nfoo:\n", "x")]
    [DataRow("foo: x\nfoo: y\nfoo \\\nfoo: z\n", "x|y|z")]
    [DataRow("foo: x\r\nfoo: y\r\nfoo \\\r\nfoo: z\r\n", "x|y|z")]
    [DataRow("foo: x\\\n     y\nfoo \\\nfoo: z\n", "x|y|z")]
    [DataRow(" foo: x\n foo: y\n", "x|y")]
    [DataRow("foo: x y z\nx:\ny:\nz:\n", "x|y|z", DisplayName = "-MP")]
    [DataRow("foo: x\nx:\nfoo: y\ny:\n", "x|y")]
    [DataRow("foo: x y\nbar: y z\n", "x|y|z")]
    [DataRow("foo: x x x\n", "x")]
    [DataRow("foo: x\nx: also\n", "x|also", DisplayName = "a prerequisite with prerequisites")]
    [DataRow("# made by rustc\nfoo: x # why\n# end", "x")]
    [DataRow("foo: x#y\n", "x#y")]
    [DataRow("foo: \\#x\n", "#x")]
    [DataRow(": x", "x")]
    [DataRow("foo: x:\n", "x:")]
    public void Reads(string text, string expected)
    {
        List<string> prerequisites = [];
        Assert.IsTrue(DepFileParser.TryParse(text, prerequisites, out int line, out string fault), fault);
        Assert.AreEqual(expected, string.Join('|', prerequisites));
        Assert.AreEqual(0, line);
        Assert.AreEqual("", fault);
    }

    [TestMethod]
    [DataRow("foo.o foo.c\n", 1)]
    [DataRow("foo.o foo.c", 1)]
    [DataRow("a: b \\\n c\n\r\nfoo\n", 4)]
    [DataRow("a: b\nfoo: c\nbar", 3)]
    [DataRow("a:b\n", 1)]
    [DataRow("a: b\nc\0: d\n", 2)]
    public void Tells_where_it_is_no_dep_file(string text, int line)
    {
        Assert.IsFalse(DepFileParser.TryParse(text, [], out int faultLine, out string fault));
        Assert.AreEqual(line, faultLine);
        Assert.AreNotEqual("", fault);
    }

    [TestMethod]
    public void Never_throws_and_finds_again_what_was_escaped()
    {
        var random = new Random(5);
        string[] pieces = ["a", "b.h", " ", "\t", "\n", "\r\n", "\r", "\\", "\\\\", "\\\n", ":", ": ", "#", "$", "$$", "c:/", "ä", "\0", "\\ "];
        string[] parts = ["a", "b", " ", "\\x", "#", "$", "c:/", "ä", ";", "'", "(", "\t"];
        for (int round = Fuzz.Count(2000); round > 0; round--)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(0, 25)).Select(_ => pieces[random.Next(pieces.Length)]));
            List<string> names = [];
            bool read = DepFileParser.TryParse(text, names, out int line, out string fault);
            Assert.AreEqual(read, fault.Length == 0);
            Assert.IsTrue(read ? line == 0 : line >= 1 && line <= text.Count(c => c is '\n' or '\r') + 1, text);
            Assert.DoesNotContain("", names);

            List<string> wanted = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Name()).Distinct()];
            names.Clear();
            Assert.IsTrue(DepFileParser.TryParse("x.o: " + string.Join(" \\\n ", wanted.Select(Escape)) + "\n", names, out _, out fault), fault);
            CollectionAssert.AreEqual(wanted, names);
        }

        string Name() => "n" + string.Concat(Enumerable.Range(0, random.Next(0, 6)).Select(_ => parts[random.Next(parts.Length)])) + "e";

        // As gcc does it.
        static string Escape(string name)
        {
            var text = new System.Text.StringBuilder();
            for (int i = 0; i < name.Length; i++)
            {
                if (name[i] is ' ' or '\t')
                {
                    for (int j = i - 1; j >= 0 && name[j] == '\\'; j--)
                        text.Append('\\');
                }

                text.Append(name[i] is ' ' or '\t' or '#' ? "\\" : name[i] == '$' ? "$" : "").Append(name[i]);
            }

            return text.ToString();
        }
    }

    [TestMethod]
    public void Ten_megabytes_take_linear_time()
    {
        List<string> names = [];
        Assert.IsTrue(DepFileParser.TryParse("x: " + new string('\\', 5_000_000) + " b", names, out _, out _));
        Assert.HasCount(2, names);
        names.Clear();
        Assert.IsTrue(DepFileParser.TryParse("x:" + string.Concat(Enumerable.Repeat(" a\\ b\\\n", 700_000)), names, out _, out _));
        Assert.HasCount(1, names);
    }
}
