"""The connection of this process to the build."""

from __future__ import annotations

import _thread
import atexit
import os
from time import monotonic

from . import _loading, _processes
from ._channel import connect, receive, receive_now
from ._errors import ProtocolError
from ._json import decode, encode
from ._names import Names
from ._waits import AllOf, Wait, Waiter, portions

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from typing import Any

    from ._future import Future
    from ._loops import Bridge


class Client:
    """Sends what the program asks, and takes what the build tells.

    No thread of its own reads: a thread that waits does, for all others as well, and the others sleep until it has read something. One lock
    guards everything; it is held while something is sent, which never takes long since the build always reads, and never while something is awaited.
    """

    def __init__(self, address: str, node: str, token: str, names: Names, inherits: bool) -> None:
        """Connects. `inherits` says that another process of the node has begun this one, which may ask for what that one added."""
        self.names = names
        self.lock = _thread.allocate_lock()
        self.bridges: dict[Any, Bridge] = {}
        """The event loops in which children are awaited; see _loops."""
        self._socket = connect(address)
        self._numbers = 0
        self._futures: dict[str, Future] = {}
        self._adds: dict[int, list[Future]] = {}
        # What was told of children that this process has not asked for yet: of each it is told once.
        self._inherited: dict[str, dict[str, Any]] | None = {} if inherits else None
        self._waiters: dict[int, Waiter] = {}
        # Those that sleep, in the order in which they came.
        self._blocked: dict[Waiter, None] = {}
        self._reading = False
        self._greeted = False
        self._rest = b""
        # What the build refused, and nobody was told of; and what makes the connection useless.
        self._refused: list[ProtocolError] = []
        self._fault: Exception | None = None
        self._send(f'{{"hello":1,"node":{encode(node)},"token":{encode(token)}}}')

    def add(self, nodes: str, futures: list[Future]) -> None:
        """Adds nodes, given as their JSON objects with commas between, whose futures these are."""
        with self.lock:
            self._check()
            self._numbers = number = self._numbers + 1
            self._adds[number] = futures
            known = self._futures
            for future in futures:
                known[future.name] = future
            self._send(f'{{"add":[{nodes}],"id":{number}}}')

    def cancel(self, names: list[str]) -> None:
        """Ends children."""
        with self.lock:
            self._check()
            self._send(f'{{"cancel":{encode(names)}}}')

    def wait_for_all(self, futures: list[Future], timeout: float | None) -> bool:
        """Waits until all have ended; false if time was up first."""
        deadline = None if timeout is None else monotonic() + timeout
        for part in portions([future for future in futures if not future._has_ended()]):
            with self.lock:
                for future in part:
                    self.adopt(future)
            waiter = AllOf(part, deadline)
            self.wait(waiter)
            if not waiter.fulfilled():
                if timeout is None:
                    raise ProtocolError("", "the build said that this node may go on, but not how the children that it waits for have ended")
                return False
        return True

    def wait(self, waiter: Waiter) -> None:
        """Asks for what the waiter wants, and sleeps until it has it."""
        try:
            with self.lock:
                self._check()
                if waiter.fulfilled():
                    # Another thread has read it meanwhile.
                    return
                waiter.ready = False
                self._blocked[waiter] = None
                waiter.ask(self)
            while self.read_for(waiter):
                pass
        finally:
            with self.lock:
                self._blocked.pop(waiter, None)
        if waiter.error is not None:
            error, waiter.error = waiter.error, None
            raise error

    def block(self, waiter: Waiter) -> None:
        """Counts the waiter, which has asked, among those that sleep, so that it is woken. With the client locked."""
        self._blocked[waiter] = None

    def unblock(self, waiter: Waiter) -> None:
        """Takes it out again. With the client locked."""
        self._blocked.pop(waiter, None)

    def drain(self) -> None:
        """Takes what the build has told by now, without waiting."""
        with self.lock:
            if self._reading or self._fault is not None:
                return
            self._reading = True
        try:
            while self._receive(receive_now):
                pass
        finally:
            self._stop_reading()

    def check(self) -> None:
        """Raises what is wrong with the connection, or what the build refused."""
        with self.lock:
            self._check()

    def forgive(self, error: Exception) -> None:
        """Somebody has been told of this."""
        with self.lock:
            self._refused = [other for other in self._refused if other is not error]

    def request(self, waiter: Waiter, message: dict[str, Any]) -> int:
        """Sends a request whose answer the waiter gets; its number. With the client locked."""
        self._numbers += 1
        self._waiters[self._numbers] = waiter
        message["id"] = self._numbers
        self._send(encode(message))
        return self._numbers

    @property
    def broken(self) -> bool:
        """Whether nothing comes any more."""
        return self._fault is not None

    def fileno(self) -> int:
        """The socket's descriptor, for an event loop to watch."""
        return self._socket.fileno()

    def close(self) -> None:
        """Ends the connection; children that were added go on."""
        with self.lock:
            self._fault = self._fault or ConnectionError("the connection to the build is closed")
            self._socket.close()

    def settle(self) -> None:
        """Waits, for a few seconds at most, until the build has taken all nodes."""
        try:
            self._socket.settimeout(5)
            while self._adds and self._receive(receive):
                pass
        except OSError:
            pass

    def adopt(self, future: Future) -> None:
        """Makes this connection tell of the future: a process that was forked waits for what its parent process added. With the client locked."""
        if future._has_ended():
            return
        self._futures.setdefault(future.name, future)
        if self._inherited and future.name in self._inherited:
            self._handle(self._inherited.pop(future.name))

    def read_for(self, waiter: Waiter) -> bool:
        """Sleeps until something has come, and takes it; false if the waiter is ready, without sleeping."""
        with self.lock:
            if waiter.ready:
                return False
            if self._fault is not None:
                raise self._fault
            reads = not self._reading
            self._reading = True
        if not reads:
            waiter.wake.acquire()
            return True
        try:
            self._receive(receive)
        finally:
            self._stop_reading()
        return True

    def _check(self) -> None:
        if self._refused:
            raise self._refused.pop(0)
        if self._fault is not None:
            raise self._fault

    def _send(self, line: str) -> None:
        try:
            self._socket.sendall(line.encode("ascii") + b"\n")
        except OSError as fault:
            # What the build said last tells more than that it is gone.
            if not self._reading:
                try:
                    while self._take(receive_now(self._socket)):
                        pass
                except OSError:
                    pass
            self._fail(ConnectionError(f"the build is gone ({fault})"))
            self._check()
        except BaseException:
            self._fail(ConnectionError("the program was interrupted while it sent something to the build"))
            raise

    def _stop_reading(self) -> None:
        with self.lock:
            self._reading = False
            # One of them reads now; the others look whether they are ready.
            for waiter in self._blocked:
                waiter.notify()

    def _receive(self, take: Callable[[socket.socket], bytes | None]) -> bool:
        """Takes one piece of what the build sends; false if there is nothing to take."""
        try:
            piece = take(self._socket)
        except OSError as fault:
            with self.lock:
                self._fail(ConnectionError(f"the build is gone ({fault})"))
            return False
        with self.lock:
            return self._take(piece)

    def _take(self, piece: bytes | None) -> bool:
        if piece is None:
            return False
        if not piece:
            self._fail(ConnectionError("the build has closed the connection"))
            return False
        data = self._rest + piece if self._rest else piece
        end = data.rfind(b"\n") + 1
        self._rest = data[end:]
        goes = False
        for line in data[:end].split(b"\n")[:-1]:
            try:
                message = decode(line.decode("utf-8"))
            except ValueError:
                message = None
            if not isinstance(message, dict):
                self._fail(ProtocolError("", f"the build sent a line that is no JSON object: {line[:80]!r}"))
                return False
            goes |= self._handle(message)
        if goes:
            self._go()
        return True

    def _handle(self, message: dict[str, Any]) -> bool:
        """Takes one message; whether it says that the node may go on."""
        name = message.get("ended")
        if isinstance(name, str):
            future = self._futures.pop(name, None)
            if future is not None:
                results = message.get("results")
                future._end(str(message.get("outcome", "")), results if isinstance(results, dict) else {}, str(message.get("error", "")))
            elif self._inherited is not None:
                self._inherited[name] = message
            return False
        number = message.get("id")
        if not isinstance(number, int):
            number = 0
        if "error" in message:
            self._refuse(number, message["error"])
        elif "hello" in message:
            self._greeted = True
        elif "done" in message:
            self._adds.pop(number, None)
        elif "go" in message or "results" in message:
            waiter = self._waiters.pop(number, None)
            if waiter is not None:
                waiter.answered(number, message)
                if waiter in self._blocked:
                    waiter.notify()
            return "go" in message
        return False

    def _go(self) -> None:
        """The node has its slots again. Whoever has what it waits for goes on. If somebody else still waits the build must know, or it would keep
        the slots of a node that waits, and nothing might run: so a node with several threads has no slots while any of them waits."""
        unsatisfied = None
        for waiter in list(self._blocked):
            if waiter.ready:
                continue
            if waiter.fulfilled():
                waiter.end(None)
            elif unsatisfied is None and isinstance(waiter, Wait):
                unsatisfied = waiter
        if unsatisfied is not None and self._fault is None:
            unsatisfied.ask(self)

    def _refuse(self, number: int, error: Any) -> None:
        if not isinstance(error, dict):
            error = {"message": str(error)}
        refusal = ProtocolError(str(error.get("code", "")), str(error.get("message", "")))
        waiter = self._waiters.pop(number, None)
        if waiter is not None:
            # The reason why a wait is refused may be that its node was.
            waiter.answered(number, {})
            waiter.end(self._refused.pop(0) if self._refused else refusal)
            return
        if not self._greeted:
            # Nothing that is asked on this connection will be answered.
            self._fail(refusal)
            return
        self._refused.append(refusal)
        for future in self._adds.pop(number, ()):
            if self._futures.pop(future.name, None) is not None:
                future._refuse(refusal)

    def _fail(self, fault: Exception) -> None:
        if self._fault is None:
            self._fault = self._refused.pop(0) if self._refused else fault
        for waiter in list(self._blocked):
            waiter.end(self._fault)


