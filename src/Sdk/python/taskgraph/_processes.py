"""Which of a node's processes this is, so that names that several of them make by themselves do not clash.

It is told without process ids, by the order in which processes are begun: a later build that does the same gives the same names, and finds their records.
This module is loaded with the package, not with the first use of the build, since a fork is seen only by who was there before it.
"""

from __future__ import annotations

import _thread
import os
import sys

_path = ""
_forks = 0
# Held from before a fork until both processes know of it: of two threads that fork, each has its own number.
_forking = _thread.allocate_lock()


def mark() -> str:
    """What the names of this process have in them; empty in the process that a node begins with, and in all that are no fork of it and not of multiprocessing."""
    begun = ":".join(str(number) for number in _identity())
    place = f"p{begun}.{_path}" if begun and _path else f"p{begun}" if begun else _path
    return f"{place}-" if place else ""


def _identity() -> tuple[int, ...]:
    """The number that multiprocessing gave to this process, behind those of the processes that it comes from; a process that was spawned has nothing else to be known by."""
    module = sys.modules.get("multiprocessing.process")
    process = module.current_process() if module is not None else None
    found: tuple[int, ...] = getattr(process, "_identity", ())
    return found


def _before() -> None:
    global _forks
    _forking.acquire()
    _forks += 1


def _after_in_parent() -> None:
    _forking.release()


def _after_in_child() -> None:
    global _path, _forks, _forking
    _path = f"{_path}.{_forks}" if _path else str(_forks)
    _forks = 0
    _forking = _thread.allocate_lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before, after_in_parent=_after_in_parent, after_in_child=_after_in_child)
