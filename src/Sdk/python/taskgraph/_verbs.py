"""Adding nodes, and waiting for them."""

from __future__ import annotations

from ._future import Future

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any


def submit(function: Callable[..., Any] | None = None, *args: Any, name: str | None = None, **kwargs: Any) -> Future:
    """Adds a node that runs a function, a command or a script. It starts as soon as what it waits for has ended and there is room.

    `submit(parse, "a.txt", priority=1)`, `submit(command="sort a > b", outputs="b")`, `submit(script="train.py", depends_on=[first])`.

    Args:
        function: of the running script or of a module, at its top level; it runs in a process of its own.
        *args: for the function. What JSON has, or futures, whose results they then are: the node waits for them.
        name: the node's, new in the graph; by default made from that of this node, the function's and a number.
        **kwargs: metadata of a node in snake case (docs/python.md has the table), and for a function its arguments by name.

    Raises:
        TypeError: the function cannot be found by a file and a name; the arguments do not fit; JSON does not have a value; a keyword is unknown.
        ValueError: a node cannot have the name.
        ProtocolError: the build refused something before. What it refuses of this node, the future tells.
        RuntimeError: this program does not run as a node.
    """
    from ._adding import add_one

    return add_one(function, args, name, kwargs)


def map(function: Callable[..., Any] | str, *iterables: Iterable[Any], name: str | None = None, **kwargs: Any) -> list[Future]:
    """Adds a node for each item: `map(parse, files)`, `map("sort {item} > {item}.out", files, outputs="{item}.out")`.

    Args:
        function: as `submit` has it, called with an item of each iterable; or a command with `{item}`, `{item.key}` in it.
        *iterables: the items; as many as the shortest has. One for a command.
        name: what the names of the nodes begin with; by default made from that of this node and the function's.
        **kwargs: as `submit` has them, for all of the nodes. `{item}` is in them, too.

    Returns: the futures in the order of the items. The name of each ends with its item, or the item's "id" or "name", in brackets, or its index where that is no short text.

    Raises: what `submit` raises.
    """
    from ._adding import add_many

    return add_many(function, iterables, name, kwargs)


def gather(futures: Iterable[Any]) -> list[Any]:
    """Waits until all have ended, and gives their results in the order of the futures; lists within the list give lists.

    Raises: if any failed, what `result` of the first such one in order raises, after all have ended.
    """
    every = list(futures)
    flat = list(_flatten(every))
    unfinished = [future for future in flat if not future._has_ended()]
    if unfinished:
        from ._client import current

        client = current()
        client.drain()
        client.wait_for_all(unfinished, None)
    for future in flat:
        failure = future._failure()
        if failure is not None:
            raise failure
    return [_results_of(one) for one in every]


def results(name: str | Future) -> dict[str, Any]:
    """The results of a node that this one depends on, or of a child, which has ended: text, and what a function returned as `value`.

    Raises:
        ProtocolError: there is no such node, or this node does not depend on it.
    """
    from ._client import current
    from ._json import decode
    from ._waits import Answer

    answer = Answer(name.name if isinstance(name, Future) else name)
    current().wait(answer)
    found: dict[str, Any] = dict(answer.results)
    if "value" in found:
        try:
            found["value"] = decode(found["value"])
        except ValueError:
            # Not a function's, but text that the node gave under this key.
            pass
    return found


def _flatten(futures: Iterable[Any]) -> Iterator[Future]:
    for one in futures:
        if isinstance(one, Future):
            yield one
        elif isinstance(one, (list, tuple)):
            yield from _flatten(one)
        else:
            raise TypeError(f"gather takes futures and lists of them, not a {type(one).__name__}")


def _results_of(one: Any) -> Any:
    return one._value() if isinstance(one, Future) else [_results_of(each) for each in one]
