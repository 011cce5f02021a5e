"""What a worker tells of an error: JSON with its type, text and place, short enough for one event.

Runs inside workers, standard library only. The text is the solution's: believed by nobody.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any

TEXT_MAX, NAME_MAX = 300, 60
"""Characters. A control character takes six bytes as JSON, and all must fit an event."""
RETURNED = '{"returned": true}'
"""The note of a call that returned something: answers are filled in, not returned."""
_PLACE = re.compile(r'(?:File "[^"]*", line |/solution\.py \()(\d+)')
_FOR_AUTHORS = re.compile(r",? (?:defined at|Raised from) \S*solution\.py \(\d+\)")
_DETAILS = ('File "', "During: ", "There are ", "Raised from ", "Enable logging ", "- Resolution")


class Breakpoint(Exception):
    """A solution wants to be looked at where nobody can look."""


def refuse_breakpoint(*_: object, **__: object) -> None:
    """What `breakpoint()` does in a box, instead of a debugger that nobody can type to."""
    raise Breakpoint("a locked run has no terminal; kata try stops there")


def describe(error: BaseException, path: str, call: str = "") -> str:
    """The error as JSON: type, text, and the last line of the solution it passed through.

    `call` says how the solution is called; it is told where the call itself was refused.
    """
    where, line, frame = "", 0, error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == path:
            where, line = frame.tb_frame.f_code.co_name, frame.tb_lineno
        frame = frame.tb_next
    text, found = _text(error), {}
    if isinstance(error, SyntaxError):
        where, line = "", error.lineno or 0
        found["source"] = (error.text or "").strip()[:NAME_MAX]
    elif type(error).__module__.startswith("numba."):
        where, line = "", _numba_line(text) or line
        text = _numba_sentence(text)
    elif not line and isinstance(error, TypeError | AttributeError):
        found["call"] = call[: 2 * NAME_MAX]
    found["in"] = "" if where == "<module>" else where[:NAME_MAX]
    name = type(error).__name__[:NAME_MAX]
    told = {"type": name, "text": text[:TEXT_MAX], "line": line, **found}
    return json.dumps(told, ensure_ascii=False)  # an escaped emoji would take twelve bytes


def call_text(layout: dict[str, Any]) -> str:
    """How the harness calls what the layout asks for: "replay(keys, capacity, hit)"."""
    name, built = layout["function"], _names(layout["build"])
    if layout["shape"] == "policy":
        return f"init({built}) and {name}(state, key)"
    if layout["turns"]:
        return " and ".join(f"{each['name']}({_names(each['slots'])})" for each in layout["turns"])
    slots: list[Any] = next((slots[0] for slots in layout["arrangements"] if slots), [])
    given = _names(slots)
    return f"{name}({built}).apply({given})" if layout["shape"] == "stream" else f"{name}({given})"


def _names(entries: list[dict[str, Any]]) -> str:
    return ", ".join(entry["name"] for entry in entries if entry["name"] != "raised")


def _text(error: BaseException) -> str:
    """Its text; an error can fail to have one."""
    if isinstance(error, SyntaxError):
        return str(error.msg)
    with suppress(Exception):
        return str(error)
    return "its text cannot be read"


def _numba_line(text: str) -> int:
    """The last line numba points at; 0 where it names none."""
    return int(([*_PLACE.findall(text[:20_000])] or ["0"])[-1][:9])


def _numba_sentence(text: str) -> str:
    """What numba complains of, without the pipeline before it and the source and advice after."""
    kept: list[str] = []
    for line in text[:20_000].splitlines():
        line = line.strip().removeprefix(">>> ").strip()
        if line.startswith(_DETAILS) and kept:
            break
        if line and not line.startswith(("Failed in ", "- argument")):
            kept.append(line)
    return _FOR_AUTHORS.sub("", " ".join(kept)).rstrip(" .")
