"""The third way: tasks from tasks. The node that reads a file adds those for its items itself, and gives its slot back while it waits for them."""

import json

from taskgraph import gather, inputs, map, outputs
from work import parse_file, process_item


def handle(fn: str) -> list[float]:
    return gather(map(process_item, *parse_file(fn), priority=1, up_to_date_check="Content"))


if __name__ == "__main__":
    files = [fn for fn in inputs() if fn.endswith(".txt")]
    with open(outputs()[0], "w") as out:
        json.dump(gather(map(handle, files, inputs=["{fn}", "work.py"])), out)
