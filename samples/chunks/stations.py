"""Temperatures by station: of one chunk, and of all of them together."""

import csv
import json

from taskgraph import inputs, outputs


def summarize(path: str, rows: int) -> None:
    """What can be put together later: count, sum, lowest and highest of each station. The arguments are members of the item."""
    stations: dict[str, list[float]] = {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            stations.setdefault(row["station"], []).append(float(row["temperature"]))
    summary = {name: [len(all), round(sum(all), 1), min(all), max(all)] for name, all in stations.items()}
    if sum(count for count, *_ in summary.values()) != rows:
        raise ValueError(f"{path} has not the {rows} rows that it should have")
    with open(outputs()[0], "w") as file:
        json.dump(summary, file)


def merge() -> None:
    stations: dict[str, list[list[float]]] = {}
    for path in inputs():
        with open(path) as file:
            for name, summary in json.load(file).items():
                stations.setdefault(name, []).append(summary)
    with open(outputs()[0], "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["station", "rows", "mean", "lowest", "highest"])
        for name, summaries in sorted(stations.items()):
            counts, sums, lowest, highest = zip(*summaries)
            row = [name, sum(counts), f"{sum(sums) / sum(counts):.3f}", min(lowest), max(highest)]
            table.writerow(row)
            print(*row)
