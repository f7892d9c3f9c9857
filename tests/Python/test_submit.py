import functools
import operator
import os
import unittest
from pathlib import Path

from build import Build
import taskgraph
import work


class WhatSubmitSends(unittest.TestCase):
    def test_hello_comes_first_with_node_and_token(self):
        with Build() as build:
            taskgraph.submit(command="true")
            build.until(lambda: build.sent("add"))
            self.assertEqual({"hello": 1, "node": "main", "token": "secret"}, build.received[0])

    def node(self, *args, **kwargs):
        with Build() as build:
            taskgraph.submit(*args, **kwargs)
            return build.until(lambda: build.sent("add"))[0]["add"][0]

    def test_a_function_is_a_script_a_name_and_parameters(self):
        node = self.node(work.parse_file, "a b.txt")
        self.assertEqual(os.path.abspath(work.__file__), node["Script"])
        self.assertEqual("parse_file", node["Function"])
        self.assertEqual({"fn": "a b.txt"}, node["Parameters"])
        self.assertEqual("main/parse_file[0]", node["Name"])

    def test_what_is_no_plain_text_is_json_and_said_to_be(self):
        node = self.node(work.takes_all, 3, c=[1, None, {"k": "v"}])
        self.assertEqual({"a": "3", "c": '[1,null,{"k":"v"}]', "taskgraph.json": "a,c"}, node["Parameters"])

    def test_text_that_looks_like_a_placeholder_is_none(self):
        node = self.node(work.takes_all, "{name}", ["{inputs}", "{", "}"])
        self.assertNotIn("{", node["Parameters"]["a"])
        self.assertNotIn("{inputs", node["Parameters"]["b"])
        self.assertEqual("a,b", node["Parameters"]["taskgraph.json"])

    def test_a_static_method_and_a_decorated_function_are_found_by_name(self):
        self.assertEqual("Steps.first", self.node(work.Steps.first, 1)["Function"])
        self.assertEqual({"x": "a"}, self.node(work.decorated, "a")["Parameters"])

    def test_metadata_are_snake_case(self):
        node = self.node(command="x", name="n", depends_on="a", inputs=["b", Path("c")], outputs="d", cpus=2, environment_variables={"K": 1},
                         working_directory=Path("w"), up_to_date_check="Always", tags=("t",), retries=None)
        self.assertEqual({"Name": "n", "Command": "x", "DependsOn": "a", "Inputs": ["b", "c"], "Outputs": "d", "Cpus": 2,
                          "EnvironmentVariables": {"K": 1}, "WorkingDirectory": "w", "UpToDateCheck": "Always", "Tags": ["t"]}, node)

    def test_arguments_are_quoted_as_words(self):
        self.assertEqual("a 'b c' 'it'\"'\"'s' {inputs} ''", self.node(script="s.py", arguments=["a", "b c", "it's", "{inputs}", ""])["Arguments"])

    def test_a_future_is_a_placeholder_and_a_dependency(self):
        with Build() as build:
            first = taskgraph.submit(work.parse_file, "a", name="first")
            build.end("first", ["x"])
            self.assertEqual(["x"], first.result())
            taskgraph.submit(work.takes_all, [first, 1], depends_on="other")
            taskgraph.submit(command="echo {k}", parameters={"k": first}, depends_on=[first])
            added = build.until(lambda: len(build.sent("add")) == 3 and build.sent("add"))
            self.assertEqual({"a": "[{results.first.value},1]", "taskgraph.json": "a"}, added[1]["add"][0]["Parameters"])
            self.assertEqual(["other", "first"], added[1]["add"][0]["DependsOn"])
            self.assertEqual({"k": "{results.first.value}"}, added[2]["add"][0]["Parameters"])
            self.assertEqual(["first"], added[2]["add"][0]["DependsOn"])

    def test_names_are_numbered_for_each_function(self):
        with Build():
            self.assertEqual(
                ["main/parse_file[0]", "main/parse_file[1]", "main/process_item[0]", "main/0", "main/1"],
                [taskgraph.submit(work.parse_file, "a").name, taskgraph.submit(work.parse_file, "a").name, taskgraph.submit(work.process_item, 1).name,
                 taskgraph.submit(command="a").name, taskgraph.submit(command="b").name])


    def test_lists_and_dicts_in_the_parameters_of_a_command_stay_what_they_are(self):
        node = self.node(command="a", parameters={"a": [1, "x"], "e": {"x": (1, None)}, "t": True, "n": 1.5, "s": "[1]"})
        self.assertEqual({"a": [1, "x"], "e": {"x": [1, None]}, "t": True, "n": 1.5, "s": "[1]"}, node["Parameters"])


