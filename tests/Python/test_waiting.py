import multiprocessing
import os
import threading
import time
import unittest

from build import Build, returning
import taskgraph
import work
from taskgraph import NodeFailedError, ProtocolError, _client, _waits


def in_thread(function):
    """Runs the function in a thread; what it gives, or raises, is had by calling what this returns."""
    outcome = []

    def run():
        try:
            outcome.append((function(), None))
        except BaseException as fault:
            outcome.append((None, fault))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()

    def result():
        thread.join(10)
        if thread.is_alive():
            raise AssertionError("it hangs")
        value, fault = outcome[0]
        if fault is not None:
            raise fault
        return value

    return result


class OneChild(unittest.TestCase):
    def test_gives_what_its_function_returned(self):
        with Build() as build:
            future = taskgraph.submit(work.process_item, 1, name="a")
            self.assertFalse(future.done())
            self.assertIsNone(future.outcome)
            result = in_thread(future.result)
            build.until_waits()
            build.end("a", [1, {"k": None}])
            self.assertEqual([1, {"k": None}], result())
            self.assertEqual(("Executed", None, False), (future.outcome, future.exception(), future.cancelled()))
            self.assertEqual({"value": '[1, {"k": null}]'}, future.results)

    def test_that_has_ended_is_not_waited_for(self):
        with Build(run=returning(lambda x: x)) as build:
            future = taskgraph.submit(work.process_item, 1)
            build.until(lambda: build.ends)
            self.assertTrue(future.done())
            self.assertEqual(1, future.result())
            self.assertEqual([], build.sent("wait"))

    def test_that_is_no_function_has_results_and_no_result(self):
        with Build(run=lambda node: {"outcome": "UpToDate", "results": {"k": "v"}}) as build:
            future = taskgraph.submit(command="x")
            build.until(lambda: build.ends)
            self.assertIsNone(future.result())
            self.assertEqual({"k": "v"}, future.results)

    def test_that_failed_raises(self):
        with Build(run=lambda node: {"outcome": "Failed", "exitCode": 3, "error": "it ended with 3"}):
            future = taskgraph.submit(command="x", name="a")
            with self.assertRaises(NodeFailedError) as caught:
                future.result()
            self.assertEqual(("a", "Failed", "it ended with 3"), (caught.exception.name, caught.exception.outcome, caught.exception.message))
            self.assertIsInstance(future.exception(), NodeFailedError)

    def test_that_is_not_in_time_raises_and_can_be_waited_for_again(self):
        with Build() as build:
            future = taskgraph.submit(command="x", name="a")
            build.times_out = True
            with self.assertRaises(TimeoutError):
                future.result(timeout=2.5)
            self.assertTrue(0 < build.sent("wait")[0]["timeout"] <= 2500)
            build.end("a")
            self.assertIsNone(future.result(timeout=5))

    def test_that_is_cancelled_says_so(self):
        with Build():
            future = taskgraph.submit(command="x", name="a")
            self.assertTrue(future.cancel())
            with self.assertRaises(NodeFailedError):
                future.result()
            self.assertTrue(future.cancelled())
            self.assertFalse(future.cancel())


class SeveralChildren(unittest.TestCase):
    def test_come_in_the_order_in_which_they_end(self):
        with Build() as build:
            futures = taskgraph.map(work.process_item, range(4), name="n")
            completed = taskgraph.as_completed(futures)
            build.until(lambda: build.nodes)
            build.end("n[2]", 2)
            self.assertEqual(2, next(completed).result())
            second = in_thread(lambda: next(completed))
            self.assertEqual({"n[0]", "n[1]", "n[3]"}, set(build.until_waits()[-1]["wait"]))
            build.end("n[3]", 3)
            self.assertEqual("n[3]", second().name)
            build.end("n[1]", outcome="Failed")
            build.end("n[0]", 0)
            self.assertEqual(["n[1]", "n[0]"], [future.name for future in completed])

    def test_may_add_more_while_they_come(self):
        with Build(run=returning(lambda **given: [1, 2] if "fn" in given else given["x"]), one_slot=True):
            more = []
            for future in taskgraph.as_completed(taskgraph.map(work.parse_file, ["a", "b"])):
                more += [taskgraph.submit(work.process_item, x, priority=1) for x in future.result()]
            self.assertEqual([1, 2, 1, 2], taskgraph.gather(more))

    def test_do_not_ask_for_everything_again_after_each_end(self):
        with Build(run=returning(lambda x: x), one_slot=True) as build:
            futures = taskgraph.map(work.process_item, range(2000))
            self.assertEqual(futures, list(taskgraph.as_completed(futures)))
            self.assertLess(sum(len(wait["wait"]) for wait in build.sent("wait")), 2000 * 260)

    def test_are_gathered_in_their_order_in_lists_of_lists(self):
        with Build(run=returning(lambda x: x), one_slot=True) as build:
            one, two, three = taskgraph.map(work.process_item, "abc")
            self.assertEqual(["c", ["a", ["b"]], []], taskgraph.gather([three, [one, [two]], []]))
            self.assertEqual([True], [wait["all"] for wait in build.sent("wait")])

    def test_are_all_waited_for_before_the_first_failure_is_raised(self):
        with Build(run=lambda node: {"outcome": "Failed", "error": node["Name"]}, one_slot=True) as build:
            futures = taskgraph.map("{item}", "abc", name="n")
            with self.assertRaisesRegex(NodeFailedError, "n\\[b\\]"):
                taskgraph.gather([futures[1], futures[0], futures[2]])
            self.assertEqual(3, len(build.ends))

    def test_have_one_time_limit(self):
        with Build() as build:
            futures = taskgraph.map("{item}", "ab", name="n")
            build.until(lambda: build.nodes)
            build.end("n[a]")
            build.times_out = True
            completed = taskgraph.as_completed(futures, timeout=0.01)
            self.assertEqual("n[a]", next(completed).name)
            with self.assertRaisesRegex(TimeoutError, "1 of 2"):
                next(completed)

    def test_give_results_when_asked(self):
        with Build() as build:
            taskgraph.submit(command="x", name="a")
            build.until(lambda: build.nodes)
            build.end("a", [1], outcome="Executed")
            build.ends["b"] = {"outcome": "Executed", "results": {"value": "no json", "k": "1"}}
            self.assertEqual({"value": [1]}, taskgraph.results("a"))
            self.assertEqual({"value": "no json", "k": "1"}, taskgraph.results("b"))


