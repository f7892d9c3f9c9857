"""Static graphs: builds with nothing to do, with one change, from nothing, and how well threads are kept busy. Each against its peers, in one run."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from graphs import Graph, bound, chain, fan, layered, sleeping
from peers import BareProject, BatchedExec, EmptyWorkflow, Idle, Make, Ninja, NodeFile, ParallelProjects, Peer, Sleeping, Targets, TaskGraph, check_same, installed
from processes import Cost, in_turns
from rows import Row

MS = 1e3
US = 1e6
MB = 1 / (1 << 20)
SIX = 6


def empty(folder: Path, runs: int) -> list[Row]:
    """What is there before the first node."""
    bare, workflow = (kind(Graph([]), folder / kind.name) for kind in (BareProject, EmptyWorkflow))
    for peer in (bare, workflow):
        peer.build()
    of_bare, of_workflow = in_turns(runs, bare.build, workflow.build)
    return [
        Row("bare project, no-op: wall", of_bare.wall * MS, "ms"),
        Row("empty workflow, no-op: wall", of_workflow.wall * MS, "ms"),
        Row("empty workflow over a bare project: CPU", of_workflow.cpu / of_bare.cpu, "times", 1.25),
    ]


def no_op(folder: Path, runs: int, count: int, literal: bool) -> list[Row]:
    """Nothing to do, and one source of the graph changed, then only its clock."""
    graph = layered(count)
    start = EmptyWorkflow(Graph([]), folder / f"{count}" / EmptyWorkflow.name)
    kinds = installed(NodeFile, Ninja, Make, *([TaskGraph, Idle] if literal else []))
    peers = {kind: kind(graph, folder / f"{count}" / kind.name) for kind in kinds}
    start.build()
    for peer in peers.values():
        peer.build()
        peer.build()
    check_same([peer for kind, peer in peers.items() if kind is not Idle])
    costs = dict(zip([EmptyWorkflow, *peers], in_turns(runs, start.build, *(peer.build for peer in peers.values()))))
    ours = costs[NodeFile].less(costs[EmptyWorkflow])
    rows = [Row(f"no-op, {count:,} nodes, NodeFile, less the empty workflow: wall", ours.wall * MS, "ms"), Row(f"no-op, {count:,} nodes: CPU", ours.cpu * MS, "ms")]
    for peer in (Ninja, Make):
        if peer in costs:
            rows.append(Row(f"no-op, {count:,} nodes: {peer.name}'s wall", costs[peer].wall * MS, "ms"))
    if Ninja in costs:
        rows.append(Row(f"no-op, {count:,} nodes: of ninja's wall", ours.wall / costs[Ninja].wall, "times", 1.0 if count >= 1_000 else None))
        rows.append(Row(f"no-op, {count:,} nodes: memory, of ninja's", ours.memory / costs[Ninja].memory, "times", 3.0 if count >= 100_000 else None))
    rows.append(Row(f"no-op, {count:,} nodes: memory over the empty workflow", ours.memory * MB, "MB"))
    rows.append(Row(f"no-op, {count:,} nodes: memory over the empty workflow", ours.memory / count, "bytes a node"))
    if literal:
        items = costs[TaskGraph].less(costs[Idle])
        alone = costs[EmptyWorkflow].wall - BareCost.of(folder, runs).wall
        rows.append(Row(f"no-op, {count:,} literal items, less the items alone and the empty workflow", (items.wall - alone) / count * US, "µs a node", 10 if count >= 1_000 else None))
    return rows


class BareCost:
    """The cost of a bare project, measured once a run of the bench."""

    _cost: Cost | None = None

    @classmethod
    def of(cls, folder: Path, runs: int) -> Cost:
        if cls._cost is None:
            bare = BareProject(Graph([]), folder / "bare")
            bare.build()
            (cls._cost,) = in_turns(runs, bare.build)
        return cls._cost


def changed(folder: Path, runs: int, count: int) -> list[Row]:
    """One source changes, of which about a hundred nodes are made; then only its clock."""
    graph = layered(count)
    node = min(range(count), key=lambda one: (abs(graph.after(one) - 100), one)) if count <= 10_000 else count - 1
    start = EmptyWorkflow(Graph([]), folder / "empty")
    peers = [kind(graph, folder / f"{count}" / kind.name) for kind in installed(NodeFile, Ninja)]
    for peer in (start, *peers):
        peer.build()
        peer.build()
    edits: Counter[Peer] = Counter()

    def edited(peer: Peer) -> Cost:
        edits[peer] += 1
        output = peer.folder / graph.output(node)
        before = output.read_bytes()
        (peer.folder / graph.source(node)).write_text(f"edited {edits[peer]}\n")
        cost = peer.build()
        if output.read_bytes() == before:
            raise SystemExit(f"{peer.name} left {graph.output(node)} as it was, although {graph.source(node)} had changed")
        return cost

    def touched(peer: Peer) -> Cost:
        before = peer.written()
        os.utime(peer.folder / graph.source(node))
        cost = peer.build()
        # Others go by the clock and write again what depends on it.
        if isinstance(peer, NodeFile) and (again := sorted(before.items() ^ peer.written().items())):
            raise SystemExit(f"{peer.name} wrote {again[0][0]} again, although only the clock of {graph.source(node)} had changed")
        return cost

    of_start, *others = in_turns(runs, start.build, *(lambda peer=peer, how=how: how(peer) for peer in peers for how in (edited, touched)))
    check_same(peers)
    ours = [cost.less(of_start) for cost in others[:2]]
    rows = [Row(f"one source of {count:,} changed, {graph.after(node)} nodes to run: wall", ours[0].wall * MS, "ms"), Row(f"its clock alone, of {count:,}: wall", ours[1].wall * MS, "ms")]
    if len(peers) > 1:
        rows += [
            Row(f"one source of {count:,} changed: of ninja's wall", ours[0].wall / others[2].wall, "times", 1.0),
            Row(f"its clock alone, of {count:,}: of ninja's wall", ours[1].wall / others[3].wall, "times", 1.0),
        ]
    return rows


class Cold(NamedTuple):
    """A graph to build from nothing, with the goals for make and for ninja, if there are any."""

    name: str
    graph: Graph
    of_make: float | None = None
    of_ninja: float | None = None


def cold(folder: Path, runs: int, one: Cold) -> list[Row]:
    name, graph = one.name, one.graph
    runs = 1 if len(graph) >= 100_000 else runs
    start = EmptyWorkflow(Graph([]), folder / name / EmptyWorkflow.name)
    peers = [kind(graph, folder / name / kind.name) for kind in installed(NodeFile, Make, Ninja)]
    start.build()
    of_start, ours, *others = in_turns(runs, start.build, *(peer.cold for peer in peers))
    check_same(peers)
    ours = ours.less(of_start)
    rows = [Row(f"cold, {name}: wall", ours.wall / len(graph) * US, "µs a node"), Row(f"cold, {name}: CPU", ours.cpu / len(graph) * US, "µs a node")]
    for peer, cost in zip(peers[1:], others):
        goal = one.of_make if isinstance(peer, Make) else one.of_ninja
        rows += [
            Row(f"cold, {name}: {peer.name}'s wall", cost.wall / len(graph) * US, "µs a node"),
            Row(f"cold, {name}: of {peer.name}'s wall", ours.wall / cost.wall, "times", goal),
            Row(f"cold, {name}: of {peer.name}'s CPU", ours.cpu / cost.cpu, "times", goal),
        ]
    return rows


def msbuild(folder: Path, runs: int, count: int) -> list[Row]:
    """MSBuild's own ways to do it, starts included on both sides."""
    graph = layered(count)
    peers = [kind(graph, folder / "msbuild" / kind.name) for kind in (NodeFile, BatchedExec, ParallelProjects, Targets)]
    ours, *others = in_turns(runs, *(peer.cold for peer in peers))
    check_same(peers)
    goals = {BatchedExec: 0.4, ParallelProjects: 0.4}
    return [Row(f"cold, {count:,}: of the wall of {peer.name}", ours.wall / cost.wall, "times", goals.get(type(peer))) for peer, cost in zip(peers[1:], others)]


def schedule(folder: Path, runs: int, count: int) -> list[Row]:
    """The second build of each knows how long the nodes took."""
    start = EmptyWorkflow(Graph([]), folder / "empty")
    start.build()
    rows = []
    for name, long_chain in (("layered", False), ("long chain last", True)):
        graph = sleeping(count, 7, long_chain)
        peer = Sleeping(graph, folder / name, SIX)
        peer.build()
        of_start, cost = in_turns(runs, start.build, peer.build)
        rows.append(Row(f"schedule, {count} sleeping nodes on six threads, {name}", (cost.wall - of_start.wall) / bound(graph, SIX), "of the bound", 1.02))
    return rows


def cold_graphs(sizes: list[int]) -> list[Cold]:
    graphs = [Cold(f"{count:,}", layered(count), *((1.0, 0.75) if count in (1_000, 10_000) else ())) for count in sizes]
    return [
        *graphs,
        Cold("1,000 with shell syntax", layered(1_000, shell=True), 1.0, 0.9),
        Cold("a chain of 1,000", chain(1_000), 1.0, 0.9),
        Cold("a fan of 1,000", fan(1_000), 1.0, 0.9),
    ]
