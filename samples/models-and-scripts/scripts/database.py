"""Databases that hold one table each, named as their file."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from taskgraph import inputs


def write_table(path: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Makes the database anew; returns how many rows it has."""
    table = Path(path).stem
    Path(path).unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(f"create table {table} ({', '.join(columns)})")
        database.executemany(f"insert into {table} values ({', '.join('?' * len(columns))})", rows)
        return database.execute(f"select count(*) from {table}").fetchone()[0]


def databases() -> list[str]:
    """Those among this node's inputs: files, and outputs of what it depends on."""
    return [path for path in inputs() if path.endswith(".db")]


def query(sql: str) -> tuple[list[str], list[tuple]]:
    """Runs the query over the tables of this node's databases; returns names of columns, and rows."""
    with closing(sqlite3.connect(":memory:")) as database:
        for path in databases():
            database.execute(f"attach ? as {Path(path).stem}", (path,))
        cursor = database.execute(sql)
        return [column[0] for column in cursor.description], cursor.fetchall()
