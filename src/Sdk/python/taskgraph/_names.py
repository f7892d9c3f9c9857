"""The names of children: given, or made from the parent's."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BARRED = frozenset(";*?[]{},")
_BARRED_IN_KEYS = frozenset(";*?[]{},\"'")
_LONGEST_KEY = 60


def checked(name: str, parent: str = "") -> str:
    """The name that a user gave, perhaps made from the parent's, which may have any key in it. Raises TypeError or ValueError if a node cannot have it."""
    if not isinstance(name, str):
        raise TypeError(f"name must be a str, not {type(name).__name__}")
    if parent and name.startswith(parent + "/"):
        checked(name[len(parent) + 1 :])
        return name
    if not name or name[0] in "+ " or name[-1] in "+ ":
        raise ValueError(f"{name!r} cannot be the name of a node: it must not be empty, nor begin or end with '+' or a space")
    if _BARRED.isdisjoint(name) and name.isprintable():
        return name
    for character in name:
        if character in _BARRED or character < " " or "\x7f" <= character < "\xa0":
            raise ValueError(f"{name!r} cannot be the name of a node: it has {character!r} in it")
    return name


def key_of(item: Any) -> str | None:
    """What tells the item from others in a name: its text if that is short and harmless, or an object's "id" or "name"; None if there is none."""
    if isinstance(item, dict):
        item = item.get("id", item.get("name"))
    if isinstance(item, str):
        text = item
    elif isinstance(item, bool):
        text = "true" if item else "false"
    elif isinstance(item, (int, float)):
        text = repr(item)
    else:
        return None
    fits = 0 < len(text) <= _LONGEST_KEY and text.isprintable() and _BARRED_IN_KEYS.isdisjoint(text)
    return text if fits else None


class Names:
    """The names that one client has given to children: each once."""

    __slots__ = ("_parent", "_mark", "_used", "_next")

    def __init__(self, parent: str, mark: str, used: set[str]) -> None:
        """The mark, if not empty, keeps what this process names by itself apart from what other processes of the node do; `used` are names of the one that it was forked from."""
        self._parent = parent
        self._mark = mark
        self._used = used
        self._next: dict[str, int] = {}

    def checked(self, name: str) -> str:
        """The name that a user gave. Raises TypeError or ValueError if a child cannot have it."""
        return checked(name, self._parent)

    def take(self, name: str) -> str:
        """Takes a name that a user gave. ValueError if it is taken."""
        if name in self._used:
            raise ValueError(f"this node has a child '{name}' already")
        self._used.add(name)
        return name

    def used(self) -> set[str]:
        """A copy of all names taken."""
        return set(self._used)

    def base(self, function: str) -> str:
        """What the names of a function's children begin with."""
        return f"{self._parent}/{function}"

    def number(self, function: str | None) -> str:
        """The next name for a function, or for a command (None)."""
        base = f"{self._parent}/{function or ''}"
        while True:
            number = self._next.get(base, 0)
            self._next[base] = number + 1
            name = f"{base}[{self._mark}{number}]" if function else f"{base}{self._mark}{number}"
            if name not in self._used:
                self._used.add(name)
                return name

    def keyed(self, base: str, item: Any, index: int, given: bool) -> str:
        """The name for an item of `map`: with its key, or with its index where it has none or the key is taken.

        `given` says that the user chose what it begins with, or that the mark is in that already: then the key is as it is in all processes."""
        key = key_of(item)
        if key is not None:
            name = f"{base}[{key}]" if given else f"{base}[{self._mark}{key}]"
            if name not in self._used:
                self._used.add(name)
                return name
        name = f"{base}[{self._mark}{index}]"
        again = 1
        while name in self._used:
            again += 1
            name = f"{base}[{self._mark}{index}-{again}]"
        self._used.add(name)
        return name
