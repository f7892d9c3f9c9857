"""JSON as this package writes it: strict, compact, ASCII."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

import json
import re

_encoder = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
encode = _encoder.encode
"""The text of a value, without line breaks. TypeError or ValueError if JSON has no words for it."""
decode = json.loads
"""The value of a text. ValueError if it is no JSON."""

# '{"' and '{}' begin or are an object, or are no placeholder; every other brace lies in a string, where it has an escape.
_PLACEHOLDER_BRACE = re.compile(r'\{(?!["}])')


def without_placeholders(text: str) -> str:
    """The same JSON with no '{key}' in it that the build could take for a placeholder."""
    return _PLACEHOLDER_BRACE.sub(r"\\u007b", text) if "{" in text else text


def encode_with(value: object, replacement: Callable[[object], object]) -> str:
    """As `encode`, with a function that says what stands for a value that JSON does not know, or raises TypeError."""
    return json.JSONEncoder(separators=(",", ":"), allow_nan=False, default=replacement).encode(value)
