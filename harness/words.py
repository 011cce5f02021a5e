"""Numbers, verdicts and a solution's own words as a learner reads them.

Pure functions; no colours, no terminal.
"""

from __future__ import annotations

import json
from typing import Any

from harness.kata import Pars
from harness.verdict import TIERS, LevelResult, Speed

LEARNER = {
    "accepted": "right",
    "wrong answer": "wrong",
    "time limit": "too slow",
    "memory limit": "too much memory",
    "output limit": "printed too much",
    "runtime error": "crashed",
    "load error": "does not load",
    "security violation": "forbidden",
    "inconclusive": "too noisy to tell",
    "not started": "not started",
    "not reached": "not reached",
}

NARROW = 0.8
"""An interval around 1 that reaches further down says nothing of being as fast."""


def factor(value: float) -> str:
    """A factor with as many digits as mean something: 1.12, 3.1, 37, 1,900."""
    if value < 2:
        return f"{value:.2f}"
    if value < 10:
        return f"{value:.1f}"
    return f"{float(f'{value:.2g}'):,.0f}"


def against(ratio: float, other: str) -> str:
    """ "3.1x slower than the reference", "1.12x faster than naive"."""
    if 0.995 < ratio < 1.005:
        return f"as fast as {other}"
    if ratio < 1:
        return f"{factor(1 / ratio)}x slower than {other}"
    return f"{factor(ratio)}x faster than {other}"


def speed(found: Speed) -> str:
    """A measured workload against the reference, with its interval; "about" where one launch was
    enough.
    """
    if found.launches == 1:
        return "about " + against(found.ratio, "the reference")
    if found.low < NARROW and found.high > 1:
        return f"too noisy to place: {found.low:.2f}x to {found.high:.2f}x the reference's speed"
    if found.low < 1 < found.high:
        return f"as fast as the reference within noise ({found.low:.2f}x to {found.high:.2f}x)"
    ends = sorted((found.low, found.high) if found.ratio > 1 else (1 / found.high, 1 / found.low))
    digits = ".2f" if ends[1] < 2 else ".3g"
    return f"{against(found.ratio, 'the reference')} ({ends[0]:{digits}} to {ends[1]:{digits}})"


def par_above(pars: Pars | None, tier: str) -> tuple[str, float] | None:
    """The tier above this one and what it asks for; nothing above gold."""
    if pars is None or tier not in TIERS[:3]:
        return None
    name = TIERS[TIERS.index(tier) + 1]
    return name, getattr(pars, name)


def next_tier(pars: Pars | None, found: Speed) -> str:
    """ "gold asks for 2.0x slower or better; your interval reaches down to 2.3x"."""
    above = par_above(pars, found.tier)
    if above is None:
        return ""
    asked = f"{above[0]} asks for {factor(1 / above[1])}x slower or better"
    if found.launches == 1:
        return asked
    noise = ", and only noise withholds it" if found.ratio >= above[1] else ""
    return f"{asked}, with the whole interval: yours reaches {factor(1 / found.low)}x{noise}"


def rate(units_s: float, unit: str) -> str:
    """ "71 M deliveries/s"."""
    for size, letter in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if units_s >= size:
            return f"{units_s / size:.3g}{letter} {unit}/s"
    return f"{units_s:.3g} {unit}/s"


def duration(seconds: float) -> str:
    """A time in the unit a person would use."""
    for limit, size, unit in (
        (1e-3, 1e-6, "µs"),
        (1.0, 1e-3, "ms"),
        (120.0, 1.0, "s"),
        (7200.0, 60.0, "minutes"),
        (172_800.0, 3600.0, "hours"),
    ):
        if seconds < limit:
            return f"{float(f'{seconds / size:.2g}'):g} {unit}"
    return f"{seconds / 86_400:.2g} days"


def verdict(result: LevelResult) -> str:
    """What happened at a level, in a sentence without its name."""
    word = LEARNER.get(result.verdict, result.verdict)
    if result.check:
        return f"{word}: {result.check} at {result.where}: {result.text}"
    if result.verdict == "accepted":
        return f"{word} ({result.text})" if result.text else word
    place = f" at {result.where}" if result.where and result.verdict != "load error" else ""
    return f"{word}{place}: {result.text}" if result.text else word + place


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


def type_of_error(text: str) -> str:
    """The name of the exception a worker reports, or nothing."""
    return str(_parsed(text).get("type", ""))
