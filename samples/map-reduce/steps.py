"""What the nodes of both projects run. Where files lie only the projects say."""

import json
import time

import taskgraph


def write(value: object) -> None:
    with open(taskgraph.outputs()[0], "w") as file:
        json.dump(value, file)


def gen_data(count: int) -> None:
    write(list(range(count)))


def transform(raw_data: int) -> int:
    return raw_data + 100


def compute(transformed: int, multiplier: int, seconds: float) -> None:
    """Sleeps instead of sharing real work among its processors."""
    cpus = taskgraph.cpus()
    print(f"{cpus} processors, {seconds / cpus:.2f} s")
    time.sleep(seconds / cpus)
    write(transformed * multiplier)


def reduce() -> None:
    results = []
    for path in taskgraph.inputs():
        with open(path) as file:
            results.append(json.load(file))
    print(f"results: {results}, together {sum(results)}")
    write(results)
