"""How many system calls a command makes with all that it starts, where strace is there and may look."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import missing
from processes import measure


def can_count() -> bool:
    if not shutil.which("strace"):
        missing.note("the number of system calls", "there is no 'strace' in PATH")
        return False
    if subprocess.run(["strace", "-f", "-c", "-o", "/dev/null", "true"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
        missing.note("the number of system calls", "strace may not look at a process here")
        return False
    return True


def count(words: list[str], folder: Path) -> int:
    report = folder / "calls"
    measure(["strace", "-f", "-c", "-U", "name,calls", "-o", str(report), *words], folder)
    total = report.read_text().splitlines()[-1].split()
    return int(next(word for word in total if word.isdecimal()))