class SeveralThreads(unittest.TestCase):
    def test_wait_at_once(self):
        with Build(run=returning(lambda x: x)):
            each = [in_thread(lambda i=i: taskgraph.gather(taskgraph.map(work.process_item, [f"{i}-{k}" for k in range(200)]))) for i in range(6)]
            self.assertEqual([[f"{i}-{k}" for k in range(200)] for i in range(6)], [result() for result in each])

    def test_do_not_deadlock_on_one_slot(self):
        with Build(run=returning(lambda x: x), one_slot=True):
            futures = taskgraph.map(work.process_item, range(12))
            # Each goes on with one go and then never waits again, as a worker of a pool does.
            each = [in_thread(future.result) for future in futures]
            self.assertEqual(list(range(12)), [result() for result in each])

    def test_that_find_ended_what_they_were_about_to_ask_for_do_not_ask(self):
        with Build() as build:
            future = taskgraph.submit(command="x", name="a")
            build.until(lambda: build.nodes)
            waits, client = _waits.AllOf([future], None), _client.current()
            build.end("a")
            while not future.done():
                pass
            client.wait(waits)
            self.assertEqual([], build.sent("wait"))

    def test_that_still_wait_say_so_after_another_went_on(self):
        with Build() as build:
            futures = taskgraph.map(work.process_item, "ab", name="n")
            first, second = in_thread(futures[0].result), in_thread(futures[1].result)
            build.until_waits(2)
            build.end("n[a]", 1)
            self.assertEqual(1, first())
            # Or the build takes the node for one that runs, and keeps its slots from the child.
            self.assertEqual(["n[b]"], build.until_waits(3)[2]["wait"])
            build.end("n[b]", 2)
            self.assertEqual(2, second())

    def test_that_wait_wake_each_other(self):
        with Build() as build:
            futures = taskgraph.map(work.process_item, "ab", name="n")
            first, second = in_thread(futures[0].result), in_thread(futures[1].result)
            build.until_waits(2)
            build.end("n[b]", 2)
            self.assertEqual(2, second())
            build.end("n[a]", 1)
            self.assertEqual(1, first())


class AForkedProcess(unittest.TestCase):
    @unittest.skipUnless(hasattr(os, "fork"), "needs fork")
    def test_has_its_own_connection(self):
        with Build(run=returning(lambda x: x)) as build:
            before = taskgraph.submit(work.process_item, "before")
            context = multiprocessing.get_context("fork")
            answers = context.SimpleQueue()

            def work_there():
                future = taskgraph.submit(work.process_item, "there")
                there = future.result()
                answers.put((before.result(), there, future.name))

            process = context.Process(target=work_there)
            process.start()
            process.join(10)
            self.assertEqual(0, process.exitcode)
            first, second, name = answers.get()
            self.assertEqual(("before", "there"), (first, second))
            after = taskgraph.submit(work.process_item, "after")
            self.assertEqual("after", after.result())
            self.assertNotEqual(after.name, name)
            self.assertEqual(2, len(build.connections))


