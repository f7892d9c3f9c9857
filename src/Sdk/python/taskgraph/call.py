"""Runs a node that is a function: `python3 -m taskgraph.call <script> <function>`.

The script is loaded as a module, so that what it guards by `__name__ == "__main__"` does not run. The function gets the node's parameters and item
by name (see `_binding`), and what it returns becomes the node's result `value`.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import SourceFileLoader

from . import _node
from ._binding import bind
from ._json import encode, encode_with
from ._loading import Loading
from ._signature import Signature

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, ModuleType, TracebackType
    from typing import Any


class _Refusal(Exception):
    """A fault of the program that has a place and no traceback."""

    def __init__(self, kind: str, message: str, file: str, line: int, within: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.file = file
        self.line = line
        self.within = within


class _ScriptLoader(SourceFileLoader):
    """Compiles the file each time, as Python does with scripts: the cache of modules takes a file for unchanged that was written twice in a second."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        code: CodeType = self.source_to_code(self.get_data(path), path)
        return code


def main(arguments: list[str]) -> int:
    """Runs the function. The exit code: 0, or 1 after an exception (130 after an interrupt, as Python has it), whose traceback was written to standard error."""
    if len(arguments) != 2:
        print("usage: python3 -m taskgraph.call <script> <function>", file=sys.stderr)
        return 2
    script = os.path.abspath(arguments[0])
    try:
        _run(script, arguments[1])
    except _Refusal as refusal:
        _write_refusal(refusal)
        return 1
    except SystemExit:
        raise
    except BaseException as fault:
        _write_traceback(fault)
        return 130 if isinstance(fault, KeyboardInterrupt) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def _run(script: str, name: str) -> None:
    if not os.path.isfile(script):
        raise _Refusal("FileNotFoundError", f"there is no script {script}", script, 1, "<module>")
    with Loading(script):
        module = _load(script)
    function = _find(module, script, name)
    signature = Signature(function)
    has_item = bool(os.environ.get("TASKGRAPH_ITEM"))
    try:
        bound = bind(signature, _node.given_parameters(), has_item, _node.item())
    except (TypeError, ValueError) as fault:
        raise _at(function, script, name, type(fault).__name__, str(fault)) from None
    value = signature.call(bound)
    if type(value).__name__ == "coroutine" and hasattr(value, "send"):
        import asyncio

        value = asyncio.run(value)
    _node.set_result("value", _text(function, script, name, value))


def _load(script: str) -> ModuleType:
    """Imports the file under the name that it has as a module: its stem, with its packages' names before it if its folder is a package."""
    import importlib.util

    folder, file = os.path.split(script)
    stem = os.path.splitext(file)[0]
    packages: list[str] = []
    top = folder
    while os.path.isfile(os.path.join(top, "__init__.py")) and os.path.basename(top).isidentifier():
        top, package = os.path.split(top)
        packages.insert(0, package)
    paths = [folder] if top == folder else [top, folder]
    # With -m Python puts the working folder first, where a script has its own.
    if getattr(sys.flags, "safe_path", False):
        sys.path[:0] = paths
    else:
        sys.path[:1] = paths
    sys.argv[:] = [script]
    name = ".".join([*packages, stem])
    if packages:
        __import__(".".join(packages))
    if name in sys.modules:
        # A script may be named as a module of Python's own is; whoever uses that one must still get it.
        name = f"_script_{stem}"
    loader = _ScriptLoader(name, script)
    spec = importlib.util.spec_from_loader(name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    loader.exec_module(module)
    return module


def _find(module: ModuleType, script: str, name: str) -> Callable[..., Any]:
    found: Any = module
    for part in name.split("."):
        inner = getattr(found, part, None)
        if inner is None:
            import difflib

            near = difflib.get_close_matches(part, [other for other in vars(found) if not other.startswith("__")], n=1)
            raise _Refusal("AttributeError", f"there is no function '{name}'" + (f", did you mean '{near[0]}'?" if near else ""), script, 1, "<module>")
        found = inner
    if not callable(found):
        raise _Refusal("TypeError", f"'{name}' is no function but a {type(found).__name__}", script, 1, "<module>")
    function: Callable[..., Any] = found
    return function


def _text(function: Callable[..., Any], script: str, name: str, value: Any) -> str:
    try:
        return encode(value)
    except (TypeError, ValueError, RecursionError):
        pass
    unknown: list[str] = []

    def note(found: object) -> object:
        unknown.append(type(found).__name__)
        return None

    try:
        encode_with(value, note)
        fault = f"has a {unknown[0]} in it" if unknown else "has a key in it that is no text"
    except (TypeError, ValueError, RecursionError) as reason:
        fault = f"is {type(value).__name__} ({reason})"
    if unknown and type(value).__name__ == unknown[0]:
        fault = f"is a {unknown[0]}"
    raise _at(function, script, name, "TypeError", f"what {name}() returned {fault}, which JSON does not have: return what it is made from, or write a file and return its path")


def _at(function: Callable[..., Any], script: str, name: str, kind: str, message: str) -> _Refusal:
    """A fault that is shown at the line where the function is defined."""
    inner: Any = function
    while hasattr(inner, "__wrapped__"):
        inner = inner.__wrapped__
    code = getattr(inner, "__code__", None)
    if code is None:
        return _Refusal(kind, message, script, 1, "<module>")
    import linecache

    line: int = code.co_firstlineno
    # The first line of a function is that of its first decorator.
    for ahead in range(line, line + 50):
        if linecache.getline(code.co_filename, ahead).lstrip().startswith(("def ", "async def ", "class ")):
            line = ahead
            break
    return _Refusal(kind, message, code.co_filename, line, name)


def _write_refusal(refusal: _Refusal) -> None:
    import linecache

    sys.stdout.flush()
    text = linecache.getline(refusal.file, refusal.line).strip()
    source = f"    {text}\n" if text else ""
    sys.stderr.write(
        f'Traceback (most recent call last):\n  File "{refusal.file}", line {refusal.line}, in {refusal.within}\n{source}{refusal.kind}: {refusal}\n'
    )


def _write_traceback(fault: BaseException) -> None:
    """As Python does for what nobody catches, but without the frames that called the program."""
    import traceback

    sys.stdout.flush()
    seen: set[int] = set()
    rest: list[BaseException | None] = [fault]
    while rest:
        one = rest.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            one.__traceback__ = _own_part(one.__traceback__)
            rest += [one.__cause__, one.__context__]
    traceback.print_exception(type(fault), fault, fault.__traceback__)


def _own_part(frames: TracebackType | None) -> TracebackType | None:
    event_loops = getattr(sys.modules.get("asyncio"), "__file__", None)
    foreign = (os.path.dirname(event_loops) + os.sep,) if event_loops else ()
    while frames is not None:
        file = frames.tb_frame.f_code.co_filename
        if file not in (__file__, Signature.call.__code__.co_filename) and not file.startswith(("<frozen importlib", "<frozen runpy", *foreign)):
            break
        frames = frames.tb_next
    return frames


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
