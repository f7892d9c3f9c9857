"""The same graph written for each tool, and how each is told to build it."""

from __future__ import annotations

import json
import shutil
from abc import ABC, abstractmethod
from pathlib import Path
from xml.sax.saxutils import quoteattr

import missing
from builds import ROOT
from graphs import Graph
from processes import LOG, Cost, measure
from programs import program

THREADS = 2


class Peer(ABC):
    """A tool with a graph in a folder of its own."""

    name: str
    program: str
    made: tuple[str, ...] = ("out", "obj")
    turns = 0

    def __init__(self, graph: Graph, folder: Path, threads: int = THREADS) -> None:
        self.graph, self.folder, self.threads = graph, folder, threads
        folder.mkdir(parents=True)
        (folder / "src").mkdir()
        (folder / "out").mkdir()
        shutil.copy2(program("mix"), folder / "mix")
        for node in range(len(graph)):
            (folder / graph.source(node)).write_bytes(graph.content(node))
        self.write()

    @abstractmethod
    def write(self) -> None: ...

    @property
    @abstractmethod
    def words(self) -> list[str]: ...

    def build(self) -> Cost:
        return measure(self.words, self.folder)

    def clean(self) -> None:
        """As in a fresh clone. Moved away and not deleted: ext4 looks for minutes past each file that was deleted just now whenever one is made, which costs who makes most."""
        self.turns += 1
        for name in self.made:
            path = self.folder / name
            if path.exists():
                path.rename(self.folder / f"{name.strip('.')}.{self.turns}")
        (self.folder / "out").mkdir()

    def cold(self) -> Cost:
        self.clean()
        return self.build()

    def outputs(self) -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in (self.folder / "out").iterdir()}

    def written(self) -> dict[str, int]:
        """When each output was written last, in nanoseconds."""
        return {f"out/{file.name}": file.stat().st_mtime_ns for file in (self.folder / "out").iterdir()}


class Ninja(Peer):
    name, program = "ninja", "ninja"
    made = ("out", ".ninja_log", ".ninja_deps")

    def write(self) -> None:
        lines = ["rule run", "  command = $c"]
        for node in range(len(self.graph)):
            lines += [f"build {self.graph.output(node)}: run {' '.join(self.graph.inputs(node))}", f"  c = {self.graph.command(node)}"]
        (self.folder / "build.ninja").write_text("\n".join(lines) + "\n")

    words = property(lambda self: ["ninja", "--quiet", f"-j{self.threads}"])


class Make(Peer):
    name, program = "make", "make"

    def write(self) -> None:
        graph = self.graph
        lines = ["MAKEFLAGS += --no-builtin-rules", "all: " + " ".join(map(graph.output, range(len(graph))))]
        for node in range(len(graph)):
            lines += [f"{graph.output(node)}: {' '.join(graph.inputs(node))}", f"\t@{graph.command(node)}"]
        (self.folder / "Makefile").write_text("\n".join(lines) + "\n")

    words = property(lambda self: ["make", "--silent", f"-j{self.threads}"])


class DotNet(Peer):
    """What `dotnet build` builds."""

    program = "dotnet"

    def project(self, content: str) -> None:
        (self.folder / "graph.proj").write_text(content)

    words = property(lambda self: ["dotnet", "build", "graph.proj", "-v:q", "--nologo", f"-m:{self.threads}"])


class TaskGraph(DotNet):
    name = "TaskGraph, items"

    def write(self) -> None:
        graph = self.graph
        self.project(workflow("\n".join(
            f'    <Node Include="n{node}" Command={quoteattr(with_placeholders(graph))} Inputs="{";".join(graph.inputs(node))}" Outputs="{graph.output(node)}" />'
            for node in range(len(graph)))))


class Sleeping(TaskGraph):
    """Nodes without files: the edges are said."""

    name = "TaskGraph, sleeping"

    def write(self) -> None:
        self.project(workflow("\n".join(
            f'    <Node Include="n{node}" Command="{self.graph.command(node)}" DependsOn="{";".join(f"n{other}" for other in self.graph.dependencies[node])}" UpToDateCheck="Always" />'
            for node in range(len(self.graph)))))


class Idle(TaskGraph):
    """The same items, in a project that does nothing with them: what reading them costs."""

    name = "the same items alone"

    def project(self, content: str) -> None:
        items = content[content.index("  <ItemGroup>"):content.index("  </ItemGroup>")]
        super().project(f'<Project>\n{items}  </ItemGroup>\n  <Target Name="Build" />\n</Project>\n')


class NodeFile(TaskGraph):
    name = "TaskGraph, NodeFile"

    def write(self) -> None:
        write_node_file(self.graph, self.folder / "graph.jsonl")
        self.project(workflow('    <NodeFile Include="graph.jsonl" />'))


