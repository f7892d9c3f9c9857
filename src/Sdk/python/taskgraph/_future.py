"""A child that was added."""

from __future__ import annotations

from ._errors import NodeFailedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    from ._client import Client

_SUCCESSES = frozenset(("Executed", "UpToDate", "FromCache"))


class Future:
    """A child of this node: what became of it, or will. Made by `submit` and `map`."""

    __slots__ = ("name", "_returns", "_outcome", "_results", "_message", "_fault", "_watchers", "__weakref__")

    def __init__(self, name: str, returns: bool) -> None:
        self.name = name
        """The node's name."""
        # Whether it runs a function, whose value is the result.
        self._returns = returns
        self._outcome: str | None = None
        self._results: dict[str, str] | None = None
        self._message = ""
        # Why there never was such a node.
        self._fault: Exception | None = None
        # Called, with the client locked, when it has ended.
        self._watchers: list[Callable[[Future], None]] | None = None

    def done(self) -> bool:
        """Whether it has ended, as far as the build has told by now. Never waits. Raises what is wrong with the connection."""
        if not self._has_ended():
            client = _client()
            client.drain()
            if not self._has_ended():
                client.check()
        return self._has_ended()

    def result(self, timeout: float | None = None) -> Any:
        """Waits, and gives what the function returned; None if the node runs no function.

        Args:
            timeout: seconds; None for no limit. Time in which the node waits for its slots afterwards does not count.

        Raises:
            NodeFailedError: it ended without success.
            TimeoutError: it has not ended in time.
            ProtocolError: the build refused it, or refused something else before.
            ConnectionError: the build is gone.
        """
        self._wait(timeout)
        failure = self._failure()
        if failure is not None:
            raise failure
        return self._value()

    def exception(self, timeout: float | None = None) -> Exception | None:
        """Waits as `result` does, and gives the error that this would raise for the node itself; None if it succeeded."""
        self._wait(timeout)
        return self._failure()

    @property
    def results(self) -> dict[str, str]:
        """Waits, and gives the results of the node, as text. Raises what `result` raises."""
        self.result()
        return dict(self._results or {})

    @property
    def outcome(self) -> str | None:
        """`Executed`, `UpToDate`, `FromCache`, `Skipped`, `Failed` or `Cancelled`; None as long as it has not ended. Never waits."""
        self.done()
        return self._outcome

    def cancel(self) -> bool:
        """Asks the build to end it: it is stopped, or never starts. Nothing fails but what depends on it. False if it has ended already."""
        if self.done():
            return False
        _client().cancel([self.name])
        return True

    def cancelled(self) -> bool:
        """Whether it ended because it was cancelled. Never waits."""
        return self.done() and self._outcome == "Cancelled"

    def __await__(self) -> Generator[Any, None, Any]:
        if not self._has_ended():
            from ._loops import wait_in_loop

            yield from wait_in_loop(_client(), self)
        return self.result()

    def __repr__(self) -> str:
        return f"<taskgraph.Future {self.name!r} {self._outcome or ('refused' if self._fault else 'not ended')}>"

    def _has_ended(self) -> bool:
        return self._outcome is not None or self._fault is not None

    def _wait(self, timeout: float | None) -> None:
        if self._has_ended():
            return
        client = _client()
        client.drain()
        if not self._has_ended() and not client.wait_for_all([self], timeout):
            raise TimeoutError(f"node '{self.name}' has not ended in {timeout:g} s")

    def _failure(self) -> Exception | None:
        if self._fault is not None:
            _client().forgive(self._fault)
            return self._fault
        if self._outcome in _SUCCESSES:
            return None
        return NodeFailedError(self.name, self._outcome or "", self._message)

    def _value(self) -> Any:
        text = (self._results or {}).get("value") if self._returns else None
        if text is None:
            return None
        from ._json import decode

        return decode(text)

    def _end(self, outcome: str, results: dict[str, str], message: str) -> None:
        self._results = results
        self._message = message
        self._outcome = outcome
        self._tell()

    def _refuse(self, fault: Exception) -> None:
        self._fault = fault
        self._tell()

    def _tell(self) -> None:
        watchers, self._watchers = self._watchers, None
        for watch in watchers or ():
            watch(self)

    def _watch(self, watch: Callable[[Future], None]) -> None:
        if self._watchers is None:
            self._watchers = [watch]
        else:
            self._watchers.append(watch)


def _client() -> Client:
    from ._client import current

    return current()
