"""A kata's hints, a section a level and a step at a time."""

from __future__ import annotations

import re

from harness.catalog.entry import Entry
from harness.kata import Level

_SECTION = re.compile(r"^## +(.*?) *$", re.MULTILINE)
_STEP = re.compile(r"^(?=\d+\. )", re.MULTILINE)


def steps(entry: Entry, level: Level) -> list[str]:
    """The steps of a level: its numbered ones, without their numbers, or else its paragraphs."""
    section = _sections(entry.hints).get(level.name.lower(), "")
    numbered = [part.partition(". ")[2] for part in _STEP.split(section) if part[:1].isdigit()]
    found = numbered or re.split(r"\n\s*\n", section)
    return [" ".join(step.replace("**", "").split()) for step in found if step.strip()]


def _sections(text: str) -> dict[str, str]:
    """Heading in small letters -> what stands below it."""
    _, *parts = _SECTION.split(text)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return {re.sub(r"[`*_]", "", heading).lower(): body for heading, body in pairs}
