import os
import subprocess
import sys
import tempfile
import textwrap
import unittest

from build import CLIENT, Build


class ANodeOfSeveralProcesses(unittest.TestCase):
    def names(self, text):
        """The names of the nodes that a program adds, which must all differ and be the same when it runs again."""
        once, again = self.added(text), self.added(text)
        self.assertEqual(len(once), len(set(once)), once)
        self.assertEqual(sorted(once), sorted(again))
        return sorted(once)

    def added(self, text):
        with tempfile.TemporaryDirectory() as folder, Build() as build:
            path = os.path.join(folder, "main.py")
            with open(path, "w", encoding="utf-8") as file:
                file.write(textwrap.dedent(text))
            environment = {**os.environ, "PYTHONPATH": str(CLIENT)}
            done = subprocess.run([sys.executable, path], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30)
            self.assertEqual(0, done.returncode, done.stdout)
            count = int(done.stdout.split()[-1])
            build.until(lambda: sum(len(message["add"]) for message in build.sent("add")) >= count)
            return [node["Name"] for message in build.sent("add") for node in message["add"]]

    @unittest.skipUnless(hasattr(os, "fork"), "needs fork")
    def test_forks_before_the_first_use_count_apart(self):
        names = self.names("""
            import os, taskgraph
            def f(x): pass
            def add():
                taskgraph.submit(f, 1); taskgraph.map(f, ["a"]); taskgraph.map("echo {item}", ["a"])
            first = os.fork()
            second = os.fork()
            add()
            if first and second:
                os.waitpid(first, 0); os.waitpid(second, 0)
                print(12)
            elif second:
                os.waitpid(second, 0)
            """)
        each = [f"main/f[{mark}{key}]" for mark in ("", "1-", "1.1-", "2-") for key in ("0", "a")]
        self.assertEqual(sorted(each + [f"main/{mark}0[a]" for mark in ("", "1-", "1.1-", "2-")]), names)

    @unittest.skipUnless(hasattr(os, "fork"), "needs fork")
    def test_a_fork_after_the_first_use_does_not_take_the_names_of_its_parent(self):
        self.assertEqual(["main/0", "main/1", "main/1-0"], self.names("""
            import os, taskgraph
            taskgraph.submit(command="a")
            child = os.fork()
            taskgraph.submit(command="a")
            if child:
                os.waitpid(child, 0)
                print(3)
            """))

    def test_a_name_that_is_given_is_the_name(self):
        self.assertEqual(["main/0", "part1", "part1.map[a]", "part2", "part2.map[a]"], self.names("""
            import multiprocessing, taskgraph
            def f(x): pass
            def work(n):
                taskgraph.submit(command="a", name=f"part{n}"); taskgraph.map(f, ["a"], name=f"part{n}.map")
            if __name__ == "__main__":
                taskgraph.submit(command="a")
                each = [multiprocessing.Process(target=work, args=(n,)) for n in (1, 2)]
                for one in each: one.start()
                for one in each: one.join()
                print(5)
            """))

    def by_multiprocessing(self, way):
        return self.names(f"""
            import multiprocessing
            def f(x): pass
            def inner():
                import taskgraph
                taskgraph.submit(f, 1); taskgraph.map(f, ["a"])
            def work():
                inner()
                one = context.Process(target=inner); one.start(); one.join()
            context = multiprocessing.get_context("{way}")
            if __name__ == "__main__":
                each = [context.Process(target=work) for _ in range(2)]
                for one in each: one.start()
                inner()
                for one in each: one.join()
                print(10)
            """)

    @unittest.skipUnless(hasattr(os, "fork"), "needs fork")
    def test_processes_of_multiprocessing_that_were_forked_before_the_module_was_there(self):
        names = self.by_multiprocessing("fork")
        self.assertTrue({"main/f[0]", "main/f[a]", "main/f[p1-0]", "main/f[p1-a]", "main/f[p2-0]", "main/f[p2-a]"} < set(names), names)

    def test_processes_of_multiprocessing_that_were_spawned(self):
        names = self.by_multiprocessing("spawn")
        self.assertTrue({"main/f[0]", "main/f[a]", "main/f[p1-0]", "main/f[p1:1-0]", "main/f[p2-a]", "main/f[p2:1-a]"} < set(names), names)

    @unittest.skipUnless(hasattr(os, "fork"), "needs a server that forks")
    def test_processes_of_multiprocessing_that_a_server_forked(self):
        self.by_multiprocessing("forkserver")


if __name__ == "__main__":
    unittest.main()
