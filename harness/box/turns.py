"""A turn of a world: the arguments of one question, as large as the question is.

Runs inside workers, standard library only. Every turn has its place in the memories, for the most
that it may ever hold; how much of that is meant stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Entry = dict[str, Any]
Make = Callable[[Entry], Any]


def made(turns: list[Entry], view: Make, group_type: Make) -> list[Turn]:
    """The turns of a layout, in its order."""
    return [Turn(turn, view, group_type) for turn in turns]


class Turn:
    """One turn, which is asked again and again."""

    def __init__(self, turn: Entry, view: Make, group_type: Make) -> None:
        self.name, self.sizes = turn["name"], view(turn["sizes"])
        self.slots = [
            (group_type(slot), [(view(field), field) for field in slot["fields"]])
            if "fields" in slot
            else (None, [(view(slot), slot)])
            for slot in turn["slots"]
        ]

    def asked(self, target: Any) -> bool:
        """Ask the target; whether it returned something, which nobody reads."""
        sizes = self.sizes.tolist()
        arguments = []
        for of, fields in self.slots:
            values = [_cut(view, entry, sizes) for view, entry in fields]
            arguments.append(values[0] if of is None else of(*values))
        return getattr(target, self.name)(*arguments) is not None


def _cut(view: Any, entry: Entry, sizes: list[int]) -> Any:
    """What of a place is meant; a scalar is a number."""
    if entry["kind"] == "scalar":
        return view.item()
    if entry["cut"] is None:
        return view
    size, more = entry["cut"]
    return view[: sizes[size] + more]