class WhatTheBuildRefuses(unittest.TestCase):
    def test_is_told_by_the_future_it_belongs_to(self):
        with Build() as build:
            build.refuses = lambda message: "TG2003" if "bad" in str(message.get("add")) else None
            good, bad = taskgraph.submit(command="x", name="good"), taskgraph.submit(command="x", name="bad")
            with self.assertRaises(ProtocolError) as caught:
                bad.result()
            self.assertEqual("TG2003", caught.exception.code)
            build.end("good")
            self.assertIsNone(good.result())
            with self.assertRaises(ProtocolError):
                bad.result()

    def test_is_raised_at_the_next_use(self):
        with Build() as build:
            build.refuses = lambda message: "TG2003" if "bad" in str(message.get("add")) else None
            good, _ = taskgraph.submit(command="x", name="good"), taskgraph.submit(command="x", name="bad")
            build.until(lambda: len(build.sent("add")) == 2)
            build.end("good")
            with self.assertRaises(ProtocolError):
                while True:
                    good.done()
                    taskgraph.submit(command="x")
            self.assertIsNone(good.result())

    def test_ends_a_wait(self):
        with Build() as build:
            build.refuses = lambda message: "TG2003" if "bad" in str(message.get("add")) else None
            futures = [taskgraph.submit(command="x", name="good"), taskgraph.submit(command="x", name="bad")]
            with self.assertRaises(ProtocolError) as caught:
                taskgraph.gather(futures)
            self.assertEqual("TG2003", caught.exception.code)


class ABuildThatMisbehaves(unittest.TestCase):
    def faulty(self, data, error, words):
        with Build() as build:
            futures = taskgraph.map("{item}", "ab", name="n")
            results = [in_thread(lambda future=future: future.result()) for future in futures]
            build.until_waits(2)
            build.connections[0].raw(data)
            for result in results:
                with self.assertRaisesRegex(error, words):
                    result()
            for use in (futures[0].result, futures[0].done, lambda: taskgraph.submit(command="x"), lambda: list(taskgraph.as_completed(futures))):
                with self.assertRaisesRegex(error, words):
                    use()

    def test_says_what_is_no_json(self):
        for data in (b"garbage\n", b"[1]\n", b"\xff\xfe\n", b"\n", b'{"ended":\n'):
            self.faulty(data, ProtocolError, "no JSON object")

    def test_says_words_of_another_kind(self):
        with Build() as build:
            future = taskgraph.submit(command="x", name="a")
            build.until(lambda: build.nodes)
            for message in ({"ended": 5}, {"ended": ["a"]}, {"id": "x", "go": True}, {"id": 77, "go": True}, {"ended": "unknown"}, {"new": 1}, {"done": 1, "id": None}):
                build.connections[0].send(message)
            build.connections[0].send({"ended": "a", "outcome": "Executed", "results": [], "new": 1})
            self.assertIsNone(future.result())
            self.assertEqual({}, future.results)

    def test_goes_away(self):
        with Build() as build:
            future = taskgraph.submit(command="x")
            result = in_thread(future.result)
            build.until_waits()
            build.connections[0].channel.shutdown(2)
            with self.assertRaisesRegex(ConnectionError, "build"):
                result()
            with self.assertRaises(ConnectionError):
                taskgraph.submit(command="x")

    def test_sends_lines_in_pieces(self):
        with Build() as build:
            future = taskgraph.submit(work.process_item, 1, name="a")
            result = in_thread(future.result)
            wait = build.until_waits()[0]
            for piece in (b'{"ended": "a", "outc', b'ome": "Executed", "results": {"value": "\\"\xc3', b'\xa4\\""}}\n{"id": ', str(wait["id"]).encode(), b', "go": true}\n'):
                build.connections[0].raw(piece)
            self.assertEqual("ä", result())

    def test_refuses_the_hello(self):
        with Build() as build:
            build.refuses = lambda message: "TG2001" if "hello" in message else None
            with self.assertRaises(ProtocolError) as caught:
                taskgraph.submit(command="x").result()
                taskgraph.submit(command="y")
            self.assertEqual("TG2001", caught.exception.code)


class ATcpConnection(unittest.TestCase):
    def test_works_as_the_other(self):
        with Build(run=returning(lambda x: x), tcp=True):
            self.assertEqual([1, 2], taskgraph.gather(taskgraph.map(work.process_item, [1, 2])))


class TenThousandChildren(unittest.TestCase):
    def test_cost(self):
        for way in ("map", "submit"):
            with Build() as build:
                build.take = lambda connection, message: build.received.append(message)
                start, cpu = time.perf_counter(), time.thread_time()
                if way == "map":
                    futures = taskgraph.map(work.process_item, range(10_000))
                else:
                    futures = [taskgraph.submit(work.process_item, i, name=f"n{i}") for i in range(10_000)]
                added = time.thread_time() - cpu
                connection = build.connections[0]
                lines = b"".join(b'{"ended":"%s","outcome":"Executed","results":{"value":"[%d,2]"}}\n{"id":%d,"done":true}\n' % (future.name.encode(), i, i)
                                 for i, future in enumerate(futures))
                sender = in_thread(lambda: connection.raw(lines))
                cpu = time.thread_time()
                while not futures[-1].done():
                    pass
                results = taskgraph.gather(futures)
                told = time.thread_time() - cpu
                sender()
                self.assertEqual([9_999, 2], results[9_999])
                print(f"{way}: {added * 100:.1f} µs to add a child, {told * 100:.1f} µs to be told of its end (CPU); {time.perf_counter() - start:.2f} s in all")


if __name__ == "__main__":
    unittest.main()
