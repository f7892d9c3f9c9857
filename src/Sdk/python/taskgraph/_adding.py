"""Nodes as the build gets them."""

from __future__ import annotations

from . import _metadata
from ._client import current
from ._functions import node_function, result_of
from ._future import Future
from ._json import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from ._client import Client
    from ._functions import NodeFunction

# What one message of `map` has at most.
_MOST_NODES = 1000
_MOST_CHARACTERS = 1 << 20


def add_one(function: Callable[..., Any] | None, args: tuple[Any, ...], name: str | None, keywords: dict[str, Any]) -> Future:
    """What `submit` does."""
    client = current()
    metadata, named = _metadata.divide(keywords)
    waits_for: list[str] = []
    base = None
    members = ""
    if function is not None:
        base, members = _function_members(function, args, named, metadata, waits_for)
    elif named:
        raise _metadata.unknown(next(iter(named)))
    elif args:
        raise TypeError("arguments are given, and no function")
    _metadata.check_action(metadata, function is not None)
    members += _other_members(metadata, waits_for)
    name = client.names.number(base) if name is None else client.names.take(client.names.checked(name))
    future = Future(name, function is not None)
    client.add(f'{{"Name":{encode(name)}{members}}}', [future])
    return future


def add_many(function: Callable[..., Any] | str, iterables: tuple[Iterable[Any], ...], name: str | None, keywords: dict[str, Any]) -> list[Future]:
    """What `map` does."""
    if not iterables:
        raise TypeError("map takes a function or a command, and at least one iterable")
    client = current()
    metadata, named = _metadata.divide(keywords)
    if isinstance(function, str):
        if len(iterables) > 1:
            raise TypeError("a command has one {item}; give one iterable, of lists or dicts if need be")
        if named:
            raise _metadata.unknown(next(iter(named)))
        base = client.names.number(None) if name is None else client.names.checked(name)
        if "command" in metadata:
            raise TypeError("two commands are given")
        metadata["command"] = function
        _metadata.check_action(metadata, False)
        return _add_all(client, _commands(client, base, iterables[0], metadata), returns=False)
    found = node_function(function)
    _metadata.check_action(metadata, True)
    _check_names(found, named)
    named = {**_taken_parameters(metadata), **named}
    base = client.names.base(found.name) if name is None else client.names.checked(name)
    texts = str([str(value) for name, value in metadata.items() if name != "depends_on"])
    with_item = "{item" in texts or "{index}" in texts
    return _add_all(client, _calls(client, base, name is not None, found, iterables, named, metadata, with_item), returns=True)


def _function_members(function: Any, args: tuple[Any, ...], named: dict[str, Any], metadata: dict[str, Any], waits_for: list[str]) -> tuple[str, str]:
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


def _other_members(metadata: dict[str, Any], waits_for: list[str]) -> str:
    """The members for metadata. What a node waits for is one list, whoever says it."""
    if not metadata and not waits_for:
        return ""
    parameters = metadata.get("parameters")
    if isinstance(parameters, dict) and any(isinstance(value, Future) for value in parameters.values()):
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


# A node is told its place only if it asks for it: so that one whose place changes is sent as it was.
def _commands(client: Client, base: str, items: Iterable[Any], metadata: dict[str, Any]) -> Iterator[tuple[str, str]]:
    members = _other_members(metadata, [])
    with_index = "{index}" in members
    keyed = client.names.keyed
    for index, item in enumerate(items):
        try:
            text = encode(item)
        except (TypeError, ValueError) as fault:
            raise TypeError(f"item {index} is nothing that JSON has: {fault}") from None
        name = keyed(base, item, index, True)
        place = f',"Index":{index}' if with_index else ""
        yield name, f'{{"Name":{encode(name)},"Item":{text}{place}{members}}}'


def _calls(
    client: Client,
    base: str,
    given: bool,
    function: NodeFunction,
    iterables: tuple[Iterable[Any], ...],
    named: dict[str, Any],
    metadata: dict[str, Any],
    with_item: bool,
) -> Iterator[tuple[str, str]]:
    members = _other_members(metadata, [])
    with_index = "{index}" in members
    action, bind, parameters, keyed = function.action, function.signature.bind, function.parameters, client.names.keyed
    for index, args in enumerate(zip(*iterables)):
        waits_for: list[str] = []
        text = parameters(bind(args, named), waits_for, with_item)
        own = members if not waits_for else _other_members(metadata, waits_for)
        if with_item and not waits_for:
            own += f',"Item":{encode(args[0] if len(args) == 1 else args)}'
            if with_index:
                own += f',"Index":{index}'
        name = keyed(base, args[0], index, given)
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
