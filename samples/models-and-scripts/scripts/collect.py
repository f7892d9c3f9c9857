"""Puts all tables into one database."""

import sqlite3
from contextlib import closing
from pathlib import Path

from database import databases
from taskgraph import outputs

[path] = outputs()
with closing(sqlite3.connect(path, isolation_level=None)) as warehouse:
    for source in databases():
        name = Path(source).stem
        warehouse.execute("attach ? as source", (source,))
        warehouse.execute(f"create table main.{name} as select * from source.{name}")
        warehouse.execute("detach source")
    print(", ".join(name for name, in warehouse.execute("select name from sqlite_master order by name")))
