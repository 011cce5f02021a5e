"""Shared memory between the referee and its workers, and where the arrays of a call lie in it."""

from __future__ import annotations

import fcntl
import mmap
import os
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from harness.binding import Slot, bind, cut, flatten, largest, outputs_of
from harness.errors import AuthorError
from harness.kata import TWO_ALIVE, Case, Function, Group, Parameters

LINUX = sys.platform == "linux"
ALIGNMENT_BYTES = 64
SIZE_BYTES = 256 << 20
"""Address space of one memory; pages exist only once they are written."""

_ADD_SEALS = 1033
_SEAL, _SHRINK, _GROW, _FUTURE_WRITE = 1, 2, 4, 16


def _anonymous() -> tuple[int, str, bool]:
    """A descriptor of new memory, a path that leads to it, and whether it can be sealed. A file
    where the system has no such memory, or shows no /proc.
    """
    if LINUX:
        with suppress(OSError):
            own = os.memfd_create("kata", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
            path = f"/proc/self/fd/{own}"
            if os.path.exists(path):
                return own, path, True
            os.close(own)
    return *tempfile.mkstemp(prefix="kata-"), False


def _seal(descriptor: int, writable_by_worker: bool) -> None:
    """A memory that shrinks would kill its readers; sealed against new writers, inputs stay ours.

    Kernels before 5.1 have no such seal, and no Landlock either: what runs there is not ranked.
    """
    seals = _SHRINK | _GROW | _SEAL
    if not writable_by_worker:
        with suppress(OSError):
            fcntl.fcntl(descriptor, _ADD_SEALS, seals | _FUTURE_WRITE)
            return
    fcntl.fcntl(descriptor, _ADD_SEALS, seals)


class Memory:
    """Anonymous memory that this process writes.

    `descriptor` is what a worker maps: read-only for inputs.
    """

    def __init__(self, writable_by_worker: bool) -> None:
        own, path, sealed = _anonymous()
        os.ftruncate(own, SIZE_BYTES)
        self.map = mmap.mmap(own, SIZE_BYTES)
        if hasattr(mmap, "MADV_HUGEPAGE"):
            with suppress(OSError):  # huge where the system grants it: whoever writes first decides
                self.map.madvise(mmap.MADV_HUGEPAGE)
        self.bytes = np.frombuffer(self.map, np.uint8)
        self.descriptor = own
        if not writable_by_worker:
            self.descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        if sealed:
            _seal(own, writable_by_worker)
        else:
            os.unlink(path)
        if not writable_by_worker:
            os.close(own)

    def close(self) -> None:
        """Give the descriptor back; the pages live until the last view of them is gone."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


Entry = dict[str, Any]


@dataclass
class _Place:
    """Hands out aligned places in the two memories, in order."""

    input_bytes: int = 0
    output_bytes: int = 0

    def take(self, slot: Slot) -> Entry:
        incoming = slot.kind in ("in", "scalar")
        at = self.input_bytes if incoming else self.output_bytes
        end = at + -(-slot.bytes // ALIGNMENT_BYTES) * ALIGNMENT_BYTES
        if end > SIZE_BYTES:
            raise AuthorError(
                f"{slot.name} does not fit the shared memory of {SIZE_BYTES >> 20} MB"
            )
        if incoming:
            self.input_bytes = end
        else:
            self.output_bytes = end
        return {
            "name": slot.name,
            "kind": slot.kind,
            "dtype": slot.dtype.str,
            "shape": list(slot.shape),
            "at": at,
        }

    def take_all(self, parameters: Parameters, case: Case) -> list[Entry]:
        slots = iter([self.take(slot) for slot in bind(parameters, case)])
        entries: list[Entry] = []
        for parameter in parameters:
            if isinstance(parameter, Group):
                fields = [next(slots) for _ in parameter.fields]
                entries.append(
                    {"name": parameter.name, "type": parameter.type_name, "fields": fields}
                )
            else:
                entries.append(next(slots))
        return entries


def layout_of(
    function: Function, build: Case, windows: list[list[Case]], compiled: bool
) -> dict[str, Any]:
    """Where everything lies, told to a worker once, before any input exists.

    Constructor arguments come first and stay. After them lie the calls of a window; windows of
    equal shapes share an arrangement, and all arrangements share the rest of the memory.
    """
    place = _Place()
    entries = [] if function.turns else place.take_all(function.build, build)
    turns, ends = _turns(function)
    arrangements: list[list[list[Entry]]] = []
    for calls in windows if not turns else ():
        slots, end = _arrange(function, place, calls)
        if slots not in arrangements:
            arrangements.append(slots)
            ends.append(end)
    return {
        "function": function.name,
        "shape": function.shape,
        "compiled": compiled,
        "two_alive": bool(build.get(TWO_ALIVE)),
        "build": entries,
        "arrangements": arrangements,
        "turns": turns,
        "input_bytes": max(end.input_bytes for end in ends),
        "output_bytes": max(end.output_bytes for end in ends),
    }


def arrangement_of(
    function: Function, layout: dict[str, Any], build: Case, calls: list[Case]
) -> int:
    """Which of a layout's arrangements fits the calls; AuthorError where none does."""
    place = _Place()
    place.take_all(function.build, build)
    slots, _ = _arrange(function, place, calls)
    if slots not in layout["arrangements"]:
        raise AuthorError(f"an input of {function.name} has other shapes than its case announced")
    return int(layout["arrangements"].index(slots))


def _arrange(
    function: Function, after: _Place, calls: list[Case]
) -> tuple[list[list[Entry]], _Place]:
    place = replace(after)
    return [place.take_all(outputs_of(function), call) for call in calls], place


def _turns(function: Function) -> tuple[list[Entry], list[_Place]]:
    """The turns of a world, each with room for the most that it may hold, and where they end; they
    share the memory.
    """
    turns, ends = [], []
    for turn in function.turns:
        place, sizes = _Place(), list(turn.sizes)
        told = place.take(Slot("sizes", "in", np.dtype(np.int64), (len(sizes),)))
        slots = place.take_all(turn.parameters, largest(turn))
        for entry, parameter in zip(flat(slots), flatten(turn.parameters), strict=True):
            entry["cut"] = cut(parameter, sizes)
        turns.append({"name": turn.name, "sizes": told, "slots": slots})
        ends.append(place)
    return turns, ends


def meant(memory: Memory, entry: Entry, sizes: list[int]) -> np.ndarray:
    """What of the place of a turn's entry is meant, where its sizes are these."""
    found = view(memory, entry)
    if entry.get("cut") is None:
        return found
    size, more = entry["cut"]
    part: np.ndarray = found[: sizes[size] + more]
    return part


def flat(entries: list[Entry]) -> list[Entry]:
    """The entries with groups opened."""
    return [field for entry in entries for field in entry.get("fields", [entry])]


def view(memory: Memory, entry: Entry) -> np.ndarray:
    """The array of an entry, in the referee's own mapping."""
    return np.ndarray(entry["shape"], entry["dtype"], memory.map, entry["at"])
