"""The program inside a box: locks itself, imports the solution, and does what the supervisor asks,
one window at a time.

Nothing here is trusted once the solution is imported; the referee believes bytes in the output
memory, and clocks of its own. Descriptors: 3 commands in, 4 events out, 5 input memory, 6 output
memory. Standard library only until the locks are on.

Commands are JSON lines (`load`, `layout`), or, to open a window, one byte that says what to do,
eight that number it, and four for the arrangement of its arrays. Events are lines: B(ooted),
R(eady), P(repared), D(one), E(rror), M(emory).
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections import namedtuple
from contextlib import suppress
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import jitcache  # type: ignore[import-not-found]
import loading  # type: ignore[import-not-found]
import locking  # type: ignore[import-not-found]
import mapping  # type: ignore[import-not-found]
import report  # type: ignore[import-not-found]
import turns  # type: ignore[import-not-found]

WINDOWS = {
    b"n": "nothing",
    b"b": "make_target",
    b"s": "run",
    b"p": "pack",
    b"c": "collect_garbage",
    b"k": "keep_garbage",
}
EVENT_BYTES_MAX = 3000  # a pipe writes up to 4096 bytes at once


def event(tag: str, text: str = "") -> None:
    """Tell the supervisor; one line, never longer than a pipe takes at once."""
    # a lone surrogate becomes an escape, which JSON reads back
    line = (tag + text.replace("\n", " ")).encode("utf-8", "backslashreplace")
    os.write(4, line[:EVENT_BYTES_MAX] + b"\n")


def rest_of_command() -> dict[str, Any]:
    """The JSON line whose opening brace was read; the process ends when the supervisor is gone."""
    line = bytearray(b"{")
    while not line.endswith(b"\n"):
        part = os.read(3, 65536)
        if not part:
            os._exit(0)
        line += part
    return dict(json.loads(line))


class Worker:
    """The solution, the memories, and what the next window is to do."""

    def __init__(self, config: dict[str, Any], cache: Any) -> None:
        self.path = config["solution"]
        self.cache = cache
        self.inputs = mapping.mapped(5, config["input_bytes"], writable=False)
        self.outputs = mapping.mapped(6, config["output_bytes"], writable=True)
        os.closerange(5, 64)  # what is mapped stays; no descriptor leads to it
        self.module: Any = None
        self.layout: dict[str, Any] = {}
        self.call = ""
        self.build: list[Any] = []
        self.arrangements: list[list[tuple[list[Any], Any]]] = []
        self.target: Any = None
        self.other: Any = None  # alive beside the target, and a step ahead of it
        self.types: dict[str, Any] = {}

    def load(self, request: dict[str, Any]) -> None:
        """Import the solution; the event tells which of the wanted names it defines."""
        if request["image_bytes"]:
            with suppress(Exception):  # damage costs a compilation, not a verdict
                self.cache.unpack(bytes(self.outputs[: request["image_bytes"]]))
        self.module = loading.run_file(self.path, "solution")
        self._keep_compiled_code()
        event("R", json.dumps([name for name in request["names"] if hasattr(self.module, name)]))

    def _keep_compiled_code(self) -> None:
        """Cache what the solution jits: launches of one run then compile once."""
        if "numba" not in sys.modules:
            return
        from numba.core.dispatcher import Dispatcher

        for value in list(vars(self.module).values()):
            if isinstance(value, Dispatcher):
                try:
                    value.enable_caching()
                except Exception:
                    continue  # numba cannot cache this one: it compiles in each launch

    def prepare(self, layout: dict[str, Any]) -> None:
        """Make views for a layout. No input exists yet."""
        self.layout, self.call = layout, report.call_text(layout)
        self.target = self.other = None
        self.build, _ = self._views(layout["build"])
        self.arrangements = [
            [self._views(slot) for slot in slots] for slots in layout["arrangements"]
        ]
        self.turns = turns.made(layout["turns"], self._view, self._group_type)
        gc.enable()
        gc.collect()
        gc.freeze()
        gc.disable()
        event("P")

    def _view(self, entry: dict[str, Any]) -> Any:
        import numpy

        memory = self.inputs if entry["kind"] in ("in", "scalar") else self.outputs
        return numpy.ndarray(entry["shape"], entry["dtype"], memory, entry["at"])

    def _views(self, entries: list[dict[str, Any]]) -> tuple[list[Any], Any]:
        """Arguments in order (_Late where they hold scalars), and the `raised` slot."""
        values, raised = [], None
        for entry in entries:
            if "fields" in entry:
                fields, _ = self._views(entry["fields"])
                values.append(_group(self._group_type(entry), fields))
            elif entry["name"] == "raised":
                raised = self._view(entry)
            else:
                view = self._view(entry)
                values.append(_Late(view.item) if entry["kind"] == "scalar" else view)
        return values, raised

    def _group_type(self, entry: dict[str, Any]) -> Any:
        """The solution's own NamedTuple where it has one: numba caches code for a type that can be
        imported.
        """
        name, fields = entry["type"], tuple(field["name"] for field in entry["fields"])
        own = getattr(self.module, name, None)
        if getattr(own, "_fields", None) == fields:
            return own
        return self.types.setdefault(name, namedtuple(name, fields))

    def nothing(self, _: int) -> str:
        """The empty window, whose cost is subtracted from all others."""
        return ""

    def make_target(self, _: int) -> str:
        """The build window: construct the object or the policy's state, or two of them."""
        function = getattr(self.module, self.layout["function"])
        if self.layout["two_alive"]:
            self.other = self._made(function)
        self.target = self._made(function)
        return ""

    def _made(self, function: Any) -> Any:
        if self.layout["shape"] == "batch":
            if isinstance(function, type):
                raise TypeError(f"{function.__name__} is a class, not a function")
            return function
        if self.layout["shape"] == "stream":
            return function(*_read(self.build)).apply
        if self.turns:
            return function()
        return self._policy(function)

    def _policy(self, step: Any) -> Any:
        values = _read(self.build)
        state = self.module.init(*values)
        drive = loading.plain_step(step)
        if self.layout["compiled"]:
            try:
                fast = loading.compiled_step(step, self.path.replace("solution.py", "driver.py"))
                keys, choices = self.arrangements[0][0][0]
                fast(state, keys[:0], choices[:0])
                drive = fast
            except Exception as error:
                print(f"step runs as plain Python, numba cannot compile it: {error}"[:2000])
        return lambda keys, choices: drive(state, keys, choices)

    def run(self, arrangement: int) -> str:
        """The step window: every slot once; the ValueError that was allowed, in words, or that
        something was returned.
        """
        target, note = self.target, ""
        if self.turns:
            return report.RETURNED if self.turns[arrangement].asked(target) else ""
        for values, raised in self.arrangements[arrangement]:
            arguments = _read(values)
            if self.other is not None:
                with suppress(ValueError):
                    self.other(*_scratch(arguments))
            if raised is None:
                if target(*arguments) is not None:
                    note = report.RETURNED
                continue
            try:
                if target(*arguments) is not None:
                    note = report.RETURNED
            except ValueError as error:
                raised[0] = 1
                note = report.describe(error, self.path, self.call)
        return note

    def collect_garbage(self, _: int) -> str:
        """From here on the collector runs in windows, as it does outside a harness."""
        gc.enable()
        return ""

    def keep_garbage(self, _: int) -> str:
        """The collector is off again, as it is in all windows that count."""
        gc.disable()
        return ""

    def pack(self, _: int) -> str:
        """Put the image of the JIT cache into the output memory; its size."""
        try:
            image = self.cache.pack()
        except OSError:
            return "0"
        self.outputs[: len(image)] = image
        return str(len(image))

    def obey(self, request: dict[str, Any]) -> None:
        """A command that is not a window."""
        if "load" in request:
            self.load(request["load"])
        else:
            self.prepare(request["layout"])

    def serve(self) -> None:
        """Obey until the supervisor kills this process."""
        while True:
            byte = os.read(3, 1)
            if byte == b"{":
                self.obey(rest_of_command())
            elif byte in WINDOWS:
                number = os.read(3, 8).decode()
                arrangement = int(os.read(3, 4))
                note = getattr(self, WINDOWS[byte])(arrangement)
                event("D", number + note)
            else:
                os._exit(0)


