"""Plain functions as nodes: where they lie, and their arguments as a node's parameters."""

from __future__ import annotations

import os
import sys

from ._future import Future
from ._json import encode, encode_with, without_placeholders
from ._node import JSON_PARAMETERS
from ._signature import Signature

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_CURE = "; put the work into a function of a file of its own, at the top level"
_known: dict[Any, NodeFunction] = {}

# What stands for a future in a text until the text is complete; no user's text has it by accident.
_MARK = "taskgraph:" + os.urandom(8).hex() + ":"


class NodeFunction:
    """A function that a node can run: it is found again by a file and a name."""

    __slots__ = ("name", "action", "signature")

    def __init__(self, function: Callable[..., Any]) -> None:
        script, self.name = _place(function)
        self.action = f'"Script":{encode(script)},"Function":{encode(self.name)}'
        """The members of a node's object that say what runs, as JSON."""
        self.signature = Signature(function)

    def parameters(self, bound: dict[str, Any], waits_for: list[str], mark: bool = False) -> str:
        """The values by name as a JSON object of texts, as the build keeps parameters.

        A str that has nothing special in it is its own text, so that '{name}' in a path is what one expects. All else is JSON, and its name is
        in the list of those that are.

        Args:
            bound: the arguments by name.
            waits_for: receives the names of the nodes whose results are among them.
            mark: whether to have the list even if it is empty.
        """
        texts = []
        names = []
        for name, value in bound.items():
            if type(value) is str and "{" not in value and value.isprintable():
                texts.append(f"{encode(name)}:{encode(value)}")
            else:
                text = self._text(name, value, waits_for)
                texts.append(f"{encode(name)}:{encode(text)}")
                names.append(name)
        if names or mark:
            texts.append(f'"{JSON_PARAMETERS}":{encode(",".join(names))}')
        return "{" + ",".join(texts) + "}"

    def _text(self, name: str, value: Any, waits_for: list[str]) -> str:
        try:
            return without_placeholders(encode(value))
        except TypeError:
            pass
        except ValueError as fault:
            raise TypeError(f"{self.name}(): the value of '{name}' is nothing that JSON has: {fault}") from None
        futures: list[Future] = []

        def replacement(found: object) -> object:
            if not isinstance(found, Future):
                raise TypeError(f"{self.name}(): the value of '{name}' has a {type(found).__name__} in it, which JSON does not have: "
                                "give what it is made from, or the path of a file")
            futures.append(found)
            return f"{_MARK}{len(futures) - 1}:"

        try:
            text = without_placeholders(encode_with(value, replacement))
        except ValueError as fault:
            raise TypeError(f"{self.name}(): the value of '{name}' is nothing that JSON has: {fault}") from None
        except TypeError as fault:
            if str(fault).startswith(self.name):
                raise
            raise TypeError(f"{self.name}(): the value of '{name}' is nothing that JSON has: {fault}") from None
        for index, future in enumerate(futures):
            text = text.replace(f'"{_MARK}{index}:"', result_of(future))
            waits_for.append(future.name)
        return text


def result_of(future: Future) -> str:
    """The placeholder for what another child returns. The build fills it in when the node starts, so that the node is the same whether that child has ended by now or not."""
    if "'" in future.name or '"' in future.name:
        raise ValueError(f"the result of the node {future.name!r} cannot be given to another one, for the quote in its name")
    return f"{{results.{future.name}.value}}"


def node_function(function: Callable[..., Any]) -> NodeFunction:
    """What is known of the function. TypeError if no node could run it."""
    try:
        found = _known.get(function)
    except TypeError:
        raise TypeError(f"{function!r} is no function{_CURE}") from None
    if found is None:
        found = _known[function] = NodeFunction(function)
    return found


def _place(function: Callable[..., Any]) -> tuple[str, str]:
    name = getattr(function, "__qualname__", None)
    if not callable(function) or isinstance(function, type) or name is None:
        raise TypeError(f"{function!r} is no function that a node could run{_CURE}")
    if getattr(function, "__self__", None) is not None and hasattr(function, "__func__"):
        raise TypeError(f"{name} is bound to an object, which the node's process does not have{_CURE}")
    if "<lambda>" in name:
        raise TypeError(f"a lambda has no name that the node's process could find it by{_CURE}")
    if "<locals>" in name:
        raise TypeError(f"{name} is made anew in each call of the function around it, and the node's process could not find it{_CURE}")
    module = sys.modules.get(getattr(function, "__module__", None) or "")
    file = getattr(module, "__file__", None)
    if file is None or not file.endswith((".py", ".pyw")):
        raise TypeError(f"{name} lies in no Python file{_CURE}, which calls it")
    found: Any = module
    for part in name.split("."):
        found = getattr(found, part, None)
    if found is not function:
        raise TypeError(f"{name} is not what the file {file} has under this name{_CURE}")
    return os.path.abspath(file), name
