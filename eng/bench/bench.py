"""Measures this checkout beside its peers: `python3 eng/bench/bench.py [NAME…] [--runs 3] [--json results.json]`; docs/performance.md says what each name measures.

Each figure is the median of several runs. What is compared runs in turns. The start of dotnet is measured beside it, as a build with nothing to do, and taken off.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import cache
import missing
import parts
import speed
from builds import ROOT, Workflow, build_tasks, over
from making import alone
from programs import compile_programs
from rows import Row, table

HERE = Path(__file__).resolve().parent


def growth(folder: Path, runs: int, count: int) -> list[Row]:
    workflow = Workflow(HERE / "growth", folder)
    rows = []
    for client in ("batches", "submit"):
        none, many = over(runs, lambda: workflow.rebuild(Client=client, Count=0), lambda: workflow.rebuild(Client=client, Count=count))
        rows.append(Row(f"growth: {count} children, {client}", (many - none) / count * 1e6, "µs a child", 50))
    return rows


def map_reduce(folder: Path, runs: int) -> list[Row]:
    workflow = Workflow(HERE / "map-reduce", folder)
    rows = []
    for kind in ("command", "workflow"):
        empty, wall = over(runs, lambda: workflow.rebuild(Kind=kind, Nodes="list"), lambda: workflow.rebuild(Kind=kind, TaskGraphThreads=6))
        rows.append(Row(f"map-reduce: six of 1 s, {kind}", wall - empty, "s", 1.05))
    return rows


def evolving(folder: Path, runs: int, threads: int) -> list[Row]:
    workflow = Workflow(ROOT / "samples/evolving", folder)
    workflow.build(Nodes="files")
    files = sorted((workflow.folder / "bin/files").iterdir())
    bound = lower_bound(files, threads)
    with_dask = has_dask()
    if not with_dask:
        missing.note("Dask", "this Python has no module 'distributed'")
    rows = [Row(f"evolving: lower bound, {threads} threads", bound, "s")]
    for way in ("as_completed", "with_async", "from_tasks"):
        def grown() -> float:
            workflow.rebuild(Nodes="files")
            return workflow.build(Nodes=way, Way=way, TaskGraphThreads=threads)

        start, wall = over(runs, lambda: workflow.build(Nodes="files"), grown)
        rows.append(Row(f"evolving: {way}", (wall - start) / bound, "of the bound", 1.03))
        if with_dask:
            rows.append(Row(f"evolving: {way}, Dask", over(runs, lambda: dask(way, threads, workflow, files))[0] / bound, "of the bound"))
    return rows


def lower_bound(files: list[Path], threads: int) -> float:
    """No schedule is shorter than all of the work shared evenly, or than a file and its longest item."""
    work = longest = 0.0
    for file in files:
        first, *items = [float(line.split()[-1]) for line in file.read_text().splitlines()]
        work += first + sum(items)
        longest = max(longest, first + max(items))
    return max(longest, work / threads)


def has_dask() -> bool:
    return subprocess.run([sys.executable, "-c", "import distributed"], stderr=subprocess.DEVNULL).returncode == 0


def dask(way: str, threads: int, workflow: Workflow, files: list[Path]) -> float:
    words = [sys.executable, str(HERE / "evolving/dask_ways.py"), way, str(threads), *map(str, files)]
    return float(subprocess.run(words, cwd=workflow.folder, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout)


def python_start(runs: int) -> Row:
    """What every Python node costs before it does anything; a launcher in PATH may make it many times that of Python itself."""
    import time

    def start() -> float:
        begin = time.monotonic()
        subprocess.run(["python3", "-c", "0"], check=True)
        return time.monotonic() - begin

    return Row("start of python3", over(max(runs, 5), start)[0] * 1e3, "ms")


def at_least_one(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"at least 1, and not '{word}'")
    return int(word)


def cannot_write(file: Path) -> str | None:
    """Why a file could not be written, as far as it shows beforehand."""
    if not file.parent.is_dir():
        return f"there is no folder '{file.parent}'"
    if file.is_dir():
        return f"'{file}' is a folder"
    return None if os.access(file if file.exists() else file.parent, os.W_OK) else f"'{file}' may not be written"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", metavar="NAME", help="empty, no-op, changed, cold, msbuild, engine, spawn, latency, schedule, cache, growth, map-reduce, evolving; all of them by default")
    parser.add_argument("--runs", type=at_least_one, default=3)
    parser.add_argument("--children", type=at_least_one, default=10_000)
    parser.add_argument("--copies", type=at_least_one, default=1_000, help="nodes of cache")
    parser.add_argument("--threads", type=at_least_one, default=6, help="of evolving")
    parser.add_argument("--json", type=Path, help="where the figures go as well")
    parser.add_argument("--small", action="store_true", help="nothing of 10,000 or 100,000 nodes")
    given = parser.parse_args()
    runs = given.runs
    sizes = [100, 1_000] if given.small else [100, 1_000, 10_000, 100_000]
    benches = {
        "empty": lambda folder: speed.empty(folder, runs),
        "no-op": lambda folder: [row for count in sizes for row in speed.no_op(folder, runs, count, literal=count <= 10_000)],
        "changed": lambda folder: speed.changed(folder, runs, min(10_000, sizes[-1])),
        "cold": lambda folder: [row for one in speed.cold_graphs(sizes) for row in speed.cold(folder, runs, one)],
        "msbuild": lambda folder: speed.msbuild(folder, runs, 1_000),
        "engine": lambda folder: parts.engine(folder, runs, sizes[-1]),
        "spawn": lambda folder: parts.spawn(folder, runs, 500 if given.small else 3_000),
        "latency": lambda folder: parts.latency(folder, runs, min(10_000, sizes[-1])),
        "schedule": lambda folder: speed.schedule(folder, runs, 200),
        "cache": lambda folder: cache.cache(folder, runs, given.copies),
        "growth": lambda folder: growth(folder, given.runs, given.children),
        "map-reduce": lambda folder: map_reduce(folder, given.runs),
        "evolving": lambda folder: evolving(folder, given.runs, given.threads),
    }
    unknown = [name for name in given.what if name not in benches]
    if unknown:
        parser.error(f"there is no '{unknown[0]}'")
    if given.json and (why := cannot_write(given.json)):
        parser.error(f"argument --json: {why}")

    try:
        with alone():
            build_tasks()
            compile_programs()
            measure({name: benches[name] for name in given.what or benches}, runs, given.json)
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        sys.exit(130)


def measure(benches: dict[str, Callable[[Path], list[Row]]], runs: int, json_file: Path | None) -> None:
    """One after the other. What was measured is told also if a later one fails."""
    load = os.getloadavg()[0]
    rows: list[Row] = []
    # Nothing is deleted before all is measured: for minutes afterwards, new files would cost several times as much (see Peer.clean).
    # What was interrupted may still write while its folder is deleted.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        left = list(benches)
        try:
            rows.append(python_start(runs))
            for name, bench in benches.items():
                (Path(folder) / name).mkdir()
                rows += bench(Path(folder) / name)
                left.remove(name)
                if json_file:
                    keep(rows, load, runs, left, json_file)
        finally:
            tell(rows, load, runs, left)


def tell(rows: list[Row], load: float, runs: int, left: list[str]) -> None:
    print(f"{os.cpu_count()} processors, load {load:.1f} before and {os.getloadavg()[0]:.1f} after, median of {runs}\n")
    print(table(rows))
    for name, why in missing.noted().items():
        print(f"\n{name} is not measured: {why}")
    if left:
        print(f"\nNot measured to the end: {', '.join(left)}")
    sys.stdout.flush()


def keep(rows: list[Row], load: float, runs: int, left: list[str], file: Path) -> None:
    """The figures so far, and which names are still to be measured."""
    figures = [{**row._asdict(), "verdict": row.verdict} for row in rows]
    report = {"processors": os.cpu_count(), "load": [load, os.getloadavg()[0]], "runs": runs, "figures": figures, "missing": missing.noted(), "left": left}
    file.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
