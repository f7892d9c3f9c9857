"""Whole processes: the time from start to end, the CPU time of all that they started, and the memory of the largest."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

ENVIRONMENT = {
    **os.environ,
    "DOTNET_CLI_USE_MSBUILD_SERVER": "0",
    "MSBUILDDISABLENODEREUSE": "1",
    "DOTNET_CLI_TELEMETRY_OPTOUT": "1",
    "DOTNET_NOLOGO": "1",
    "MSBUILDTERMINALLOGGER": "off",
}


class Cost(NamedTuple):
    """Seconds of wall and of CPU, and bytes."""

    wall: float
    cpu: float
    memory: float

    def less(self, other: Cost) -> Cost:
        return Cost(self.wall - other.wall, self.cpu - other.cpu, self.memory - other.memory)


def measure(words: list[str], folder: Path) -> Cost:
    begin = time.monotonic()
    with open(folder / "measured.log", "wb") as log:
        process = subprocess.Popen(words, cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(words)} failed in {folder}:\n{(folder / 'measured.log').read_text()[-4000:]}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def in_turns(runs: int, *measures) -> list[Cost]:
    """The median of each measure, each figure by itself. They take turns, so that what else the machine does hits all of them."""
    costs: list[list[Cost]] = [[] for _ in measures]
    for _ in range(runs):
        for one, own in zip(measures, costs):
            own.append(one())
    return [Cost(*(median(figures) for figures in zip(*own))) for own in costs]
