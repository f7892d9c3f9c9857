"""Parts of a build by themselves: the engine without processes, processes without the engine, and what lies between one node's end and the next one's start."""

from __future__ import annotations

import itertools
import json
import subprocess
from pathlib import Path
from statistics import median
from typing import NamedTuple

from graphs import Graph, chain, layered
from peers import EmptyWorkflow, NodeFile, write_node_file
from processes import ENVIRONMENT, Cost, in_turns
from programs import dotnet_program, program
from rows import Row

US = 1e6
WARM_UP = 4


def engine(folder: Path, runs: int, count: int) -> list[Row]:
    """Graph, plan and runner, with an executor that ends each node at once and no disk. All runs in one process, the first ones for the compiler."""
    write_node_file(layered(count), folder / "graph.jsonl")
    lines = run_in(folder, [*dotnet_program("engine"), "graph.jsonl", str(WARM_UP + max(runs, 5))]).splitlines()
    costs = [json.loads(line) for line in lines]
    first, later = costs[0], costs[WARM_UP:]

    def of(*names: str) -> float:
        return median(sum(cost[name] for name in names) for cost in later)

    name = f"engine, {count:,} nodes"
    return [
        Row(f"{name}: graph, plan and run", of("Build", "Plan", "Run"), "µs a node", 10),
        Row(f"{name}: the run alone", of("Run"), "µs a node"),
        Row(f"{name}: building the graph", of("Build"), "µs a node"),
        Row(f"{name}: the same three, the first time in a process", sum(first[part] for part in ("Build", "Plan", "Run")), "µs a node"),
        Row(f"{name}: reading the node file before", of("Read"), "µs a node"),
        Row(f"{name}: memory that graph, plan and runner keep", of("LiveGraph", "LivePlan"), "bytes a node", 500),
        Row(f"{name}: memory that the declared nodes keep", of("LiveNodes"), "bytes a node"),
        Row(f"{name}: allocated, building the graph", of("AllocatedBuild"), "bytes a node"),
        Row(f"{name}: allocated, the run", of("AllocatedRun"), "bytes a node"),
    ]


class SpawnCost(NamedTuple):
    """Microseconds a process: of wall, and of CPU of the one who starts."""

    wall: float
    cpu: float


class Starts:
    """Commands in a folder, started without a graph."""

    def __init__(self, folder: Path, commands: list[str]) -> None:
        self.folder = folder
        (folder / "commands").write_text("".join(f"{command}\n" for command in commands))
        self.own = dotnet_program("spawn")
        self.turn = itertools.count()

    def measure(self, way: str, at_once: int) -> SpawnCost:
        """The file of each output is new, in a new folder, as a node's is."""
        logs = f"logs.{next(self.turn)}"
        (self.folder / logs).mkdir()
        words = (str(program("spawn")),) if way in ("posix_spawn", "vfork") else self.own
        wall, cpu = run_in(self.folder, [*words, way, str(at_once), "commands", logs]).split()
        return SpawnCost(float(wall), float(cpu))


def spawn(folder: Path, runs: int, count: int) -> list[Row]:
    """The floor of starting a process, ours and .NET's. Start, wait, output taken into a file."""
    (folder / "src").mkdir()
    (folder / "src/0").write_text("source 0\n")
    (folder / "mix").symlink_to(program("mix"))
    starts = Starts(folder, ["./mix - src/0"] * count)
    ways = {"posix_spawn": "C, posix_spawn", "vfork": "C, vfork", "own": "ours", "portable": ".NET's Process.Start"}
    rows = []
    for at_once, name in ((1, "one at a time"), (2, "two at a time")):
        costs = dict(zip(ways, by_median(runs, *(lambda way=way: starts.measure(way, at_once) for way in ways))))
        for way, words in ways.items():
            rows.append(Row(f"start, {name}, {words}: wall", costs[way].wall, "µs a process"))
            rows.append(Row(f"start, {name}, {words}: CPU of who starts", costs[way].cpu, "µs a process"))
        for way in ("own", "portable"):
            rows.append(Row(f"start, {name}, {ways[way]}: of the wall of C's posix_spawn", costs[way].wall / costs["posix_spawn"].wall, "times"))
    return rows


def latency(folder: Path, runs: int, count: int) -> list[Row]:
    """From one node's end to the next one's start: a chain's whole time over that of the same commands, started one after the other without a graph."""
    graph = chain(count)
    start = EmptyWorkflow(Graph([]), folder / EmptyWorkflow.name)
    built, bare = (NodeFile(graph, folder / name) for name in ("built", "bare"))
    commands = Starts(bare.folder, [graph.command(node) for node in range(count)])
    start.build()

    def started(way: str) -> Cost:
        bare.clean()
        cost = commands.measure(way, 1)
        return Cost(cost.wall / US * count, cost.cpu / US * count, 0)

    of_start, ours, floor, own = in_turns(runs, start.build, built.cold, lambda: started("posix_spawn"), lambda: started("own"))
    if built.outputs() != bare.outputs():
        raise SystemExit("The chain made other files than the same commands without it.")
    node = ours.less(of_start).wall / count * US
    bare_start, own_start = floor.wall / count * US, own.wall / count * US
    name = f"latency, a chain of {count:,}"
    return [
        Row(f"{name}: wall", node, "µs a node"),
        Row(f"{name}: a bare start of C", bare_start, "µs"),
        Row(f"{name}: a bare start of ours", own_start, "µs"),
        Row(f"{name}: from an end to the next start, over a bare start of C", (node - bare_start) / 1e3, "ms", 0.2),
        Row(f"{name}: from an end to the next start, over a bare start of ours", (node - own_start) / 1e3, "ms"),
    ]


def by_median(runs: int, *measures) -> list[SpawnCost]:
    """As in_turns, of what tells its cost itself."""
    costs: list[list[SpawnCost]] = [[] for _ in measures]
    for _ in range(runs):
        for measure, own in zip(measures, costs):
            own.append(measure())
    return [SpawnCost(*(median(figures) for figures in zip(*own))) for own in costs]


def run_in(folder: Path, words: list[str]) -> str:
    done = subprocess.run(words, cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed in {folder}")
    return done.stdout
