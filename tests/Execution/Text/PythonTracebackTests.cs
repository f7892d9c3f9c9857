using TaskGraph.Execution.Text;

namespace TaskGraph.Execution.Tests.Text;

[TestClass]
public sealed class PythonTracebackTests
{
    private const string Head = "Traceback (most recent call last):\n";

    [TestMethod]
    [DataRow(
        Head + "  File \"main.py\", line 9, in <module>\n    f(1)\n    ~^^^\n  File \"lib.py\", line 3, in f\n    raise ValueError('x')\nValueError: x",
        "lib.py 3 0 Error - ValueError: x", DisplayName = "the innermost frame")]
    [DataRow(
        Head + "  File \"main.py\", line 9, in <module>\n  File \"/usr/lib/python3.12/json/decoder.py\", line 3, in f\n  File \"<frozen x>\", line 1, in g\njson.decoder.JSONDecodeError: Expecting value: line 1",
        "main.py 9 0 Error - json.decoder.JSONDecodeError: Expecting value: line 1", DisplayName = "not the library's frames")]
    [DataRow(
        Head + "  File \"C:\\p\\main.py\", line 9, in f\n  File \"C:\\Python312\\Lib\\json\\decoder.py\", line 3, in f\n  File \"C:\\v\\Lib\\site-packages\\x.py\", line 3, in f\nKeyError: 'a'",
        "C:\\p\\main.py 9 0 Error - KeyError: 'a'", DisplayName = "on Windows")]
    [DataRow("  File \"main.py\", line 2\n    f(\n     ^\nSyntaxError: '(' was never closed", "main.py 2 0 Error - SyntaxError: '(' was never closed", DisplayName = "a syntax error has no head")]
    [DataRow(Head + "  File \"main.py\", line 2, in f\n  [Previous line repeated 995 more times]\nRecursionError", "main.py 2 0 Error - RecursionError")]
    [DataRow(Head + "  File \"main.py\", line 2, in f\nmain.Outer.<locals>.Bad: x", "main.py 2 0 Error - main.Outer.<locals>.Bad: x")]
    [DataRow(
        Head + "  File \"a.py\", line 1, in f\nKeyError: 1\n\nDuring handling of the above exception, another exception occurred:\n\n" + Head + "  File \"b.py\", line 2, in g\nValueError: 2",
        "b.py 2 0 Error - ValueError: 2", DisplayName = "of a chain the last")]
    [DataRow(
        Head + "  File \"a.py\", line 1, in f\nKeyError: 1\n\nThe above exception was the direct cause of the following exception:\n\n" + Head + "  File \"b.py\", line 2, in g\nValueError: 2",
        "b.py 2 0 Error - ValueError: 2")]
    [DataRow(
        Head + "  File \"a.py\", line 1, in f\nKeyError: 1\n" + Head + "  File \"b.py\", line 2, in g\nValueError: 2",
        "a.py 1 0 Error - KeyError: 1\nb.py 2 0 Error - ValueError: 2", DisplayName = "two that are no chain")]
    [DataRow(Head + "  File \"a.py\", line 1, in f\nKeyError: 1\na.c:3: error: x", "a.py 1 0 Error - KeyError: 1\na.c 3 0 Error - x")]
    [DataRow(Head + "  File \"/usr/lib/python3/dist-packages/x.py\", line 1, in f\n  File \"<string>\", line 1, in <module>\nValueError: x", "", DisplayName = "no file of the user's")]
    [DataRow(Head + "  File \"a.py\", line 1, in f\n", "", DisplayName = "cut off")]
    [DataRow(Head + "  File \"a.py\", line 1, in f\nnothing to see here: x", "")]
    [DataRow("  File \"a.py\", line x\nValueError: x", "")]
    [DataRow("ValueError: x", "")]
    [DataRow(Head + "  File \"/lib/pythonic/a.py\", line 1, in f\nValueError: x", "/lib/pythonic/a.py 1 0 Error - ValueError: x")]
    [DataRow(Head + "  File \"a.py\", line 1, in f\n  File \"/sdk/python/taskgraph/_future.py\", line 9, in result\nValueError: x", "a.py 1 0 Error - ValueError: x", DisplayName = "not the client's frames")]
    public void Reads(string output, string expected) =>
        Assert.AreEqual(expected, DiagnosticScannerTests.Scan(DiagnosticFormats.All, [], output.Split('\n')));
}
