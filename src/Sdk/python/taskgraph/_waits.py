"""What a thread waits for, and how it asks for it."""

from __future__ import annotations

import _thread
from collections import deque
from itertools import islice
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ._client import Client
    from ._future import Future

# Names that one wait for any of many has at most: each wait is sent again when one of its names has ended.
PORTION = 256
# Characters of names that one wait for all has at most, of the 16 MB that a line may have.
_LONGEST = 4_000_000


class Waiter:
    """Somebody who waits for a message. All members are used with the client locked, but `wake`, which a thread sleeps on."""

    def __init__(self) -> None:
        self.ready = False
        self.error: Exception | None = None
        self.wake = _thread.allocate_lock()
        self.wake.acquire()

    def notify(self) -> None:
        """Lets the waiter look again whether it may go on."""
        if self.wake.locked():
            self.wake.release()

    def fulfilled(self) -> bool:
        """Whether what it waits for has come, so that it goes on as soon as the node may."""
        return False

    def ask(self, client: Client) -> None:
        """Sends what it asks of the build."""

    def answered(self, number: int, message: dict[str, Any]) -> None:
        """Takes the answer to what it asked under this number."""
        self.ready = True

    def end(self, error: Exception | None) -> None:
        """Lets the waiter go on, or fail."""
        self.ready = True
        self.error = error
        self.notify()


class Answer(Waiter):
    """Waits for the answer to a request for results."""

    def __init__(self, node: str) -> None:
        super().__init__()
        self._node = node
        self.results: dict[str, str] = {}

    def ask(self, client: Client) -> None:
        client.request(self, {"results": self._node})

    def answered(self, number: int, message: dict[str, Any]) -> None:
        found = message.get("results")
        self.results = found if isinstance(found, dict) else {}
        self.ready = True


class Wait(Waiter):
    """Waits for children, until a time at most."""

    def __init__(self, deadline: float | None) -> None:
        """The deadline is of the monotonic clock."""
        super().__init__()
        self.deadline = deadline

    def request(self, names: list[str]) -> dict[str, Any]:
        """The message that asks for these."""
        message: dict[str, Any] = {"wait": names}
        if self.deadline is not None:
            message["timeout"] = max(0, round((self.deadline - monotonic()) * 1000))
        return message


class AllOf(Wait):
    """Waits until all of some children have ended."""

    def __init__(self, futures: Iterable[Future], deadline: float | None) -> None:
        super().__init__(deadline)
        self._futures = list(futures)

    def fulfilled(self) -> bool:
        return all(future._has_ended() for future in self._futures)

    def ask(self, client: Client) -> None:
        message = self.request([future.name for future in self._futures if not future._has_ended()])
        if len(message["wait"]) > 1:
            message["all"] = True
        client.request(self, message)


class AnyOf(Wait):
    """Waits until one more of some children has ended; they are told in the order in which they end."""

    def __init__(self, deadline: float | None = None) -> None:
        super().__init__(deadline)
        self.ended: deque[Future] = deque()
        self.pending: dict[str, Future] = {}
        # Names that no open wait has, and the names of those that are open. So what is asked for again after each end is one portion, not everything.
        self._unasked: list[str] = []
        self._open: dict[int, list[str]] = {}

    def add(self, future: Future) -> None:
        """Waits for this one, too."""
        if future._has_ended():
            self.ended.append(future)
        else:
            self.pending[future.name] = future
            self._unasked.append(future.name)
            future._watch(self.told)

    @property
    def has_new(self) -> bool:
        """Whether there is one that was never asked for."""
        return bool(self._unasked)

    def told(self, future: Future) -> None:
        """One of them has ended."""
        if self.pending.pop(future.name, None) is not None:
            self.ended.append(future)

    def fulfilled(self) -> bool:
        return bool(self.ended)

    def ask(self, client: Client) -> None:
        # One that has ended unasked while the node waits is asked for as well: the answer says that the node may go on.
        late = {future.name for future in self.ended}
        names = [name for name in self._unasked if name in self.pending or name in late]
        self._unasked = []
        if not names:
            # All are asked for; but only a new wait says that the node waits again.
            names = list(islice(self.pending, 1))
        for start in range(0, len(names), PORTION):
            portion = names[start : start + PORTION]
            self._open[client.request(self, self.request(portion))] = portion

    def answered(self, number: int, message: dict[str, Any]) -> None:
        self._unasked.extend(self._open.pop(number, ()))
        self.ready = True


def portions(futures: list[Future]) -> Iterable[list[Future]]:
    """The futures in parts whose names fit into one line."""
    part: list[Future] = []
    length = 0
    for future in futures:
        part.append(future)
        length += len(future.name)
        if length > _LONGEST:
            yield part
            part, length = [], 0
    if part:
        yield part
