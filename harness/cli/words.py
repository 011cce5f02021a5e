"""Verdicts, speeds and medals as a learner reads them. Pure; no colours, no terminal."""

from __future__ import annotations

from harness.judge.verdict import LevelResult, Speed
from harness.kata import MEDALS, Pars
from harness.text import factor

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


def reason(result: LevelResult) -> str:
    """What is wrong with the answer to one case: the check and its sentence, or how it ended."""
    said = result.check or LEARNER.get(result.verdict, result.verdict)
    return f"{said}: {result.text}".rstrip(": ")


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


def par_above(pars: Pars | None, medal: str) -> tuple[str, float] | None:
    """The medal above this one and what it asks for; nothing above gold."""
    if pars is None or medal not in MEDALS[:3]:
        return None
    name = MEDALS[MEDALS.index(medal) + 1]
    return name, getattr(pars, name)


def next_medal(pars: Pars | None, found: Speed) -> str:
    """ "gold asks for 2.0x slower or better; your interval reaches down to 2.3x"."""
    above = par_above(pars, found.medal)
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
    placeless = result.verdict in ("load error", "not started")
    place = f" at {result.where}" if result.where and not placeless else ""
    return f"{word}{place}: {result.text}" if result.text else word + place
