"""Builds what is measured and what measures, one bench at a time in a checkout."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "bin"
LAST_LINES = 20


@contextmanager
def alone() -> Iterator[None]:
    """No other bench of this checkout builds or measures meanwhile: each build of the tasks deletes and makes them anew, beneath whoever is using them. Not to be nested: who has it would wait for itself."""
    FOLDER.mkdir(exist_ok=True)
    with open(FOLDER / "making.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another bench runs in this checkout; this one waits for its end.", file=sys.stderr)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make(words: list[str]) -> None:
    """Runs a build to its end. One that fails ends the bench, with the command and the last lines of what it said."""
    # A file and not a pipe: servers that a build leaves behind could keep a pipe open after its end.
    with tempfile.TemporaryFile() as said:
        try:
            code = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT).returncode
        except OSError as error:
            raise SystemExit(f"{' '.join(words)} could not be started: {error.strerror}") from None
        if code:
            said.seek(0)
            lines = said.read().decode(errors="replace").rstrip().splitlines()[-LAST_LINES:]
            raise SystemExit("\n".join([f"{' '.join(words)} failed with exit code {code}:", *lines]))


def make_dotnet(project: Path) -> None:
    """As it would be shipped."""
    make(["dotnet", "build", str(project), "-c", "Release", "-v:q", "--nologo"])
