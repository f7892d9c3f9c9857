"""The two steps for one entry."""

import json
import time

import taskgraph


def transform(raw_data: int) -> int:
    return raw_data + 100


def compute(transformed: int, multiplier: int, seconds: float) -> None:
    """Sleeps instead of sharing real work among its processors."""
    cpus = taskgraph.cpus()
    print(f"{cpus} processors, {seconds / cpus:.2f} s")
    time.sleep(seconds / cpus)
    with open(taskgraph.outputs()[0], "w") as file:
        json.dump(transformed * multiplier, file)