_current: Client | None = None
_used: set[str] = set()
_opening = _thread.allocate_lock()


def current() -> Client:
    """The client of this process, connected on first use. RuntimeError outside of a build or while a script is loaded, OSError if the build is gone."""
    if _current is not None:
        return _current
    return _open()


def _open() -> Client:
    global _current
    with _opening:
        if _current is None:
            _loading.check()
            address = os.environ.get("TASKGRAPH_SOCKET")
            if not address:
                raise RuntimeError("this program does not run as a node of a TaskGraph build (TASKGRAPH_SOCKET is not set), so there is no graph to add to or to ask")
            node = os.environ.get("TASKGRAPH_NODE", "")
            mark = _processes.mark()
            _current = Client(address, node, os.environ.get("TASKGRAPH_TOKEN", ""), Names(node, mark, set(_used)), bool(mark))
            if address.startswith("tcp:"):
                # A TCP connection that is closed with something unread is reset, and what was sent last may be lost.
                atexit.register(_settle)
        return _current


def _settle() -> None:
    if _current is not None:
        _current.settle()


def close() -> None:
    """Ends the connection, if there is one; the next use opens another one."""
    global _current
    client, _current = _current, None
    if client is not None:
        client.close()


def _forget() -> None:
    """In a process that was forked: the connection is the parent process's, whose locks may be held for ever here."""
    global _current, _used, _opening
    client, _current = _current, None
    _opening = _thread.allocate_lock()
    if client is not None:
        _used = client.names.used()
        client._socket.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
