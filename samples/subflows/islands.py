"""Starts a flow for each island of the list, all at once, and takes each when it has ended, whichever is first."""

import json

from taskgraph import as_completed, outputs, parameters, submit

years = parameters()["years"]
with open("islands.txt") as lines:
    islands = lines.read().split()
flows = {submit(name=island, workflow="region/region.proj", parameters={"Region": island, "Years": years}): island for island in islands}

days = {}
for flow in as_completed(flows):
    flow.result()
    island = flows[flow]
    with open(f"bin/{island}/floods.json") as file:
        days[island] = json.load(file)["days"]
    print(f"{len(days)} of {len(flows)} islands are there", flush=True)

with open(outputs()[0], "w") as file:
    file.writelines(f"{island} {days[island]:.1f}\n" for island in islands)
