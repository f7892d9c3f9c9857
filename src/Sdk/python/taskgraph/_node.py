"""What a running node sees, and what it tells by files. Works outside of a build, too: then all is empty."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

JSON_PARAMETERS = "taskgraph.json"
"""The parameter that names, divided by commas, those parameters whose text is JSON. It is there if a client gave the parameters."""


def node() -> str:
    """The name of this node; empty outside of a build."""
    return os.environ.get("TASKGRAPH_NODE", "")


def cpus() -> int:
    """How many thread slots this node has; 1 outside of a build."""
    return int(os.environ.get("TASKGRAPH_CPUS") or 1)


def parameters() -> dict[str, Any]:
    """The parameters of this node by name. Those of a project file are text; those that `submit` or `map` gave are what was given."""
    found = given_parameters()
    names = found.pop(JSON_PARAMETERS, "")
    return decode_parameters(found, names)


def given_parameters() -> dict[str, Any]:
    """The parameters as the build hands them over."""
    text = os.environ.get("TASKGRAPH_PARAMETERS")
    if not text:
        return {}
    from ._json import decode

    found: dict[str, Any] = decode(text)
    return found


def decode_parameters(given: dict[str, Any], names: str) -> dict[str, Any]:
    """The parameters with those decoded that the list names."""
    if names:
        from ._json import decode

        for name in names.split(","):
            given[name] = decode(given[name])
    return given


def item() -> Any:
    """The item that this node is the instance of; None if there is none."""
    text = os.environ.get("TASKGRAPH_ITEM")
    if not text:
        return None
    from ._json import decode

    return decode(text)


def inputs() -> list[str]:
    """The paths of this node's inputs: what `{inputs}` stands for."""
    return _lines("TASKGRAPH_INPUTS")


def outputs() -> list[str]:
    """The paths of this node's outputs, as declared."""
    return _lines("TASKGRAPH_OUTPUTS")


def _lines(variable: str) -> list[str]:
    path = os.environ.get(variable)
    if not path:
        return []
    with open(path, encoding="utf-8", newline="\n") as file:
        return [line for line in file.read().split("\n") if line]


def set_result(key: str, value: Any) -> None:
    """Gives this node a result, which others read as `{results.<node>.<key>}` or with `results`.

    A str is kept as it is, anything else as JSON. The last value of a key counts. Outside of a build nothing happens.

    Raises:
        ValueError: the key is empty or has something in it that the file of results cannot have; or the value has NaN or infinity in it.
        TypeError: the value is no str and JSON cannot have it.
    """
    if not key or key != key.strip() or not key.isprintable() or "=" in key or "<<" in key or key[-1] == "<":
        raise ValueError(f"{key!r} cannot be the key of a result: it must not be empty, begin or end with a space, end with <, or have = or << in it")
    if isinstance(value, str):
        text = value
    else:
        from ._json import encode

        text = encode(value)
    if "\n" in text or "\r" in text or text != text.strip():
        lines = set(text.replace("\r", "\n").split("\n"))
        end = "END"
        while end in lines:
            end += "_"
        _append("TASKGRAPH_RESULTS", f"{key}<<{end}\n{text}\n{end}\n")
    else:
        _append("TASKGRAPH_RESULTS", f"{key}={text}\n")


def summary(markdown: str) -> None:
    """Adds Markdown to the summary of this node. Outside of a build nothing happens."""
    _append("TASKGRAPH_SUMMARY", markdown if markdown.endswith("\n") else markdown + "\n")


def _append(variable: str, text: str) -> None:
    path = os.environ.get(variable)
    if not path:
        return
    # One write in append mode: threads and processes of the node do not divide each other's lines.
    with open(path, "ab", buffering=0) as file:
        file.write(text.encode("utf-8"))
