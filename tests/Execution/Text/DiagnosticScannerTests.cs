using TaskGraph.Execution.Text;

namespace TaskGraph.Execution.Tests.Text;

[TestClass]
public sealed class DiagnosticScannerTests
{
    [TestMethod]
    [DataRow("Main.cs(17,20): error CS0168: The variable", "Main.cs 17 20 Error CS0168 The variable")]
    [DataRow("Main.cs(17): warning CS1: x: y", "Main.cs 17 0 Warning CS1 x: y")]
    [DataRow("Main.cs(17,20,18,3):error:x", "Main.cs 17 20 Error - x")]
    [DataRow("Main.cs(17-18): error : x", "Main.cs 17 0 Error - x")]
    [DataRow("a.cs(17,20-22) : error X1 : y", "a.cs 17 20 Error X1 y")]
    [DataRow("  C:\\my dir\\a (1).cs(3,4): fatal error C1083: y [p.csproj]", "C:\\my dir\\a (1).cs 3 4 Error C1083 y [p.csproj]")]
    [DataRow("2>Main.cs(17,20): Command line Warning CS0168: x", "Main.cs 17 20 Warning CS0168 x")]
    [DataRow("\\\\server\\x.cs(1): error A1: y", "\\\\server\\x.cs 1 0 Error A1 y")]
    [DataRow("src/x.ts(12,3): error TS2304: Cannot find", "src/x.ts 12 3 Error TS2304 Cannot find")]
    [DataRow("a.c:12:3: error: expected ';'", "a.c 12 3 Error - expected ';'")]
    [DataRow("a.c:12: warning: unused [-Wunused]", "a.c 12 0 Warning - unused [-Wunused]")]
    [DataRow("C:\\x y\\a.c:12:3: fatal error: z.h: No such file", "C:\\x y\\a.c 12 3 Error - z.h: No such file")]
    [DataRow("Makefile:3: Error: x", "Makefile 3 0 Error - x")]
    [DataRow("ld: a.c:3: error: x", "a.c 3 0 Error - x")]
    [DataRow("X.hs:3:5: error:", "X.hs 3 5 Error - X.hs:3:5: error:")]
    [DataRow("\x1b[1ma.c:12:3: \x1b[31merror: \x1b[0mx\x1b[K", "a.c 12 3 Error - x")]
    [DataRow("part12:30:45: error: x", "part12 30 45 Error - x")]
    [DataRow("pkg/mod.py:3: error: Incompatible types  [assignment]", "pkg/mod.py 3 0 Error - Incompatible types  [assignment]")]
    public void A_line_with_a_position_is_one(string line, string expected) => Assert.AreEqual(expected, Scan(line));

    [TestMethod]
    [DataRow("")]
    [DataRow("hello")]
    [DataRow("Error: npm failed")]
    [DataRow("error CS0168: x")]
    [DataRow("Main.cs: error CS0168: x")]
    [DataRow("Main.cs(): error CS0168: x")]
    [DataRow("Main.cs(0): error CS0168: x")]
    [DataRow("Main.cs(a,b): error CS0168: x")]
    [DataRow("(3): error CS0168: x")]
    [DataRow("f(3): 2 errors: x")]
    [DataRow("http://x:80: error")]
    [DataRow("http://x:80: error: refused")]
    [DataRow("127.0.0.1:80: error: refused")]
    [DataRow("localhost:8080: error: refused")]
    [DataRow("12:30:45: error: x")]
    [DataRow("2024-01-01 12:30:45: error: x")]
    [DataRow("[2024-01-01T12:30:45: error: x")]
    [DataRow("a.c:12:3: note: declared here")]
    [DataRow("a.c:12:3: something")]
    [DataRow("a.c:0: error: x")]
    [DataRow("a.c:99999999999: error: x")]
    [DataRow(":12: error: x")]
    [DataRow("make: *** [Makefile:12: all] Error 2")]
    [DataRow("In file included from a.c:1:")]
    [DataRow(":::::::")]
    public void Other_lines_are_none(string line) => Assert.AreEqual("", Scan(line));

    [TestMethod]
    public void Only_the_formats_asked_for_are_looked_for()
    {
        string[] lines = ["a.cs(1): error A1: x", "a.c:1: error: x", "  File \"a.py\", line 1, in f", "ValueError: x"];
        Assert.AreEqual("a.cs 1 0 Error A1 x", Scan(DiagnosticFormats.Canonical, [], lines));
        Assert.AreEqual("a.c 1 0 Error - x", Scan(DiagnosticFormats.Gcc, [], lines));
        Assert.AreEqual("a.py 1 0 Error - ValueError: x", Scan(DiagnosticFormats.Python, [], lines));
        Assert.AreEqual("", Scan(DiagnosticFormats.None, [], lines));
    }

    [TestMethod]
    public void A_long_hostile_line_takes_linear_time()
    {
        foreach (string piece in (string[])["a:1:", "(", "a:1: ", ")", ":", "1", " ", "\x1b]", "\x1b["])
            Assert.AreEqual("", Scan(string.Concat(Enumerable.Repeat(piece, 200_000))));
    }

    [TestMethod]
    public void Random_lines_never_throw()
    {
        var random = new Random(4);
        string[] pieces = ["a", ":", "1", "12", "(", ")", ",", "-", " ", "error", "warning", "  File \"", "\", line ", "\x1b[", "m", "C:", "://", "<", ">", "Error"];
        int found = 0;
        var scanner = new DiagnosticScanner(DiagnosticFormats.All, []);
        List<Diagnostic> diagnostics = [];
        for (int round = Fuzz.Count(20_000); round > 0; round--)
            scanner.Feed(string.Concat(Enumerable.Range(0, random.Next(0, 10)).Select(_ => pieces[random.Next(pieces.Length)])), diagnostics);
        foreach (Diagnostic diagnostic in diagnostics)
        {
            found++;
            Assert.IsTrue(diagnostic.Line > 0 && diagnostic.Column >= 0 && diagnostic.File.Length > 0 && diagnostic.Message.Length > 0, diagnostic.ToString());
        }

        Assert.IsGreaterThan(0, found);
    }

    private static string Scan(string line) => Scan(DiagnosticFormats.All, [], line);

    internal static string Scan(DiagnosticFormats formats, IReadOnlyList<DiagnosticPattern> patterns, params string[] lines)
    {
        var scanner = new DiagnosticScanner(formats, patterns, "/sdk/python");
        List<Diagnostic> found = [];
        foreach (string line in lines)
            scanner.Feed(line, found);
        scanner.Complete(found);
        return string.Join('\n', found.Select(d => $"{d.File} {d.Line} {d.Column} {d.Severity} {d.Code ?? "-"} {d.Message}"));
    }
}
