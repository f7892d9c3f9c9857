"""Whole processes: the time from start to end, the CPU time of all that they started, and the memory of the largest."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from statistics import median
from typing import NamedTuple

from programs import program

ENVIRONMENT = {
    **os.environ,
    "DOTNET_CLI_USE_MSBUILD_SERVER": "0",
    "MSBUILDDISABLENODEREUSE": "1",
    "DOTNET_CLI_TELEMETRY_OPTOUT": "1",
    "DOTNET_NOLOGO": "1",
    "MSBUILDTERMINALLOGGER": "off",
}


# Beside what is measured.
LOG = "measured.log"


class Cost(NamedTuple):
    """Seconds of wall and of CPU, and bytes."""

    wall: float
    cpu: float
    memory: float

    def less(self, other: Cost) -> Cost:
        return Cost(self.wall - other.wall, self.cpu - other.cpu, self.memory - other.memory)


def measure(words: list[str], folder: Path) -> Cost:
    report = folder / "measured.cost"
    with open(folder / LOG, "wb") as log:
        subprocess.run([str(program("cost")), str(report), *words], cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, check=True)
    wall, cpu, kilobytes, code = report.read_text().split()
    if code != "0":
        raise SystemExit(f"{' '.join(words)} failed in {folder}:\n{(folder / 'measured.log').read_text()[-4000:]}")
    return Cost(float(wall), float(cpu), int(kilobytes) * 1024)


def in_turns(runs: int, *measures) -> list[Cost]:
    """The median of each measure, each figure by itself. They take turns, so that what else the machine does hits all of them."""
    costs: list[list[Cost]] = [[] for _ in measures]
    for _ in range(runs):
        for one, own in zip(measures, costs):
            own.append(one())
    return [Cost(*(median(figures) for figures in zip(*own))) for own in costs]
