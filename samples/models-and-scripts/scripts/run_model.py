"""A model: the query of its SQL file, as a table. What it reads are the outputs of the models and tables that it refers to."""

import re
from pathlib import Path

from database import query, write_table
from taskgraph import inputs, outputs

[sql] = [path for path in inputs() if path.endswith(".sql")]
text = re.sub(r"\{\{ *ref\('(\w+)'\) *\}\}", r"\1.\1", Path(sql).read_text())
columns, rows = query(text)
count = write_table(outputs()[0], columns, rows)
print(f"{count} rows")
