"""Writes the table, the same in each build, and cuts it into chunks."""

import json
import random
from pathlib import Path

STATIONS = ("Aachen", "Bremen", "Cottbus", "Dresden", "Emden", "Fulda", "Goslar")


def write(rows: int) -> None:
    chance = random.Random(1)
    lines = ["station,temperature\n"]
    lines += [f"{chance.choice(STATIONS)},{chance.gauss(10, 8):.1f}\n" for _ in range(rows)]
    Path("bin/table.csv").write_text("".join(lines))


def split(path: str, chunks: int) -> None:
    """Chunks of the same length, as far as that goes, each with the table's head."""
    head, *rows = Path(path).read_text().splitlines(keepends=True)
    folder = Path("bin/parts")
    folder.mkdir(parents=True, exist_ok=True)
    parts = []
    for number in range(chunks):
        own = rows[number * len(rows) // chunks : (number + 1) * len(rows) // chunks]
        part = folder / f"{number:02}.csv"
        part.write_text(head + "".join(own))
        parts.append({"id": f"{number:02}", "path": part.as_posix(), "rows": len(own)})
    Path("bin/parts.json").write_text(json.dumps(parts))
