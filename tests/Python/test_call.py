import json
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest

from build import CLIENT, VARIABLES


class Call(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)

    def write(self, name, text):
        path = os.path.join(self.folder, *name.split("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(text).lstrip())
        return path

    def call(self, text, function="f", parameters=None, item=..., script="script.py", code=0):
        """Runs a node; what it returned, or what it wrote if it failed."""
        path = self.write(script, text)
        results = os.path.join(self.folder, "results")
        if os.path.exists(results):
            os.remove(results)
        environment = {name: value for name, value in os.environ.items() if name not in {"TASKGRAPH_" + variable for variable in VARIABLES}}
        environment.update(PYTHONPATH=str(CLIENT), TASKGRAPH_RESULTS=results, TASKGRAPH_PARAMETERS=json.dumps(parameters or {}), PYTHONIOENCODING="utf-8")
        if item is not ...:
            environment["TASKGRAPH_ITEM"] = json.dumps(item)
        done = subprocess.run([sys.executable, "-m", "taskgraph.call", path, function], cwd=tempfile.gettempdir(), env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, encoding="utf-8", timeout=20)
        self.assertEqual(code, done.returncode, done.stdout)
        if code:
            return done.stdout
        with open(results, encoding="utf-8") as file:
            key, _, value = file.read().rstrip("\n").partition("=")
        self.assertEqual("value", key)
        return json.loads(value)


class WhatAFunctionGets(Call):
    def test_parameters_by_name_with_those_that_are_json(self):
        self.assertEqual(["x", [1], 9], self.call("def f(a, b, *, c=9): return a, b, c", parameters={"a": "x", "b": "[1]", "taskgraph.json": "b"}))

    def test_text_as_its_annotations_say(self):
        text = """
            from typing import Optional, Union
            def f(i: int, x: float, t: bool, s: str, n: Optional[int], o: "int | None", u: Union[None, float], q: "Optional[bool]"): return i, x, t, s, n, o, u, q
            """
        given = {"i": " 3", "x": "1.5", "t": "TRUE", "s": "4", "n": "5", "o": "", "u": "2", "q": "false"}
        self.assertEqual([3, 1.5, True, "4", 5, None, 2.0, False], self.call(text, parameters=given))
        self.assertEqual([3, 1.5, True, "4", 5, None, 2.0, False], self.call("from __future__ import annotations\n" + textwrap.dedent(text), parameters=given))

    def test_empty_text_is_none_where_none_is_the_default(self):
        given = {"i": "", "k": " ", "o": "", "p": "3"}
        text = "def f(i: int = None, o: int = None, p: float = None, *, k: bool = None): return i, o, p, k"
        self.assertEqual([None, None, 3.0, None], self.call(text, parameters=given))
        decorated = "import functools\ndef d(g):\n    @functools.wraps(g)\n    def w(*a, **k): return g(*a, **k)\n    return w\n@d\n" + text
        self.assertEqual([None, None, 3.0, None], self.call(decorated, parameters=given))
        self.assertIn("wants 'i' as int", self.call("def f(i: int = 0, o=None): pass", parameters={"i": ""}, code=1))

    def test_the_item_by_its_name_or_where_nothing_else_is(self):
        self.assertEqual(["i", 1], self.call("def f(item, other=1): return item, other", item="i"))
        self.assertEqual([3, "p"], self.call("def f(k: int, path): return k, path", parameters={"k": "3"}, item="p"))
        self.assertEqual([{"id": 1}], self.call("def f(row): return [row]", item={"id": 1}))
        self.assertEqual([1, "b", 7], self.call("def f(id, name, size=7): return id, name, size", item={"id": 1, "name": "b", "unused": 2}))
        self.assertEqual("p", self.call("def f(name): return name", parameters={"name": "p"}, item={"name": "i"}))

    def test_no_item_where_a_client_gave_the_parameters(self):
        self.assertEqual([{"size": 9}, 1], self.call("def f(row, size=1): return row, size", parameters={"row": '{"size":9}', "taskgraph.json": "row"}, item={"size": 9}))

    def test_parameters_by_position_and_any_name(self):
        self.assertEqual([1, "b", {"c": "d"}], self.call("def f(a: int, /, b, **rest): return a, b, rest", parameters={"a": "1", "b": "b", "c": "d"}))

    def test_a_place_beside_its_script_and_a_name_that_is_not_main(self):
        self.write("beside.py", "value = 5")
        text = """
            import sys, beside
            if __name__ == "__main__": raise SystemExit(9)
            class C:
                @staticmethod
                def g(): return [__name__, sys.modules[__name__].C is C, beside.value, len(sys.argv)]
            """
        self.assertEqual(["script", True, 5, 1], self.call(text, "C.g"))

    def test_the_package_that_its_script_lies_in(self):
        self.write("pkg/__init__.py", "")
        self.write("pkg/other.py", "value = 6")
        self.assertEqual([6, "pkg.mod"], self.call("from . import other\ndef f(): return other.value, __name__", script="pkg/mod.py"))

    def test_pythons_own_modules_under_their_names(self):
        self.assertEqual("{}", self.call("def f():\n import json\n return json.dumps({})", script="json.py"))


class WhatAFunctionReturns(Call):
    def test_is_json(self):
        self.assertEqual({"a": [1, None, "ä\n"]}, self.call("def f(): return {'a': (1, None, 'ä\\n')}"))
        self.assertIsNone(self.call("def f(): pass"))

    def test_may_be_awaited(self):
        self.assertEqual(4, self.call("import asyncio\nasync def f(x: int):\n await asyncio.sleep(0)\n return x + 1", parameters={"x": "3"}))


class WhatGoesWrong(Call):
    def test_parameters_that_do_not_fit_are_named_at_the_function(self):
        text = "\n\ndef f(a, b): pass"
        output = self.call(text, parameters={"a": "1", "b": "2", "c": "3"}, code=1)
        self.assertIn("'c'", output)
        self.assertIn('script.py", line 1, in f', output)
        self.assertIn("'b'", self.call(text, parameters={"a": "1"}, code=1))
        self.assertIn("'k' as int, and 'x'", self.call("def f(k: int): pass", parameters={"k": "x"}, code=1))

    def test_a_value_that_json_does_not_have_is_told_at_the_function(self):
        output = self.call("import functools\n@functools.lru_cache\ndef f():\n    return [object()]", code=1)
        self.assertRegex(output, 'script.py", line 3, in f\n    def f')
        self.assertRegex(output, "TypeError: .*object")
        self.assertIn("TypeError", self.call("def f(): return float('nan')", code=1))
        self.assertIn("TypeError", self.call("def f(): return {(1, 2): 3}", code=1))
        self.assertIn("a set", self.call("def f(): return set()", code=1))

    def traceback_of(self, text, **more):
        output = self.call(text, code=1, **more)
        frames = [line for line in output.splitlines() if line.startswith("  File ")]
        return output, frames

    def test_tracebacks_begin_in_the_script(self):
        output, frames = self.traceback_of("def g(): 1 / 0\ndef f():\n    print('before')\n    g()")
        self.assertEqual(2, len(frames), output)
        self.assertTrue(frames[0].endswith('script.py", line 4, in f'), output)
        self.assertTrue(output.startswith("before\nTraceback"), output)
        self.assertTrue(output.rstrip().endswith("ZeroDivisionError: division by zero"), output)

    def test_so_do_those_of_loading_of_causes_and_of_coroutines(self):
        self.assertEqual(1, len(self.traceback_of("1 / 0")[1]))
        self.assertEqual(2, len(self.traceback_of("def f():\n try: 1 / 0\n except Exception as e: raise ValueError from e")[1]))
        self.assertEqual(1, len(self.traceback_of("async def f(): 1 / 0")[1]))
        self.assertIn('script.py", line 1', self.traceback_of("def f(:")[0])

    def test_nodes_that_a_script_adds_while_it_is_loaded_are_refused_at_its_line(self):
        imports = "import asyncio, taskgraph\n"
        for line in ("taskgraph.submit(f)", "taskgraph.submit(command='a')", "taskgraph.map('a {item}', [1])", "taskgraph.map(f, [1])", "taskgraph.results('a')"):
            output, frames = self.traceback_of(f"{imports}def f(x=1): pass\n{line}\n")
            self.assertIn('script.py", line 3, in <module>', frames[0])
            self.assertRegex(output, "RuntimeError: script.py is being loaded .* `if __name__ == \"__main__\":`, or into a function")
        self.write("beside.py", "import taskgraph\ndef g(): pass\ntaskgraph.submit(g)")
        self.assertIn('beside.py", line 3, in <module>', self.call("import beside\ndef f(): pass", code=1))
        self.assertIn("TASKGRAPH_SOCKET", self.call("import taskgraph\ndef f(): taskgraph.submit(f)", code=1))

    def test_a_function_or_a_script_that_is_not_there(self):
        self.assertIn("did you mean 'first'", self.call("def first(): pass", "frist", code=1))
        self.assertIn("no function", self.call("f = 3", code=1))

    def test_an_interrupt_and_a_cancellation_show_their_traceback_as_any_exception(self):
        for kind, code in (("KeyboardInterrupt", 130), ("GeneratorExit", 1), ("asyncio.CancelledError", 1)):
            output = self.call(f"import asyncio\ndef f():\n    g()\ndef g():\n    raise {kind}", code=code)
            self.assertEqual(["script.py", "script.py"], [os.path.basename(line.split('"')[1]) for line in output.splitlines() if line.startswith("  File ")])
            self.assertIn(kind.split(".")[-1], output)

    def test_an_exit_is_an_exit(self):
        self.call("import sys\ndef f(): sys.exit(7)", code=7)


class WhatANodeSees(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        for variable in VARIABLES:
            os.environ.pop("TASKGRAPH_" + variable, None)
            self.addCleanup(os.environ.pop, "TASKGRAPH_" + variable, None)

    def file(self, variable, text=None):
        path = os.path.join(self.folder, variable)
        os.environ["TASKGRAPH_" + variable] = path
        if text is not None:
            with open(path, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
        return path

    def test_is_empty_outside_of_a_build(self):
        import taskgraph

        self.assertEqual(({}, None, [], [], "", 1), (taskgraph.parameters(), taskgraph.item(), taskgraph.inputs(), taskgraph.outputs(), taskgraph.node(), taskgraph.cpus()))
        taskgraph.set_result("k", 1)
        taskgraph.summary("x")

    def test_is_what_the_build_says(self):
        import taskgraph

        os.environ.update(TASKGRAPH_NODE="n", TASKGRAPH_CPUS="3", TASKGRAPH_ITEM='{"id": 1}', TASKGRAPH_PARAMETERS='{"a": "x", "b": "[1]", "taskgraph.json": "b"}')
        self.file("INPUTS", "a b\nc\n")
        self.file("OUTPUTS", "")
        self.assertEqual(("n", 3, {"id": 1}, {"a": "x", "b": [1]}), (taskgraph.node(), taskgraph.cpus(), taskgraph.item(), taskgraph.parameters()))
        self.assertEqual((["a b", "c"], []), (taskgraph.inputs(), taskgraph.outputs()))

    def test_takes_results_and_a_summary(self):
        import taskgraph

        path, summary = self.file("RESULTS"), self.file("SUMMARY")
        taskgraph.set_result("text", "a=b")
        taskgraph.set_result("number", 3)
        taskgraph.set_result("lines", "one\nEND\nEND_")
        taskgraph.set_result("space", " x")
        taskgraph.summary("# Title")
        with open(path, encoding="utf-8", newline="") as file:
            self.assertEqual("text=a=b\nnumber=3\nlines<<END__\none\nEND\nEND_\nEND__\nspace<<END\n x\nEND\n", file.read())
        with open(summary, encoding="utf-8") as file:
            self.assertEqual("# Title\n", file.read())
        taskgraph.set_result("a.b", 1)
        taskgraph.set_result("it's {a<b}", "two\nlines")
        with open(path, encoding="utf-8", newline="") as file:
            self.assertTrue(file.read().endswith("END\na.b=1\nit's {a<b}<<END\ntwo\nlines\nEND\n"))
        for key in ("", "a=b", "a<<b", "a<", " a", "a\n"):
            with self.assertRaises(ValueError):
                taskgraph.set_result(key, "x")

    def test_costs_little_to_import(self):
        code = f"import os, sys; before = set(sys.modules); sys.path.insert(0, {str(CLIENT)!r}); import taskgraph; print(*sorted(set(sys.modules) - before))"
        loaded = subprocess.run([sys.executable, "-S", "-c", code], stdout=subprocess.PIPE, text=True, timeout=20).stdout.split()
        self.assertEqual([], [name for name in loaded if not name.startswith(("taskgraph", "__future__"))])


if __name__ == "__main__":
    unittest.main()
