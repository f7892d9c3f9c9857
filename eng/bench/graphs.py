"""Graphs to measure on: which nodes there are and what each reads, the same for every tool."""

from __future__ import annotations

import random
from dataclasses import dataclass, field


@dataclass
class Graph:
    """Nodes by number, in an order in which each comes after what it depends on. A node reads the outputs of these and a source of its own, and writes one output."""

    dependencies: list[list[int]]
    shell: bool = False
    seconds: list[float] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.dependencies)

    def source(self, node: int) -> str:
        return f"src/{node}"

    def content(self, node: int) -> bytes:
        """Of its source."""
        return f"source {node}\n".encode()

    def output(self, node: int) -> str:
        return f"out/{node}"

    def inputs(self, node: int) -> list[str]:
        return [self.source(node), *map(self.output, self.dependencies[node])]

    def command(self, node: int) -> str:
        if self.seconds:
            return f"sleep {self.seconds[node]:.3f}"
        return self.line(" ".join(self.inputs(node)), self.output(node))

    def line(self, inputs: str, output: str) -> str:
        """The command over any names, or over what stands for them."""
        return f"./mix - {inputs} > {output}" if self.shell else f"./mix {output} {inputs}"

    def levels(self) -> list[list[int]]:
        """The nodes by the length of the longest path to them."""
        depth = [0] * len(self)
        levels: list[list[int]] = []
        for node, before in enumerate(self.dependencies):
            depth[node] = 1 + max((depth[other] for other in before), default=-1)
            if depth[node] == len(levels):
                levels.append([])
            levels[depth[node]].append(node)
        return levels

    def after(self, first: int) -> int:
        """How many nodes depend on one, directly or not, itself counted."""
        reached = {first}
        for node, before in enumerate(self.dependencies):
            if not reached.isdisjoint(before):
                reached.add(node)
        return len(reached)


def layered(count: int, seed: int = 1, width: int | None = None, shell: bool = False) -> Graph:
    """Layers of equal width; a node has three dependencies on average, from the two layers before its own."""
    chance = random.Random(seed)
    width = width or max(1, round(count**0.5))
    nodes: list[list[int]] = []
    for node in range(count):
        start = node // width * width
        candidates = range(max(0, start - 2 * width), start)
        wanted = min(len(candidates), chance.randint(1, 5))
        nodes.append(sorted(chance.sample(candidates, wanted)))
    return Graph(nodes, shell)


def chain(count: int, shell: bool = False) -> Graph:
    return Graph([[node - 1] if node else [] for node in range(count)], shell)


def fan(count: int, shell: bool = False) -> Graph:
    """One node, many that depend on it, and one that depends on all of these."""
    return Graph([[], *([0] for _ in range(count - 2)), list(range(1, count - 1))], shell)


def sleeping(count: int, seed: int, long_chain: bool) -> Graph:
    """Nodes that only sleep. With a long chain, its nodes are declared last, and alone would take as long as a sixth of all work."""
    chance = random.Random(seed)
    if not long_chain:
        graph = layered(count, seed, width=20)
        graph.seconds = [chance.uniform(0.02, 0.2) for _ in range(count)]
        return graph
    links = count // 5
    short = count - links
    nodes: list[list[int]] = [[] for _ in range(short)]
    nodes += [[short + link - 1] if link else [] for link in range(links)]
    seconds = [chance.uniform(0.02, 0.2) for _ in range(short)]
    each = sum(seconds) / 5 / links
    return Graph(nodes, seconds=seconds + [each] * links)


class Copies(Graph):
    """Nodes without dependencies, each of which copies its source of ten thousand random bytes."""

    def __init__(self, count: int, seed: int = 1) -> None:
        super().__init__([[] for _ in range(count)])
        chance = random.Random(seed)
        self.contents = [chance.randbytes(10_000) for _ in range(count)]

    def content(self, node: int) -> bytes:
        return self.contents[node]

    def line(self, inputs: str, output: str) -> str:
        return f"cp {inputs} {output}"


def bound(graph: Graph, threads: int) -> float:
    """No schedule is shorter than the longest path, or than all of the work shared evenly."""
    end = [0.0] * len(graph)
    for node, before in enumerate(graph.dependencies):
        end[node] = graph.seconds[node] + max((end[other] for other in before), default=0.0)
    return max(max(end), sum(graph.seconds) / threads)
