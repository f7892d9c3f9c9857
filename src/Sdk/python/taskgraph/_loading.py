"""The script that is being loaded so that one of its functions can be called; while that lasts, there is no adding of nodes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

_script: str | None = None


class Loading:
    """A `with` block in which a script is loaded."""

    def __init__(self, script: str) -> None:
        self._path = script

    def __enter__(self) -> None:
        global _script
        _script = self._path

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, frames: TracebackType | None) -> None:
        global _script
        _script = None


def check() -> None:
    """RuntimeError if a script is being loaded: what it adds then it would add again in each node that runs a function of it, and those in theirs, without end."""
    if _script is not None:
        import os

        raise RuntimeError(
            f"{os.path.basename(_script)} is being loaded so that one of its functions can run as a node; what it does outside of its functions it does again in each such node, "
            "and would add nodes without end: put this under `if __name__ == \"__main__\":`, or into a function"
        )
