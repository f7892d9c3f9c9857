import asyncio
import unittest

from build import Build, returning
import taskgraph
import work
from taskgraph import NodeFailedError, ProtocolError


def lists_and_items(**given):
    """Stands in for the functions: a list for a file, one more for an item."""
    return [1, 2] if "fn" in given else given["x"] + 1


def run(main):
    return asyncio.run(asyncio.wait_for(main, 10))


class WaysToHandleWhatGrows(unittest.TestCase):
    """The three ways of Dask's example 'Handle Evolving Workflows', on one slot, where a wait too few is a deadlock."""

    def setUp(self):
        self.build = Build(run=returning(lists_and_items), one_slot=True)

    def test_as_completed(self):
        with self.build:
            futures = []
            for future in taskgraph.as_completed(taskgraph.map(work.parse_file, ["a", "b", "c"])):
                for x in future.result():
                    futures.append(taskgraph.submit(work.process_item, x, priority=1))
            self.assertEqual([2, 3] * 3, taskgraph.gather(futures))

    def test_await(self):
        async def handle(fn):
            items = await taskgraph.submit(work.parse_file, fn)
            return taskgraph.map(work.process_item, items, priority=10)

        async def run_all(files):
            lists = await asyncio.gather(*[handle(fn) for fn in files])
            return await asyncio.gather(*sum(lists, []))

        with self.build:
            self.assertEqual([2, 3] * 3, run(run_all(["a", "b", "c"])))

    def test_children_of_children(self):
        # In the child itself: what it would be as a node.
        def handle(fn):
            return taskgraph.gather(taskgraph.map(work.process_item, lists_and_items(fn=fn), priority=10))

        with self.build:
            self.assertEqual([[2, 3]] * 2, [handle("a"), handle("b")])


class Awaiting(unittest.TestCase):
    def test_is_one_wait_for_all_that_is_awaited(self):
        async def main(build):
            futures = taskgraph.map(work.process_item, range(5), name="n")
            rest = asyncio.gather(*futures)
            await asyncio.get_running_loop().run_in_executor(None, build.until_waits)
            for index in reversed(range(5)):
                build.end(f"n[{index}]", index)
            return await rest

        with Build() as build:
            self.assertEqual(list(range(5)), run(main(build)))
            self.assertEqual({f"n[{index}]" for index in range(5)}, set(build.sent("wait")[0]["wait"]))

    def test_what_has_ended_asks_nothing(self):
        async def main(build):
            future = taskgraph.submit(work.process_item, 1)
            await asyncio.get_running_loop().run_in_executor(None, build.until, lambda: build.ends)
            return await future

        with Build(run=returning(lambda x: x)) as build:
            self.assertEqual(1, run(main(build)))
            self.assertEqual([], build.sent("wait"))

    def test_asks_for_what_is_awaited_later_too(self):
        async def main(build):
            in_executor = asyncio.get_running_loop().run_in_executor
            first = asyncio.ensure_future(taskgraph.submit(command="x", name="a"))
            await in_executor(None, build.until_waits)
            second = asyncio.ensure_future(taskgraph.submit(command="x", name="b"))
            await in_executor(None, build.until_waits, 2)
            self.assertEqual([["a"], ["b"]], [wait["wait"] for wait in build.sent("wait")])
            build.end("b")
            await second
            build.end("a")
            await first

        with Build() as build:
            run(main(build))

    def test_a_failure_raises(self):
        async def main():
            await taskgraph.submit(command="x", name="a")

        with Build(run=lambda node: {"outcome": "Failed", "error": "why"}):
            with self.assertRaisesRegex(NodeFailedError, "why"):
                run(main())

    def test_twice_is_no_more_than_once(self):
        async def main():
            future = taskgraph.submit(work.process_item, 1)

            async def one():
                return await future

            return await asyncio.gather(one(), one(), one())

        with Build(run=returning(lambda x: x), one_slot=True):
            self.assertEqual([1, 1, 1], run(main()))

    def test_as_completed_comes_in_the_order_of_the_ends(self):
        async def main(build):
            futures = taskgraph.map(work.process_item, range(3), name="n")
            seen = []
            in_executor = asyncio.get_running_loop().run_in_executor
            order = [2, 0, 1]
            await in_executor(None, build.until, lambda: build.nodes)
            build.end(f"n[{order[0]}]", 0)
            async for future in taskgraph.as_completed(futures):
                seen.append(future.name)
                if len(seen) < 3:
                    build.end(f"n[{order[len(seen)]}]", 0)
            return seen

        with Build() as build:
            self.assertEqual(["n[2]", "n[0]", "n[1]"], run(main(build)))

    def test_as_completed_has_a_time_limit(self):
        async def main():
            async for _ in taskgraph.as_completed([taskgraph.submit(command="x")], timeout=0.01):
                pass

        with Build():
            with self.assertRaisesRegex(TimeoutError, "1 of 1"):
                run(main())

    def test_a_cancelled_task_waits_no_more(self):
        async def main(build):
            future = taskgraph.submit(command="x", name="a")
            task = asyncio.ensure_future(future)
            await asyncio.get_running_loop().run_in_executor(None, build.until_waits)
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task
            other = taskgraph.submit(work.process_item, 1, name="b")
            build.end("b", 5)
            self.assertEqual(5, await other)
            build.end("a")
            self.assertIsNone(await future)

        with Build() as build:
            run(main(build))

    def test_works_in_one_loop_after_another(self):
        async def main():
            return await taskgraph.submit(work.process_item, 1)

        with Build(run=returning(lambda x: x), one_slot=True):
            self.assertEqual([1, 1], [run(main()), run(main())])

    def test_works_where_the_loop_watches_no_sockets(self):
        class Loop(asyncio.SelectorEventLoop):
            def add_reader(self, fd, callback, *args):
                if getattr(callback, "__func__", None) is not None and callback.__func__.__module__ == "taskgraph._loops":
                    raise NotImplementedError
                super().add_reader(fd, callback, *args)

        async def main():
            return await asyncio.gather(*taskgraph.map(work.process_item, range(20)))

        with Build(run=returning(lambda x: x), one_slot=True):
            loop = Loop()
            try:
                self.assertEqual(list(range(20)), loop.run_until_complete(asyncio.wait_for(main(), 10)))
            finally:
                loop.close()

    def test_many_do_not_ask_for_everything_again_after_each_end(self):
        async def main():
            return await asyncio.gather(*taskgraph.map(work.process_item, range(1000)))

        with Build(run=returning(lambda x: x), one_slot=True) as build:
            self.assertEqual(list(range(1000)), run(main()))
            self.assertLess(sum(len(wait["wait"]) for wait in build.sent("wait")), 1000 * 260)

    def test_fails_when_the_build_goes_away(self):
        async def main(build):
            rest = asyncio.gather(*taskgraph.map("{item}", "abc"), return_exceptions=True)
            await asyncio.get_running_loop().run_in_executor(None, build.until_waits)
            build.connections[0].channel.shutdown(2)
            return await rest

        with Build() as build:
            self.assertEqual([ConnectionError] * 3, [type(fault) for fault in run(main(build))])

    def test_a_refused_child_fails_alone(self):
        async def main(build):
            good = asyncio.ensure_future(taskgraph.submit(command="x", name="good"))
            bad = asyncio.ensure_future(taskgraph.submit(command="x", name="bad"))
            with self.assertRaises(ProtocolError):
                await bad
            build.end("good")
            await good

        with Build() as build:
            build.refuses = lambda message: "TG2003" if "bad" in str(message.get("add")) else None
            run(main(build))


if __name__ == "__main__":
    unittest.main()
