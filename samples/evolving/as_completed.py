"""The first way: whichever file is read first, its items are added first. They go before the files that still wait."""

import json

from taskgraph import as_completed, gather, inputs, map, outputs
from work import parse_file, process_item

files = [fn for fn in inputs() if fn.endswith(".txt")]
lists = map(parse_file, files, inputs="{fn}")
items = {}
for future in as_completed(lists):
    items[future] = map(process_item, *future.result(), priority=1, up_to_date_check="Content")

with open(outputs()[0], "w") as out:
    json.dump(gather([items[future] for future in lists]), out)
