"""The second way: a coroutine follows each file from its reading to the adding of its items."""

import asyncio
import json

from taskgraph import Future, inputs, map, outputs, submit
from work import parse_file, process_item


async def handle(fn: str) -> list[Future]:
    items = await submit(parse_file, fn, inputs=fn)
    return map(process_item, *items, priority=1, up_to_date_check="Content")


async def handle_all(files: list[str]) -> list[list[float]]:
    lists = await asyncio.gather(*[handle(fn) for fn in files])
    return [await asyncio.gather(*futures) for futures in lists]


with open(outputs()[0], "w") as out:
    json.dump(asyncio.run(handle_all([fn for fn in inputs() if fn.endswith(".txt")])), out)
