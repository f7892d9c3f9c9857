"""What arguments a function takes.

`inspect` would tell all of it, but takes longer to import than Python takes to start; a plain function's own code object tells as much.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_VAR_POSITIONAL = 0x04
_VAR_KEYWORD = 0x08


class Signature:
    """The parameters of a function."""

    __slots__ = ("function", "positional", "unnamed", "keyword", "required", "none", "takes_more", "takes_any_name", "annotations")

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.positional: tuple[str, ...] = ()
        """What may be given by position, in order."""
        self.unnamed = 0
        """How many of these, the first ones, may not be given by name."""
        self.keyword: tuple[str, ...] = ()
        """What may be given by name alone."""
        self.required: frozenset[str] = frozenset()
        """What has no default."""
        self.none: frozenset[str] = frozenset()
        """What has None as its default."""
        self.takes_more = False
        """Whether there is a *args."""
        self.takes_any_name = False
        """Whether there is a **kwargs."""
        self.annotations: dict[str, Any] = _annotations(function)
        """The annotations by name, as they are written."""
        code = getattr(function, "__code__", None)
        if code is None or hasattr(function, "__wrapped__") or hasattr(function, "__signature__"):
            self._inspect()
        else:
            self._read(code)

    def _read(self, code: Any) -> None:
        names, count = code.co_varnames, code.co_argcount
        self.positional = names[:count]
        self.unnamed = code.co_posonlyargcount
        self.keyword = names[count : count + code.co_kwonlyargcount]
        values: tuple[Any, ...] = getattr(self.function, "__defaults__", None) or ()
        defaults = len(values)
        named: dict[str, Any] = getattr(self.function, "__kwdefaults__", None) or {}
        self.required = frozenset(self.positional[: count - defaults]) | frozenset(name for name in self.keyword if name not in named)
        given = [*zip(self.positional[count - defaults :], values), *named.items()]
        self.none = frozenset(name for name, value in given if value is None)
        self.takes_more = bool(code.co_flags & _VAR_POSITIONAL)
        self.takes_any_name = bool(code.co_flags & _VAR_KEYWORD)

    def _inspect(self) -> None:
        import inspect

        every = list(inspect.signature(self.function).parameters.values())
        self.positional = tuple(p.name for p in every if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD))
        self.unnamed = sum(p.kind == p.POSITIONAL_ONLY for p in every)
        self.keyword = tuple(p.name for p in every if p.kind == p.KEYWORD_ONLY)
        self.required = frozenset(p.name for p in every if p.default is p.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD))
        self.takes_more = any(p.kind == p.VAR_POSITIONAL for p in every)
        self.takes_any_name = any(p.kind == p.VAR_KEYWORD for p in every)
        self.none = frozenset(p.name for p in every if p.default is None)
        self.annotations = {p.name: p.annotation for p in every if p.annotation is not p.empty}

    def takes(self, name: str) -> bool:
        """Whether there is a parameter of this name."""
        return name in self.positional or name in self.keyword

    def bind(self, arguments: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
        """The arguments by name, in the order in which they are declared. TypeError, as of a call, if they do not fit."""
        positional = self.positional
        if len(arguments) > len(positional):
            if self.takes_more:
                raise TypeError(f"{self.name}() takes *args, which have no names that a node could give them by: give them as one list")
            raise TypeError(f"{self.name}() takes {len(positional)} positional arguments, but {len(arguments)} were given")
        bound = dict(zip(positional, arguments))
        for name, value in named.items():
            if name in bound:
                raise TypeError(f"{self.name}() got two values for the argument '{name}'")
            if not self.takes(name) and not self.takes_any_name:
                raise TypeError(f"{self.name}() got an unexpected keyword argument '{name}'")
            bound[name] = value
        if not self.required <= bound.keys():
            missing = ", ".join(f"'{name}'" for name in (*positional, *self.keyword) if name in self.required and name not in bound)
            raise TypeError(f"{self.name}() lacks a value for {missing}")
        return bound

    def call(self, values: dict[str, Any]) -> Any:
        """Calls the function with values by name."""
        rest = dict(values)
        arguments = []
        for name in self.positional[: self.unnamed]:
            # One without a value has a default, and so have all behind it.
            if name not in rest:
                break
            arguments.append(rest.pop(name))
        return self.function(*arguments, **rest)

    @property
    def name(self) -> str:
        """The function's own name, for messages."""
        return getattr(self.function, "__name__", repr(self.function))


def _annotations(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return getattr(function, "__annotations__", None) or {}
    except NameError:
        # From Python 3.14 on annotations are evaluated when they are asked for, and may name what is there for type checkers alone.
        return {}
