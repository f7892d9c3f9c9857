"""What a measurement says: lines of a table, some with a goal."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A line of the table. The goal, if there is one, is the most that the figure should be."""

    name: str
    value: float
    unit: str
    goal: float | None = None

    @property
    def verdict(self) -> str:
        return "" if self.goal is None else "met" if self.value <= self.goal else "missed"


def table(rows: list[Row]) -> str:
    lines = ["| | | | goal | |", "| --- | ---: | --- | ---: | --- |"]
    for row in rows:
        goal = "" if row.goal is None else f"{row.goal:g}"
        lines.append(f"| {row.name} | {row.value:.3f} | {row.unit} | {goal} | {row.verdict} |")
    return "\n".join(lines)
