"""A build for tests: it speaks the protocol, and its children end as the test says."""

import json
import os
import socket
import sys
import tempfile
import threading
from pathlib import Path

CLIENT = Path(__file__).resolve().parents[2] / "src" / "Sdk" / "python"
sys.path.insert(0, str(CLIENT))

from taskgraph import _client  # noqa: E402

VARIABLES = ("NODE", "ATTEMPT", "CPUS", "PARAMETERS", "ITEM", "INPUTS", "OUTPUTS", "RESULTS", "SUMMARY", "SOCKET", "TOKEN")


class Connection:
    def __init__(self, build, channel):
        self.build = build
        self.channel = channel
        self.told = set()
        self.waits = {}

    def send(self, message):
        self.raw(json.dumps(message).encode() + b"\n")

    def raw(self, data):
        try:
            self.channel.sendall(data)
        except OSError:
            pass

    def read(self):
        with self.channel, self.channel.makefile("rb") as lines:
            try:
                for line in lines:
                    with self.build.changed:
                        self.build.take(self, json.loads(line))
                        self.build.changed.notify_all()
            except OSError:
                pass


class Build:
    """Listens as a build does, for the node 'main', while in a `with` block.

    Args:
        run: what becomes of a child, given its object: the members of its `ended`; None if the test ends it by `end`.
        one_slot: children end, one at a time, only while the node waits: as on one thread.
    """

    def __init__(self, run=None, one_slot=False, tcp=False):
        self.run = run or (lambda node: None)
        self.one_slot = one_slot
        self.tcp = tcp
        self.changed = threading.Condition()
        self.received = []
        self.nodes = {}
        self.ends = {}
        self.queue = []
        self.connections = []
        self.waiting = False
        self.refuses = lambda message: None
        self.times_out = False

    def __enter__(self):
        _client.close()
        self.folder = tempfile.TemporaryDirectory()
        if self.tcp or not hasattr(socket, "AF_UNIX"):
            self.listener = socket.create_server(("127.0.0.1", 0))
            address = f"tcp:127.0.0.1:{self.listener.getsockname()[1]}"
        else:
            address = os.path.join(self.folder.name, "s")
            self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.listener.bind(address)
            self.listener.listen()
        for variable in VARIABLES:
            os.environ.pop("TASKGRAPH_" + variable, None)
        os.environ.update(TASKGRAPH_SOCKET=address, TASKGRAPH_NODE="main", TASKGRAPH_TOKEN="secret")
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        _client.close()
        try:
            # Wakes the thread that accepts, where closing alone does not.
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()
        for connection in self.connections:
            try:
                connection.channel.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        for variable in VARIABLES:
            os.environ.pop("TASKGRAPH_" + variable, None)
        self.folder.cleanup()

    def _accept(self):
        while True:
            try:
                channel, _ = self.listener.accept()
            except OSError:
                return
            connection = Connection(self, channel)
            self.connections.append(connection)
            threading.Thread(target=connection.read, daemon=True).start()

    def take(self, connection, message):
        self.received.append(message)
        number = message.get("id")
        refusal = self.refuses(message)
        if refusal:
            connection.send({"error": {"code": refusal, "message": f"refused: {refusal}"}, **({"id": number} if number else {})})
        elif "hello" in message:
            connection.send({"hello": 1, "node": message["node"], "threads": 4, "something": "new"})
        elif "add" in message:
            for node in message["add"]:
                self.nodes[node["Name"]] = node
            connection.send({"id": number, "done": True})
            for node in message["add"]:
                if self.one_slot:
                    self.queue.append(node)
                else:
                    self._run(node)
        elif "wait" in message:
            unknown = [name for name in message["wait"] if name not in self.nodes]
            if unknown:
                connection.send({"id": number, "error": {"code": "TG9999", "message": f"no child {unknown[0]}"}})
                return
            if self.times_out and "timeout" in message:
                connection.send({"id": number, "go": True, "timedOut": True})
                return
            connection.waits[number] = message
            self.waiting = True
            self._settle()
        elif "cancel" in message:
            for name in message["cancel"]:
                if name not in self.ends:
                    self._end(name, {"outcome": "Cancelled"})
        elif "results" in message:
            connection.send({"id": number, "results": self.ends[message["results"]].get("results", {})})

    def end(self, name, value=None, outcome="Executed", **members):
        """Ends a child; a value is what its function returned."""
        with self.changed:
            if value is not None:
                members["results"] = {"value": json.dumps(value)}
            self._end(name, {"outcome": outcome, **members})

    def until(self, condition):
        """Waits until what was received fulfils a condition; gives what that finds."""
        with self.changed:
            found = self.changed.wait_for(condition, timeout=10)
        assert found, f"never came to pass; received: {self.received[-5:]}"
        return found

    def sent(self, kind):
        """The messages of a kind, as received."""
        return [message for message in self.received if kind in message]

    def until_waits(self, count=1):
        """Until so many waits have been asked."""
        return self.until(lambda: len(self.sent("wait")) >= count and self.sent("wait"))

    def _run(self, node):
        end = self.run(node)
        if end is not None:
            self._end(node["Name"], end)

    def _end(self, name, members):
        self.ends[name] = members
        self._settle()

    def _settle(self):
        while True:
            for connection in self.connections:
                for name, end in self.ends.items() if len(connection.told) < len(self.ends) else ():
                    if name not in connection.told:
                        connection.told.add(name)
                        connection.send({"ended": name, **end})
                for number, wait in list(connection.waits.items()):
                    ended = [name in self.ends for name in wait["wait"]]
                    if all(ended) if wait.get("all") else any(ended):
                        del connection.waits[number]
                        self.waiting = False
                        connection.send({"id": number, "go": True})
            if not (self.one_slot and self.waiting and self.queue):
                return
            node = self.queue.pop(0)
            self.ends[node["Name"]] = self.run(node)


def returning(function):
    """Children end at once, with what a function makes of their parameters."""

    def run(node):
        given = dict(node.get("Parameters", {}))
        names = given.pop("taskgraph.json", "")
        for name in filter(None, names.split(",")):
            given[name] = json.loads(given[name])
        return {"outcome": "Executed", "results": {"value": json.dumps(function(**given))}}

    return run
