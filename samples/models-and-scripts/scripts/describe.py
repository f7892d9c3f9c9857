"""After a model: what its table looks like."""

from pathlib import Path

from database import databases, query

[path] = databases()
columns, rows = query(f"select * from {Path(path).stem}")
print(f"{len(rows)} rows, the first of them:")
for column, value in zip(columns, rows[0]):
    print(f"  {column:<10} {type(value).__name__:<6} {value}")
