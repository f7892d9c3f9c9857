"""Adding nodes, and waiting for them."""

from __future__ import annotations

from . import _metadata
from ._future import Future

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from ._client import Client
    from ._functions import NodeFunction

# What one message of `map` has at most.
_MOST_NODES = 1000
_MOST_CHARACTERS = 1 << 20


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
    from ._client import current

    client = current()
    metadata, named = _metadata.divide(kwargs)
    waits_for: list[str] = []
    if function is None:
        if args or named:
            raise _metadata.unknown(next(iter(named))) if named else TypeError("arguments are given, and no function")
        base, members = None, ""
    else:
        base, members = _function_members(function, args, named, metadata, waits_for)
    _check_action(metadata, function is not None)
    members += _other_members(metadata, waits_for)
    names = client.names
    name = names.number(base) if name is None else names.take(_metadata_name(name))
    future = Future(name, function is not None)
    client.add(_object(name, members), [future])
    return future


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
    from ._client import current
    from ._json import encode
    from ._names import checked

    if not iterables:
        raise TypeError("map takes a function or a command, and at least one iterable")
    client = current()
    metadata, named = _metadata.divide(kwargs)
    if isinstance(function, str):
        if len(iterables) > 1:
            raise TypeError("a command has one {item}; give one iterable, of lists or dicts if need be")
        if named:
            raise _metadata.unknown(next(iter(named)))
        base = client.names.number(None) if name is None else checked(name)
        metadata["command"] = function
        _check_action(metadata, False)
        objects = _commands(client, base, iterables[0], metadata)
        return _add_all(client, objects, returns=False)
    from ._functions import node_function

    found = node_function(function)
    _check_action(metadata, True)
    _check_names(found, named)
    named = {**_taken_parameters(metadata), **named}
    base = client.names.base(found.name) if name is None else checked(name)
    objects = _calls(client, base, found, iterables, named, metadata, "{item" in encode(list(_other(metadata).values())))
    return _add_all(client, objects, returns=True)


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


def _function_members(function: Any, args: tuple[Any, ...], named: dict[str, Any], metadata: dict[str, Any], waits_for: list[str]) -> tuple[str, str]:
    from ._functions import node_function

    found = node_function(function)
    _check_names(found, named)
    if "parameters" in metadata:
        named = {**_taken_parameters(metadata), **named}
    bound = found.signature.bind(args, named)
    members = "," + found.action
    if bound:
        members += f',"Parameters":{found.parameters(bound, waits_for)}'
    return found.name, members


def _taken_parameters(metadata: dict[str, Any]) -> dict[str, Any]:
    given = metadata.pop("parameters", None) or {}
    if not isinstance(given, dict):
        raise TypeError("'parameters' of a function must be a dict: they are arguments by name")
    return given


def _check_names(function: NodeFunction, named: dict[str, Any]) -> None:
    signature = function.signature
    if named and not signature.takes_any_name:
        for name in named:
            if not signature.takes(name):
                raise _metadata.unknown(name, (*signature.positional, *signature.keyword))


def _check_action(metadata: dict[str, Any], function: bool) -> None:
    _metadata.check_action(metadata, function)


def _metadata_name(name: str) -> str:
    from ._names import checked

    return checked(name)


def _other(metadata: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in metadata.items() if name != "depends_on"}


def _other_members(metadata: dict[str, Any], waits_for: list[str]) -> str:
    """The members for metadata. What a node waits for is one list, whoever says it."""
    if not metadata and not waits_for:
        return ""
    parameters = metadata.get("parameters")
    if isinstance(parameters, dict) and any(isinstance(value, Future) for value in parameters.values()):
        from ._functions import result_of

        filled = {}
        for key, value in parameters.items():
            if isinstance(value, Future):
                waits_for.append(value.name)
                value = result_of(value)
            filled[key] = value
        metadata = {**metadata, "parameters": filled}
    if waits_for:
        given = metadata.get("depends_on")
        names = [*(_metadata.names_of(given) if given is not None else ()), *waits_for]
        metadata = {**metadata, "depends_on": list(dict.fromkeys(names))}
    return _metadata.members(metadata)


def _object(name: str, members: str) -> str:
    from ._json import encode

    return f'{{"Name":{encode(name)}{members}}}'


def _commands(client: Client, base: str, items: Iterable[Any], metadata: dict[str, Any]) -> Iterator[tuple[str, str]]:
    from ._json import encode

    members = _other_members(metadata, [])
    keyed = client.names.keyed
    for index, item in enumerate(items):
        try:
            text = encode(item)
        except (TypeError, ValueError) as fault:
            raise TypeError(f"item {index} is nothing that JSON has: {fault}") from None
        name = keyed(base, item, index)
        yield name, f'{{"Name":{encode(name)},"Item":{text}{members}}}'


def _calls(
    client: Client, base: str, function: NodeFunction, iterables: tuple[Iterable[Any], ...], named: dict[str, Any], metadata: dict[str, Any], with_item: bool
) -> Iterator[tuple[str, str]]:
    from ._json import encode

    members = _other_members(metadata, [])
    action, bind, parameters, keyed = function.action, function.signature.bind, function.parameters, client.names.keyed
    for index, args in enumerate(zip(*iterables)):
        waits_for: list[str] = []
        text = parameters(bind(args, named), waits_for, with_item)
        own = members if not waits_for else _other_members(metadata, waits_for)
        if with_item and not waits_for:
            own += f',"Item":{encode(args[0] if len(args) == 1 else args)}'
        name = keyed(base, args[0], index)
        yield name, f'{{"Name":{encode(name)},{action},"Parameters":{text}{own}}}'


def _add_all(client: Client, objects: Iterator[tuple[str, str]], returns: bool) -> list[Future]:
    """Adds the nodes in portions. All of the items are looked at first, so that one that cannot be adds none."""
    futures: list[Future] = []
    portions: list[tuple[str, int]] = []
    texts: list[str] = []
    length = 0
    for name, text in objects:
        if texts and (len(texts) == _MOST_NODES or length + len(text) > _MOST_CHARACTERS):
            portions.append((",".join(texts), len(texts)))
            texts, length = [], 0
        texts.append(text)
        length += len(text)
        futures.append(Future(name, returns))
    if texts:
        portions.append((",".join(texts), len(texts)))
    start = 0
    for text, count in portions:
        client.add(text, futures[start : start + count])
        start += count
    return futures


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
