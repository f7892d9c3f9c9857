"""The work, which knows nothing of graphs: all ways run these two functions."""

import time


def parse_file(fn: str) -> tuple[list[float], list[float]]:
    """The items of a file, which are numbers, and the seconds that it takes to process each."""
    with open(fn) as lines:
        first, *rest = [line.split() for line in lines]
    time.sleep(float(first[0]))
    return [float(x) for x, _ in rest], [float(seconds) for _, seconds in rest]


def process_item(x: float, seconds: float) -> float:
    time.sleep(seconds)
    return x + 1
