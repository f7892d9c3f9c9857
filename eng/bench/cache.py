"""The action cache: what keeping results adds to a build from nothing, and what a second clone costs that finds them, over copying its outputs and a build with nothing to do."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from statistics import median

import calls
from graphs import Copies
from nginx import serving
from peers import Clone
from processes import Cost, measure
from rows import Row

MS = 1e3
US = 1e6
OFF, FOLDER, SERVER, BOTH = "nothing", "a folder", "nginx", "nginx through an empty folder"
OF_RUNNING = 1.05
GOALS = {FOLDER: 1.5, SERVER: 3.0}


def cache(folder: Path, runs: int, count: int) -> list[Row]:
    """What the server itself uses is in no figure of CPU: it is none of the build's processes."""
    graph = Copies(count)
    with serving(folder / "nginx") as server:
        turns = [Turn(graph, folder / f"turn-{number}", server, number) for number in range(max(runs, 5))]
        return [*from_nothing(turns, count), *second_clone(turns, count), *system_calls(turns[-1], count)]


def from_nothing(turns: list[Turn], count: int) -> list[Row]:
    name = f"cache, {count:,} copies of 10 kB from nothing"
    rows = [Row(f"{name}: wall", over(turns, lambda turn: turn.cold[OFF].wall * MS), "ms"), Row(f"{name}: CPU", over(turns, lambda turn: turn.cold[OFF].cpu * MS), "ms")]
    for kind in turns[0].caches:
        if kind == OFF:
            continue
        rows += [
            Row(f"{name}, filling {kind}: of the wall without", over(turns, lambda turn: turn.cold[kind].wall / turn.cold[OFF].wall), "times", OF_RUNNING),
            Row(f"{name}, filling {kind}: of the CPU without", over(turns, lambda turn: turn.cold[kind].cpu / turn.cold[OFF].cpu), "times", OF_RUNNING),
            Row(f"{name}, filling {kind}: wall beyond that without", over(turns, lambda turn: turn.cold[kind].less(turn.cold[OFF]).wall / count * US), "µs a node"),
            Row(f"{name}, filling {kind}: CPU beyond that without", over(turns, lambda turn: turn.cold[kind].less(turn.cold[OFF]).cpu / count * US), "µs a node"),
        ]
    return rows


def second_clone(turns: list[Turn], count: int) -> list[Row]:
    name = f"cache, {count:,} copies of 10 kB"
    rows = [Row(f"{name}, nothing to do: wall", over(turns, lambda turn: turn.no_op.wall * MS), "ms"), Row(f"{name}, cp -r of the outputs: wall", over(turns, lambda turn: turn.copy.wall * MS), "ms")]
    for kind in turns[0].second:
        one = f"{name}, a second clone from {kind}"
        rows += [
            Row(f"{one}: wall", over(turns, lambda turn: turn.second[kind].wall * MS), "ms"),
            Row(f"{one}: of cp -r and nothing to do", over(turns, lambda turn: turn.second[kind].wall / (turn.copy.wall + turn.no_op.wall)), "times", GOALS.get(kind)),
            Row(f"{one}: of running", over(turns, lambda turn: turn.second[kind].wall / turn.cold[OFF].wall), "times"),
            Row(f"{one}: wall beyond nothing to do", over(turns, lambda turn: turn.second[kind].less(turn.no_op).wall / count * US), "µs a node"),
            Row(f"{one}: CPU beyond nothing to do", over(turns, lambda turn: turn.second[kind].less(turn.no_op).cpu / count * US), "µs a node"),
        ]
    return rows


def system_calls(turn: Turn, count: int) -> list[Row]:
    """Those of all processes of a build, beyond one with nothing to do; once, since they hardly differ."""
    if not calls.can_count():
        return []
    idle = calls.count(turn.built.words, turn.built.folder)
    rows = []
    for kind, cache in turn.full().items():
        clone = turn.clone(cache)
        made = calls.count(clone.words, clone.folder)
        turn.check(clone, "from cache")
        rows.append(Row(f"cache, {count:,} copies of 10 kB, a second clone from {kind}: system calls beyond nothing to do", (made - idle) / count, "a node"))
    return rows


def over(turns: list[Turn], figure: Callable[[Turn], float]) -> float:
    """Of what was measured one after the other, and then the median: what else the machine does changes from turn to turn."""
    return median(figure(turn) for turn in turns)


class Turn:
    """Everything once, each in folders of its own: clones that fill a cache, and clones that find it full."""

    def __init__(self, graph: Copies, folder: Path, server: str | None, number: int) -> None:
        folder.mkdir()
        self.graph, self.folder = graph, folder
        self.folders = (folder / f"clone-{clone}" for clone in itertools.count())
        self.caches = {OFF: "", FOLDER: str(folder / "cache")}
        if server is not None:
            self.caches[SERVER] = f"{server}/{folder.name}"
        clones = {kind: self.clone(cache) for kind, cache in self.caches.items()}
        self.built = clones[OFF]
        # Another one is the first in each turn.
        kinds = [*clones][number % len(clones):] + [*clones][:number % len(clones)]
        self.cold = {kind: self.build(clones[kind], "executed") for kind in kinds}
        # What was written just now is looked at once more.
        self.built.build()
        self.no_op = self.build(self.built, "up to date")
        self.copy = measure(["cp", "-r", "out", "copied"], self.built.folder)
        self.second = {kind: self.build(self.clone(cache), "from cache") for kind, cache in self.full().items()}

    def full(self) -> dict[str, str]:
        """The caches that have everything; of both, the folder has nothing and is new each time."""
        full = {kind: cache for kind, cache in self.caches.items() if kind != OFF}
        if SERVER in full:
            full[BOTH] = f"{next(self.folders)}.cache;{full[SERVER]}"
        return full

    def clone(self, cache: str) -> Clone:
        return Clone(self.graph, next(self.folders), cache)

    def build(self, clone: Clone, outcome: str) -> Cost:
        cost = clone.build()
        self.check(clone, outcome)
        return cost

    def check(self, clone: Clone, outcome: str) -> None:
        """A figure counts only if every node ended as it should, and every output is its source again."""
        if f" {len(self.graph)} {outcome}" not in clone.said():
            raise SystemExit(f"Not all {len(self.graph)} nodes were {outcome} in {clone.folder}:\n{clone.said()[-4000:]}")
        if clone.outputs() != {str(node): content for node, content in enumerate(self.graph.contents)}:
            raise SystemExit(f"The outputs in {clone.folder} are not what was copied")
