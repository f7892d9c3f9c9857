"""Children in the order in which they end."""

from __future__ import annotations

from time import monotonic

from ._future import Future

TYPE_CHECKING = False
if TYPE_CHECKING:
    import asyncio
    from collections import deque
    from collections.abc import AsyncIterator, Iterable, Iterator

    from ._waits import AnyOf


def as_completed(futures: Iterable[Future], timeout: float | None = None) -> Completed:
    """The futures, each when it has ended, in the order in which they end; for `for` and for `async for`.

    Those that have ended already come first. A failed child is no error here: its `result` raises.

    Args:
        futures: of children; one that is there twice comes once.
        timeout: seconds from now for all of them; then TimeoutError. None for no limit.
    """
    return Completed(futures, timeout)


class Completed:
    """What `as_completed` gives: it is gone through once, in one of the two ways."""

    def __init__(self, futures: Iterable[Future], timeout: float | None) -> None:
        self._futures = dict.fromkeys(futures)
        for future in self._futures:
            if not isinstance(future, Future):
                raise TypeError(f"as_completed takes futures of submit and map, not a {type(future).__name__}")
        self._timeout = timeout
        self._deadline = None if timeout is None else monotonic() + timeout
        self._any: AnyOf | None = None
        self._arrived: deque[Future] | None = None
        self._left = len(self._futures)
        self._sleeper: asyncio.Future[None] | None = None

    def __iter__(self) -> Iterator[Future]:
        return self

    def __next__(self) -> Future:
        waits = self._any
        if waits is None:
            waits = self._any = self._begin()
        if waits.ended:
            return waits.ended.popleft()
        if not waits.pending:
            raise StopIteration
        from ._client import current

        client = current()
        client.drain()
        while not waits.ended:
            if self._deadline is not None and monotonic() >= self._deadline:
                raise self._late(len(waits.pending))
            client.wait(waits)
        return waits.ended.popleft()

    def _begin(self) -> AnyOf:
        from ._client import current
        from ._waits import AnyOf

        waits = AnyOf(self._deadline)
        if not self._futures:
            return waits
        client = current()
        client.drain()
        with client.lock:
            for future in self._futures:
                client.adopt(future)
                waits.add(future)
        return waits

    def __aiter__(self) -> AsyncIterator[Future]:
        return self

    async def __anext__(self) -> Future:
        if self._arrived is None:
            self._begin_in_loop()
            assert self._arrived is not None
        if self._left == 0:
            raise StopAsyncIteration
        if not self._arrived:
            import asyncio

            self._sleeper = asyncio.get_running_loop().create_future()
            try:
                await asyncio.wait_for(self._sleeper, None if self._deadline is None else self._deadline - monotonic())
            except asyncio.TimeoutError:
                raise self._late(self._left) from None
            finally:
                self._sleeper = None
        self._left -= 1
        return self._arrived.popleft()

    def _begin_in_loop(self) -> None:
        from collections import deque

        from ._client import current
        from ._loops import sleep_until

        self._arrived = deque()
        for future in self._futures:
            sleeper = sleep_until(current(), future)
            if sleeper is None:
                self._arrived.append(future)
            else:
                sleeper.add_done_callback(lambda done, future=future: self._arrive(done, future))

    def _arrive(self, done: asyncio.Future[None], future: Future) -> None:
        if done.cancelled():
            return
        fault = done.exception()
        if fault is None and self._arrived is not None:
            self._arrived.append(future)
        if self._sleeper is None or self._sleeper.done():
            return
        if fault is None:
            self._sleeper.set_result(None)
        else:
            self._sleeper.set_exception(fault)

    def _late(self, count: int) -> TimeoutError:
        return TimeoutError(f"{count} of {len(self._futures)} nodes have not ended in {self._timeout:g} s")
