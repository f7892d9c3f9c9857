"""What a node's function is called with: the node's parameters and its item."""

from __future__ import annotations

from ._node import JSON_PARAMETERS, decode_parameters

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ._signature import Signature

_TRUTHS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def bind(signature: Signature, given: dict[str, Any], has_item: bool, item: Any) -> dict[str, Any]:
    """The arguments by name.

    1. Each parameter of the node is the argument of its name.
    2. An argument `item` is the item; of an item that is an object, members are the arguments of their names.
    3. If one argument is left that has neither a value nor a default, it is the item.

    Parameters that `submit` or `map` gave are all that the function gets. Text is converted where int, float or bool is annotated.

    Raises:
        TypeError: there is no argument for a parameter, or no value for an argument.
        ValueError: a text is not what its annotation says.
    """
    values = dict(given)
    names: str | None = values.pop(JSON_PARAMETERS, None)
    decoded = decode_parameters(values, names or "")
    unknown = [name for name in decoded if not signature.takes(name)]
    if unknown and not signature.takes_any_name:
        raise TypeError(f"{signature.name}() takes no {_list(unknown)}; it takes {_list([*signature.positional, *signature.keyword]) or 'nothing'}")
    exact = frozenset(names.split(",")) if names else frozenset()
    bound = {name: value if name in exact else converted(signature, name, value) for name, value in decoded.items()}
    if has_item and names is None:
        _bind_item(signature, bound, item)
    missing = _missing(signature, bound)
    if missing:
        raise TypeError(f"{signature.name}() gets no {_list(missing)}: the node has no such parameter" + ("" if has_item else ", and no item"))
    return bound


def _bind_item(signature: Signature, bound: dict[str, Any], item: Any) -> None:
    if signature.takes("item") and "item" not in bound:
        bound["item"] = converted(signature, "item", item)
    if isinstance(item, dict):
        for name, value in item.items():
            if signature.takes(name) and name not in bound:
                bound[name] = converted(signature, name, value)
    missing = _missing(signature, bound)
    if len(missing) == 1 and "item" not in bound:
        bound[missing[0]] = converted(signature, missing[0], item)


def _missing(signature: Signature, bound: dict[str, Any]) -> list[str]:
    return [name for name in (*signature.positional, *signature.keyword) if name in signature.required and name not in bound]


def _list(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def converted(signature: Signature, name: str, value: Any) -> Any:
    """The value; if it is text and the argument's annotation is int, float or bool, perhaps optional, as it also is with None as its default, what the text says. ValueError if it does not say that."""
    if not isinstance(value, str) or name not in signature.annotations:
        return value
    kind, optional = _kind(signature.annotations[name])
    if kind is None:
        return value
    text = value.strip()
    if not text and (optional or name in signature.none):
        return None
    convert: Callable[[str], Any] = _truth if kind == "bool" else int if kind == "int" else float
    try:
        return convert(text)
    except ValueError:
        raise ValueError(f"{signature.name}() wants '{name}' as {kind}, and {value!r} is none") from None


def _truth(text: str) -> bool:
    found = _TRUTHS.get(text.lower())
    if found is None:
        raise ValueError
    return found


def _kind(annotation: Any) -> tuple[str | None, bool]:
    """`int`, `float`, `bool` or None; and whether None is allowed beside it."""
    if annotation in (int, float, bool):
        return annotation.__name__, False
    if isinstance(annotation, str):
        words = _words(annotation)
    elif type(annotation).__name__ in ("UnionType", "Union", "_UnionGenericAlias"):
        words = ["None" if one is type(None) else getattr(one, "__name__", "") for one in annotation.__args__]
    else:
        return None, False
    kinds = [word for word in words if word != "None"]
    if len(kinds) == 1 and kinds[0] in ("int", "float", "bool"):
        return kinds[0], len(words) > 1
    return None, False


def _words(annotation: str) -> list[str]:
    """The alternatives of an annotation that is text."""
    text = annotation.replace(" ", "").replace("typing.", "").strip("'\"")
    if text.startswith("Optional[") and text.endswith("]"):
        return [text[9:-1], "None"]
    if text.startswith("Union[") and text.endswith("]"):
        return text[6:-1].split(",")
    return text.split("|")
