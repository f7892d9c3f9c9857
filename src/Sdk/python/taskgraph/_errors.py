"""What a node's use of the build can fail with."""

from __future__ import annotations


class NodeFailedError(Exception):
    """A child ended without success: it failed, was skipped or was cancelled."""

    def __init__(self, name: str, outcome: str, message: str) -> None:
        super().__init__(name, outcome, message)
        self.name = name
        """The child's name."""
        self.outcome = outcome
        """`Failed`, `Skipped` or `Cancelled`."""
        self.message = message
        """A sentence for people; may be empty."""

    def __str__(self) -> str:
        return f"Node '{self.name}': {self.outcome}" + (f": {self.message}" if self.message else "")


class ProtocolError(Exception):
    """The build refused what this node asked, or the two do not understand each other."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        """The code of the error as docs/errors.md has it; empty if it is the client that found the fault."""
        self.message = message
        """A sentence for people."""

    def __str__(self) -> str:
        return f"{self.code}: {self.message}" if self.code else self.message
