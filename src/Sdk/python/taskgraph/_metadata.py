"""The metadata of nodes as keyword arguments."""

from __future__ import annotations

import os

from ._future import Future

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NAMES = {
    "command": "Command",
    "script": "Script",
    "workflow": "Workflow",
    "arguments": "Arguments",
    "parameters": "Parameters",
    "working_directory": "WorkingDirectory",
    "environment_variables": "EnvironmentVariables",
    "fingerprint_environment": "FingerprintEnvironment",
    "depends_on": "DependsOn",
    "run_after": "RunAfter",
    "inputs": "Inputs",
    "outputs": "Outputs",
    "dep_file": "DepFile",
    "up_to_date_check": "UpToDateCheck",
    "for_each": "ForEach",
    "for_each_in": "ForEachIn",
    "cpus": "Cpus",
    "memory": "Memory",
    "resources": "Resources",
    "priority": "Priority",
    "timeout": "Timeout",
    "retries": "Retries",
    "retry_delay": "RetryDelay",
    "run_when": "RunWhen",
    "continue_on_error": "ContinueOnError",
    "backend": "Backend",
    "target_framework": "TargetFramework",
    "references": "References",
    "diagnostics": "Diagnostics",
    "output_item_type": "OutputItemType",
    "cacheable": "Cacheable",
    "tags": "Tags",
    "description": "Description",
    "secret_environment_variables": "SecretEnvironmentVariables",
}
"""The metadata that a keyword argument means."""

_PAIRS = frozenset(("parameters", "environment_variables", "resources"))
_ACTIONS = ("command", "script", "workflow")


def divide(named: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Keyword arguments as metadata, and the rest. One that is None is left out of the metadata."""
    metadata: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    for name, value in named.items():
        if name not in NAMES:
            rest[name] = value
        elif value is not None:
            metadata[name] = value
    return metadata, rest


def unknown(name: str, others: tuple[str, ...] = ()) -> TypeError:
    """The error for a keyword argument that nothing knows."""
    import difflib

    nearest = difflib.get_close_matches(name, [*NAMES, "name", *others], n=1)
    return TypeError(f"'{name}' is no metadata of a node" + (f", did you mean '{nearest[0]}'?" if nearest else ""))


def check_action(metadata: dict[str, Any], function: bool) -> None:
    """TypeError if there are several things to run."""
    given = [name for name in _ACTIONS if name in metadata]
    if function and given:
        raise TypeError(f"a function and '{given[0]}' are given; a node runs one of them")
    if len(given) > 1:
        raise TypeError(f"'{given[0]}' and '{given[1]}' are given; a node runs one of them")


def members(metadata: dict[str, Any]) -> str:
    """The metadata as members of a node's JSON object, each with a comma before it."""
    from ._json import encode

    return "".join(f',"{NAMES[name]}":{encode(_value(name, value))}' for name, value in metadata.items())


def names_of(nodes: Any) -> list[str]:
    """Names of nodes, given as one or several names or futures."""
    if isinstance(nodes, Future):
        return [nodes.name]
    if isinstance(nodes, str):
        return [name.strip() for name in nodes.split(";") if name.strip()]
    return [one.name if isinstance(one, Future) else _text("depends_on", one) for one in nodes]


def _value(name: str, value: Any) -> Any:
    if isinstance(value, (str, int, float)):
        return value
    if name in ("depends_on", "run_after"):
        return names_of(value)
    if name in ("timeout", "retry_delay") and hasattr(value, "total_seconds"):
        return round(value.total_seconds() * 1000)
    if name in _PAIRS and isinstance(value, dict):
        return {str(key): _scalar(name, one) for key, one in value.items()}
    if isinstance(value, dict):
        raise TypeError(f"'{name}' has no keys; a dict is given")
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if not hasattr(value, "__iter__") or isinstance(value, (bytes, bytearray)):
        raise TypeError(f"'{name}' cannot be a {type(value).__name__}")
    entries = [_text(name, one) for one in value]
    return " ".join(_word(entry) for entry in entries) if name == "arguments" else entries


def _text(name: str, value: Any) -> str:
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise TypeError(f"an entry of '{name}' cannot be a {type(value).__name__}")
    return str(value)


def _scalar(name: str, value: Any) -> Any:
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    if name != "parameters":
        raise TypeError(f"a value in '{name}' cannot be a {type(value).__name__}")
    from ._json import encode

    try:
        encode(value)
    except (TypeError, ValueError) as fault:
        raise TypeError(f"a value in 'parameters' is nothing that JSON has: {fault}") from None
    return value


def _word(text: str) -> str:
    """The text as one word of Arguments."""
    if text and not any(c.isspace() or c in "\"'" for c in text):
        return text
    return "\"'\"".join(f"'{piece}'" for piece in text.split("'"))