class WhatSubmitRefuses(unittest.TestCase):
    def refused(self, error, words, *args, **kwargs):
        with Build() as build:
            with self.assertRaises(error) as caught:
                taskgraph.submit(*args, **kwargs)
            self.assertEqual([], build.sent("add"))
        self.assertIn(words, str(caught.exception))

    def test_what_no_file_has_under_a_name(self):
        def nested():
            pass

        self.refused(TypeError, "lambda", lambda: 0)
        self.refused(TypeError, "nested", nested)
        self.refused(TypeError, "bound", work.Steps().method, 1)
        self.refused(TypeError, "getitem", operator.getitem, [1], 0)
        self.refused(TypeError, "len", len, [1])
        self.refused(TypeError, "partial", functools.partial(work.parse_file, "a"))
        self.refused(TypeError, "Steps", work.Steps)

    def test_arguments_that_do_not_fit(self):
        self.refused(TypeError, "'fn'", work.parse_file)
        self.refused(TypeError, "2 were given", work.parse_file, 1, 2)
        self.refused(TypeError, "two values", work.takes_all, 1, a=2)
        self.refused(TypeError, "one list", work.takes_more, 1)

    def test_values_that_json_does_not_have(self):
        self.refused(TypeError, "'b'", work.takes_all, 1, {"k": object()})
        self.refused(TypeError, "'a'", work.takes_all, float("nan"))
        loop = []
        loop.append(loop)
        self.refused(TypeError, "'a'", work.takes_all, loop)
        self.refused(TypeError, "'parameters'", command="a", parameters={"k": [object()]})

    def test_unknown_keywords_with_the_nearest(self):
        self.refused(TypeError, "'priority'", work.parse_file, "a", prioritty=1)
        self.refused(TypeError, "'outputs'", command="a", output="b")

    def test_names_that_a_node_cannot_have(self):
        for name in ("a*", "a[1]", "a;b", "", " a", "a+", "a\n"):
            self.refused(ValueError, "name", command="x", name=name)
        self.refused(ValueError, "name", command="x", name="main/a;b")
        with Build():
            os.environ["TASKGRAPH_NODE"] = "w[a;b]/main"
            self.assertEqual("w[a;b]/main/x", taskgraph.submit(command="a", name="w[a;b]/main/x").name)
            taskgraph.submit(command="a", name="a")
            with self.assertRaises(ValueError):
                taskgraph.submit(command="a", name="a")

    def test_two_things_to_run(self):
        self.refused(TypeError, "command", work.parse_file, "a", command="b")
        self.refused(TypeError, "script", command="b", script="c")

    def test_anything_outside_of_a_build(self):
        for use in (lambda: taskgraph.submit(command="a"), lambda: taskgraph.map("a {item}", [1]), lambda: taskgraph.results("a")):
            with self.assertRaisesRegex(RuntimeError, "TASKGRAPH_SOCKET"):
                use()


class WhatMapSends(unittest.TestCase):
    def nodes(self, *args, **kwargs):
        with Build() as build:
            futures = taskgraph.map(*args, **kwargs)
            build.until(lambda: sum(len(message["add"]) for message in build.sent("add")) == len(futures))
            self.assertEqual(list(build.nodes), [future.name for future in futures])
            return list(build.nodes.values())

    def test_names_have_the_items_as_keys(self):
        items = ["a", "a", 1, 1.5, True, "x" * 61, "c;d", "", {"id": 7}, {"name": "n"}, {"k": 1}, [1], "11"]
        names = [node["Name"] for node in self.nodes(work.process_item, items)]
        keys = ["a", "1", "2", "1.5", "true", "5", "6", "7", "8", "n", "10", "11", "12"]
        self.assertEqual([f"main/process_item[{key}]" for key in keys], names)

    def test_a_command_has_its_item(self):
        nodes = self.nodes("sort {item}", ["a", {"id": 2}], outputs="{item}.out")
        self.assertEqual([{"Name": "main/0[a]", "Item": "a", "Outputs": "{item}.out", "Command": "sort {item}"},
                          {"Name": "main/0[2]", "Item": {"id": 2}, "Outputs": "{item}.out", "Command": "sort {item}"}], nodes)

    def test_a_function_has_an_item_where_its_metadata_name_it(self):
        self.assertNotIn("Item", self.nodes(work.process_item, ["a"])[0])
        node = self.nodes(work.process_item, ["a"], outputs=["{item}.out"], name="step")[0]
        self.assertEqual(("step[a]", "a", ""), (node["Name"], node["Item"], node["Parameters"]["taskgraph.json"]))

    def test_a_place_is_sent_to_what_asks_for_it_alone(self):
        self.assertEqual([0, 1], [node["Index"] for node in self.nodes("echo {index}", ["a", "b"])])
        self.assertEqual([("a", 0), ("b", 1)], [(node["Item"], node["Index"]) for node in self.nodes(work.process_item, ["a", "b"], outputs="{index}.out")])
        self.assertNotIn("Index", self.nodes(work.process_item, ["a"], outputs="{item}.out")[0])
        self.assertNotIn("Index", self.nodes("echo {item}", [{"index": 1}])[0])

    def test_several_iterables_and_futures_are_arguments(self):
        with Build() as build:
            first = taskgraph.submit(work.parse_file, "a", name="first")
            taskgraph.map(work.takes_all, [1, first], ["x", "y"], c=5, depends_on=["z"])
            one, two = build.until(lambda: len(build.nodes) == 3 and list(build.nodes.values()))[1:]
            self.assertEqual({"a": "1", "b": "x", "c": "5", "taskgraph.json": "a,c"}, one["Parameters"])
            self.assertEqual(["z"], one["DependsOn"])
            self.assertEqual("{results.first.value}", two["Parameters"]["a"])
            self.assertEqual(["z", "first"], two["DependsOn"])

    def test_a_thousand_nodes_a_message(self):
        with Build() as build:
            taskgraph.map(work.process_item, range(2500))
            build.until(lambda: len(build.nodes) == 2500)
            self.assertEqual([1000, 1000, 500], [len(message["add"]) for message in build.sent("add")])

    def test_one_item_that_cannot_be_adds_none(self):
        with Build() as build:
            with self.assertRaises(TypeError):
                taskgraph.map(work.process_item, [*range(2000), object()])
            taskgraph.submit(command="a", name="a")
            build.until(lambda: "a" in build.nodes)
            self.assertEqual(1, len(build.nodes))


if __name__ == "__main__":
    unittest.main()
