"""The small programs in C that the measures need, and those of the engine's parts."""

from __future__ import annotations

import functools
import shutil
import sys
from pathlib import Path

from making import FOLDER, make, make_dotnet

HERE = Path(__file__).resolve().parent


def compile_programs() -> None:
    """Static where the system allows it, so that their start is next to nothing."""
    compiler = next((name for name in ("cc", "gcc", "clang") if shutil.which(name)), None)
    if compiler is None:
        raise SystemExit("There is no C compiler in PATH, which makes the nodes' program (mix.c) and what measures others (cost.c).")
    FOLDER.mkdir(exist_ok=True)
    for source in HERE.glob("*.c"):
        make([compiler, "-O2", *(["-static"] if sys.platform == "linux" else []), "-o", str(program(source.stem)), str(source)])


def program(name: str) -> Path:
    return FOLDER / name


@functools.cache
def dotnet_program(name: str) -> tuple[str, ...]:
    """The words that start one of the programs of this folder, built as it would be shipped."""
    project = HERE / name
    make_dotnet(project)
    return "dotnet", str(next((project / "bin/Release").glob("*/TaskGraph.Bench.*.dll")))