class Clone(NodeFile):
    """With a cache, if one is named, and what the build says of itself at its end."""

    name = "TaskGraph, a clone"

    def __init__(self, graph: Graph, folder: Path, cache: str = "") -> None:
        self.cache = cache
        super().__init__(graph, folder)

    words = property(lambda self: ["dotnet", "build", "graph.proj", "-v:m", "--nologo", f"-m:{self.threads}", f"-p:TaskGraphCache={self.cache.replace(';', '%3B')}"])

    def said(self) -> str:
        return (self.folder / LOG).read_text()


class EmptyWorkflow(DotNet):
    name = "empty workflow"

    def write(self) -> None:
        self.project(workflow(""))


class BareProject(DotNet):
    name = "bare project"

    def write(self) -> None:
        self.project('<Project>\n  <Target Name="Build" />\n</Project>\n')


class Targets(DotNet):
    """A target a node, with Inputs and Outputs: what MSBuild itself has for it. One after the other."""

    name = "MSBuild targets"

    def write(self) -> None:
        graph = self.graph
        targets = "\n".join(
            f'  <Target Name="n{node}" DependsOnTargets="{";".join(f"n{other}" for other in graph.dependencies[node])}" Inputs="{";".join(graph.inputs(node))}" '
            f'Outputs="{graph.output(node)}"><Exec Command={quoteattr(graph.command(node))} /></Target>'
            for node in range(len(graph)))
        every = ";".join(f"n{node}" for node in range(len(graph)))
        self.project(f'<Project DefaultTargets="Build">\n{targets}\n  <Target Name="Build" DependsOnTargets="{every}" />\n</Project>\n')


class BatchedExec(DotNet):
    """One Exec over all nodes, in their order: no graph, no parallelism, always again."""

    name = "batched Exec"

    def write(self) -> None:
        items = "\n".join(f"    <Step Include={quoteattr(self.graph.command(node))} />" for node in range(len(self.graph)))
        self.project(f'<Project>\n  <ItemGroup>\n{items}\n  </ItemGroup>\n  <Target Name="Build"><Exec Command="%(Step.Identity)" /></Target>\n</Project>\n')


class ParallelProjects(DotNet):
    """The idiom for scripts in parallel: a project with a global property for each, level by level."""

    name = "parallel MSBuild task"

    def write(self) -> None:
        (self.folder / "one.proj").write_text('<Project>\n  <Target Name="Build"><Exec Command="$(Script)" /></Target>\n</Project>\n')
        calls = []
        for number, level in enumerate(self.graph.levels()):
            items = "".join(f'<L{number} Include="one.proj"><AdditionalProperties>Script={escape(self.graph.command(node))}</AdditionalProperties></L{number}>' for node in level)
            calls.append(f'    <ItemGroup>{items}</ItemGroup>\n    <MSBuild Projects="@(L{number})" BuildInParallel="true" />')
        self.project('<Project>\n  <Target Name="Build">\n' + "\n".join(calls) + "\n  </Target>\n</Project>\n")


def with_placeholders(graph: Graph) -> str:
    return graph.line("{inputs}", "{outputs}")


def write_node_file(graph: Graph, file: Path) -> None:
    with open(file, "w") as lines:
        for node in range(len(graph)):
            lines.write(json.dumps({"Name": f"n{node}", "Command": with_placeholders(graph), "Inputs": graph.inputs(node), "Outputs": [graph.output(node)]}) + "\n")


def escape(command: str) -> str:
    return command.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace(";", "%3B")


def workflow(items: str) -> str:
    return f'<Project>\n  <Import Project="{ROOT}/Sdk.props" />\n  <PropertyGroup><Checkout>{ROOT}/</Checkout></PropertyGroup>\n  <ItemGroup>\n{items}\n  </ItemGroup>\n  <Import Project="{ROOT}/Sdk.targets" />\n</Project>\n'


def installed(*kinds: type[Peer]) -> list[type[Peer]]:
    """Those that are there; a word for each that is not."""
    there = []
    for kind in kinds:
        if shutil.which(kind.program):
            there.append(kind)
        else:
            missing.note(kind.name, f"there is no '{kind.program}' in PATH")
    return there


def check_same(peers: list[Peer]) -> None:
    """Every tool must have made the same files."""
    first = peers[0].outputs()
    for peer in peers[1:]:
        own = peer.outputs()
        if own != first:
            differing = sorted(name for name in first.keys() | own.keys() if first.get(name) != own.get(name))
            raise SystemExit(f"{peer.name} and {peers[0].name} differ in {len(differing)} files, {differing[0]} the first")
