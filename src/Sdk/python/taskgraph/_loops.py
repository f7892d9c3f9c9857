"""Children that are awaited in an event loop of asyncio."""

from __future__ import annotations

import asyncio

from ._waits import AnyOf, Waiter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ._client import Client
    from ._future import Future


def wait_in_loop(client: Client, future: Future) -> Generator[Any, None, None]:
    """Suspends the task until the future has ended and the node may go on."""
    sleeper = sleep_until(client, future)
    if sleeper is not None:
        yield from sleeper


def sleep_until(client: Client, future: Future) -> asyncio.Future[None] | None:
    """A future of the running loop that is done when the child has ended and the node may go on; None if that is so now."""
    loop = asyncio.get_running_loop()
    bridge = client.bridges.get(loop)
    if bridge is None:
        for other in [other for other in client.bridges if other.is_closed()]:
            with client.lock:
                client.unblock(client.bridges.pop(other))
        bridge = client.bridges[loop] = Bridge(client, loop)
    return bridge.sleep_until(future)


class Bridge(AnyOf):
    """Waits for all that is awaited in one loop, with one wait for all.

    The build is asked when the loop has nothing else to run, as far as one can see from within it: when a whole round went by in which nobody awaited
    anything more. What ends while the node waits is delivered when the node may go on, and otherwise at once.
    """

    def __init__(self, client: Client, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._client = client
        self._loop = loop
        self._sleepers: dict[Future, list[asyncio.Future[None]]] = {}
        # Whether the build was asked and has not answered. With the client locked.
        self._asks = False
        # Whether a delivery is on its way. With the client locked.
        self._delivers = False
        self._looks = False
        self._news = False
        self._watches = False
        self._reader: Any = None

    def sleep_until(self, future: Future) -> asyncio.Future[None] | None:
        """As the function of this name."""
        with self._client.lock:
            if future._has_ended():
                return None
            if future not in self._sleepers:
                self._client.adopt(future)
                if future._has_ended():
                    return None
                self.add(future)
        sleeper: asyncio.Future[None] = self._loop.create_future()
        self._sleepers.setdefault(future, []).append(sleeper)
        self._watch()
        self._look_later()
        return sleeper

    def told(self, future: Future) -> None:
        super().told(future)
        if not self._asks:
            self._deliver_later()

    def notify(self) -> None:
        if self.ready:
            self._deliver_later()

    def _deliver_later(self) -> None:
        if not self._delivers:
            self._delivers = True
            try:
                self._loop.call_soon_threadsafe(self._deliver)
            except RuntimeError:
                # The loop is closed: nobody is there to be told.
                pass

    def _deliver(self) -> None:
        with self._client.lock:
            self._client.unblock(self)
            self._delivers = self._asks = self.ready = False
            ended = list(self.ended)
            self.ended.clear()
            error, self.error = self.error, None
        for future in ended:
            self._wake(future, None)
        if error is not None and all(future._fault is not error for future in ended):
            with self._client.lock:
                self.pending.clear()
            for future in list(self._sleepers):
                self._wake(future, error)
        if self._sleepers:
            self._look_later()
        else:
            self._unwatch()

    def _wake(self, future: Future, error: Exception | None) -> None:
        for sleeper in self._sleepers.pop(future, ()):
            if sleeper.done():
                continue
            if error is None:
                sleeper.set_result(None)
            else:
                sleeper.set_exception(error)

    def _look_later(self) -> None:
        self._news = True
        if not self._looks:
            self._looks = True
            self._loop.call_soon(self._look)

    def _look(self) -> None:
        if self._news:
            self._news = False
            self._loop.call_soon(self._look)
            return
        self._looks = False
        self._client.drain()
        # Whose tasks were cancelled is awaited no more.
        for future in [future for future, sleepers in self._sleepers.items() if all(sleeper.done() for sleeper in sleepers)]:
            del self._sleepers[future]
            with self._client.lock:
                self.pending.pop(future.name, None)
        try:
            with self._client.lock:
                if self._delivers or not (self.pending or self.ended) or (self._asks and not self.has_new):
                    return
                self._asks = True
                self.ready = False
                self._client.block(self)
                self.ask(self._client)
        except Exception as fault:
            with self._client.lock:
                self.end(fault)

    def _watch(self) -> None:
        if self._watches:
            return
        self._watches = True
        try:
            self._loop.add_reader(self._client.fileno(), self._read)
        except NotImplementedError:
            # Windows' own loop watches no sockets.
            if self._reader is None:
                import threading

                self._reader = threading.Thread(target=self._read_always, name="taskgraph", daemon=True)
                self._reader.start()

    def _unwatch(self) -> None:
        if self._watches and self._reader is None:
            self._loop.remove_reader(self._client.fileno())
        self._watches = False

    def _read(self) -> None:
        self._client.drain()
        if self._client.broken:
            self._unwatch()
            self._look_later()

    def _read_always(self) -> None:
        waiter = Waiter()
        with self._client.lock:
            self._client.block(waiter)
        try:
            while not self._loop.is_closed() and self._client.read_for(waiter):
                pass
        except Exception as fault:
            with self._client.lock:
                self.end(fault)
        finally:
            with self._client.lock:
                self._client.unblock(waiter)