class _Late(namedtuple("_Late", "read")):
    """What is read from the input memory inside the window, not before: scalars, groups of them."""


def _group(of: Any, fields: list[Any]) -> Any:
    return _Late(lambda: of(*_read(fields))) if _Late in map(type, fields) else of(*fields)


def _read(values: list[Any]) -> list[Any]:
    return [value.read() if type(value) is _Late else value for value in values]


def _scratch(arguments: list[Any]) -> list[Any]:
    """The same arguments, but what would be filled is a copy that nobody reads."""
    return [
        each.copy() if getattr(getattr(each, "flags", None), "writeable", False) else each
        for each in arguments
    ]


def main() -> None:
    config = json.loads(sys.argv[1])
    missing = locking.lock(config) if config["locked"] else []
    sys.path[:] = config["path"]
    import numpy  # noqa: F401  (trusted, and every solution needs it)

    sys.breakpointhook = report.refuse_breakpoint
    worker = Worker(config, jitcache.Cache(os.environ["NUMBA_CACHE_DIR"]))
    event("B", json.dumps(missing))
    try:
        worker.serve()
    except MemoryError:
        event("M")
    except BaseException as error:
        try:
            event("E", report.describe(error, worker.path, worker.call))
        except BaseException:
            event("E", '{"type": "error", "text": "its text cannot be read", "line": 0}')
    os._exit(1)


if __name__ == "__main__":
    main()
