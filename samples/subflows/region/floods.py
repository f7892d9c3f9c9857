"""One region: how high its river stands, day by day, and in how many days of a hundred years it floods."""

import json
import random

from taskgraph import inputs, outputs


def write(value: object) -> None:
    with open(outputs()[0], "w") as file:
        json.dump(value, file)


def river(region: str) -> None:
    chance = random.Random(region)
    write({"mean": chance.uniform(2, 3), "spread": chance.uniform(0.5, 0.8), "dam": 4.5})


def simulate(seed: int, years: int) -> None:
    with open(inputs()[0]) as file:
        river = json.load(file)
    chance = random.Random(seed)
    flooded = sum(chance.gauss(river["mean"], river["spread"]) > river["dam"] for _ in range(365 * years))
    write(flooded * 100 / years)


def mean(region: str) -> None:
    days = []
    for path in inputs():
        with open(path) as file:
            days.append(json.load(file))
    write({"region": region, "days": sum(days) / len(days)})
