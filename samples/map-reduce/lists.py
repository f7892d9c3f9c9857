"""What comes before the map and after it."""

import json

import taskgraph


def gen_data(count: int) -> None:
    with open(taskgraph.outputs()[0], "w") as file:
        json.dump(list(range(count)), file)


def reduce() -> None:
    results = []
    for path in taskgraph.inputs():
        with open(path) as file:
            results.append(json.load(file))
    print(f"results: {results}, together {sum(results)}")
    with open(taskgraph.outputs()[0], "w") as file:
        json.dump(results, file)
