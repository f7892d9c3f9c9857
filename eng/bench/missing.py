"""What is not measured, and why: told once when it is found out, and again with the figures."""

from __future__ import annotations

import sys

_told: dict[str, str] = {}


def note(name: str, why: str) -> None:
    if name not in _told:
        _told[name] = why
        print(f"{name} is not measured: {why}", file=sys.stderr)


def noted() -> dict[str, str]:
    return dict(_told)
