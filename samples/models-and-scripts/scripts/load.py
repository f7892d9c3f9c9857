"""A table from a CSV file. What looks like a number is one, and what is empty is null."""

import csv

from database import write_table
from taskgraph import inputs, outputs


def value(text: str) -> "int | str | None":
    return int(text) if text.isdigit() else text or None


[source] = [path for path in inputs() if path.endswith(".csv")]
with open(source, newline="") as file:
    columns, *rows = csv.reader(file)
write_table(outputs()[0], columns, [[value(text) for text in row] for row in rows])
