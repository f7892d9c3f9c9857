using TaskGraph.Execution.Text;

namespace TaskGraph.Execution.Tests.Text;

[TestClass]
public sealed class PythonTracebackTests
{
    private const string Head = "Traceback (most recent call last):\n";
    private const string Group = "  + Exception Group Traceback (most recent call last):\n";
    private const string End = "    +------------------------------------\n";

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
    [DataRow(
        Group + "  |   File \"main.py\", line 12, in <module>\n  |     f()\n  |   File \"/usr/lib/python3.12/asyncio/taskgroups.py\", line 145, in __aexit__\n  | ExceptionGroup: unhandled errors in a TaskGroup (2 sub-exceptions)\n"
        + "  +-+---------------- 1 ----------------\n    | Traceback (most recent call last):\n    |   File \"main.py\", line 4, in bad\n    |   File \"<frozen x>\", line 1, in g\n    | ValueError: one\nof: several lines\n"
        + "    +---------------- 2 ----------------\n    | Traceback (most recent call last):\n    |   File \"main.py\", line 7, in bad\n    | ValueError: two\n" + End + "a.c:3: error: x",
        "main.py 4 0 Error - ValueError: one\na.c 3 0 Error - x", DisplayName = "of a group the first")]
    [DataRow(
        Group + "  |   File \"main.py\", line 12, in <module>\n  | ExceptionGroup: outer (2 sub-exceptions)\n  +-+---------------- 1 ----------------\n    | Exception Group Traceback (most recent call last):\n    |   File \"main.py\", line 3, in f\n"
        + "    | ExceptionGroup: inner (1 sub-exception)\n    +-+---------------- 1 ----------------\n      | Traceback (most recent call last):\n      |   File \"deep.py\", line 1, in g\n      | KeyError: 1\n      +------------------------------------\n"
        + "    +---------------- 2 ----------------\n    | Traceback (most recent call last):\n    |   File \"main.py\", line 5, in h\n    | TypeError: 2\n" + End,
        "deep.py 1 0 Error - KeyError: 1", DisplayName = "of a group in a group the first")]
    [DataRow(
        Group + "  |   File \"main.py\", line 12, in <module>\n  | ExceptionGroup: outer (2 sub-exceptions)\n  +-+---------------- 1 ----------------\n    | ValueError: 1\n    +---------------- 2 ----------------\n"
        + "    | Traceback (most recent call last):\n    |   File \"main.py\", line 5, in h\n    | TypeError: 2\n" + End,
        "main.py 12 0 Error - ExceptionGroup: outer (2 sub-exceptions)", DisplayName = "the first was raised nowhere")]
    [DataRow(
        Group + "  |   File \"main.py\", line 12, in <module>\n  | ExceptionGroup: outer (1 sub-exception)\n  +-+---------------- 1 ----------------\n    | Exception Group Traceback (most recent call last):\n    |   File \"main.py\", line 3, in f\n"
        + "    | ExceptionGroup: inner (1 sub-exception)\n    +-+---------------- 1 ----------------\n      | Traceback (most recent call last):\n      |   File \"deep.py\", line 1, in g\n      | KeyError: 1\n      +------------------------------------\n"
        + "    | \n    | The above exception was the direct cause of the following exception:\n    | \n    | Traceback (most recent call last):\n    |   File \"main.py\", line 5, in h\n    | TypeError: 2\n" + End,
        "main.py 5 0 Error - TypeError: 2", DisplayName = "of a chain in a group the last")]
    [DataRow(
        Head + "  File \"a.py\", line 1, in f\nKeyError: 1\n\nDuring handling of the above exception, another exception occurred:\n\n"
        + Group + "  |   File \"b.py\", line 2, in g\n  | ExceptionGroup: x (1 sub-exception)\n  +-+---------------- 1 ----------------\n    | Traceback (most recent call last):\n    |   File \"b.py\", line 9, in g\n    | OSError\n" + End
        + "\nThe above exception was the direct cause of the following exception:\n\n" + Head + "  File \"c.py\", line 3, in h\nValueError: 3",
        "c.py 3 0 Error - ValueError: 3", DisplayName = "a group within a chain")]
    [DataRow(
        Group + "  |   File \"a.py\", line 1, in f\n  | ExceptionGroup: cut off (1 sub-exception)\n" + Head + "  File \"b.py\", line 2, in g\nValueError: 2",
        "a.py 1 0 Error - ExceptionGroup: cut off (1 sub-exception)\nb.py 2 0 Error - ValueError: 2", DisplayName = "a group that does not end")]
    [DataRow("  | a | table:\n  |   File \"a.py\", line 1, in f\n  | ValueError: x", "", DisplayName = "bars of something else")]
    public void Reads(string output, string expected) =>
        Assert.AreEqual(expected, DiagnosticScannerTests.Scan(DiagnosticFormats.All, [], output.Split('\n')));
}
