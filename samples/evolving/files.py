"""Writes the files: in the first line how many seconds it takes to read the file, and in each other line an item and the seconds that it takes."""

import random
from pathlib import Path


def write(count: int, scale: float) -> None:
    chance = random.Random(4)
    folder = Path("bin/files")
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        lines = [f"{chance.random() * scale:.4f}"]
        lines += [f"{chance.random():.6f} {chance.random() / 4 * scale:.4f}" for _ in range(chance.randint(1, 10))]
        (folder / f"file.{number}.txt").write_text("\n".join(lines) + "\n")
