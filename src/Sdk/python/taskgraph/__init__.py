"""The client of TaskGraph for Python programs that run as nodes of a build.

A node may add nodes to the graph while it runs (`submit`, `map`), wait for them (`gather`, `as_completed`, `Future.result`, `await`) and read
what it was given (`parameters`, `item`, `inputs`, `outputs`). See docs/python.md.
"""

from . import _processes as _processes
from ._completed import as_completed
from ._errors import NodeFailedError, ProtocolError
from ._future import Future
from ._node import cpus, inputs, item, node, outputs, parameters, set_result, summary
from ._verbs import gather, map, results, submit

__all__ = [
    "Future",
    "NodeFailedError",
    "ProtocolError",
    "as_completed",
    "cpus",
    "gather",
    "inputs",
    "item",
    "map",
    "node",
    "outputs",
    "parameters",
    "results",
    "set_result",
    "submit",
    "summary",
]
