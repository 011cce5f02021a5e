"""Factors as people read them, and a solution's own words made safe for a terminal. Pure."""

from __future__ import annotations

import json
from typing import Any

NO_TERMINAL = ("Breakpoint: ", "BdbQuit", "EOFError: EOF when reading a line")


def factor(value: float) -> str:
    """A factor with as many digits as mean something: 1.12, 3.1, 37, 1,900."""
    if value < 2:
        return f"{value:.2f}"
    if value < 10:
        return f"{value:.1f}"
    return f"{float(f'{value:.2g}'):,.0f}"


def _parsed(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def in_words(text: str) -> str:
    """What a worker says of an error, as one clean line.

    It is the solution's own text: believed by nobody.
    """
    found = _parsed(text)
    if not found:
        return _one_line(text, 300)
    words = f"{found.get('type', 'error')}: {found.get('text', '')}".rstrip(": ")
    place = f", in {found['in']}" if found.get("in") else ""
    source = f": {found['source']}" if found.get("source") else ""
    line = f" (line {found['line']}{place}{source})" if found.get("line") else ""
    return _one_line(words, 300) + _one_line(line, 140) + _one_line(_advice(found), 160)


def _advice(found: dict[str, Any]) -> str:
    """What to do about an error that says too little by itself."""
    text = str(found.get("text", ""))
    if "No matching definition" in text and "readonly array" in text:
        return "; inputs are read-only: leave the signature out of the decorator"
    if "read-only" in text or "setitem(readonly array" in text:
        return "; inputs are read-only: copy what you change"
    if found.get("type") in ("BdbQuit", "EOFError"):
        return "; a locked run has no terminal: kata try has one"
    if found.get("type") == "ModuleNotFoundError":
        return "; a solution has the standard library, numpy, numba and h3"
    return f"; the level calls {found['call']}" if found.get("call") else ""


def _one_line(text: str, length: int) -> str:
    return cleaned(text.replace("\n", " "), length)


def cleaned(text: str, length: int) -> str:
    """Text of a solution, safe for a terminal: no control characters but line ends."""
    kept = "".join(map(_visible, text[: length + 1]))
    return kept if len(kept) <= length else kept[:length] + "…"


def _visible(character: str) -> str:
    if character.isprintable() or character == "\n":
        return character
    if character == "\t":
        return "    "
    number = ord(character)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"


def has_returned(note: str) -> bool:
    """Whether a worker says that the call returned something, which nobody reads."""
    return bool(_parsed(note).get("returned"))


def is_breakpoint(words: str) -> bool:
    """Whether an error, in words, is that somebody wants to look where there is no terminal."""
    return words.startswith(NO_TERMINAL)


def type_of_error(text: str) -> str:
    """The name of the exception a worker reports, or nothing."""
    return str(_parsed(text).get("type", ""))
