"""What of a brief somebody needs now, and what somebody has reached. Pure: texts alone."""

from __future__ import annotations

import re

from harness.catalog import Entry
from harness.errors import MisuseError
from harness.results.progress import Standing, is_finished, standing_at
from harness.text import factor

LATER = ("capacity", "in production", "further reading")
"""Sections for when one is done, by how their headings begin."""
_HEADING = re.compile(r"^(?=#{2,3} )", re.MULTILINE)


def up_to_now(entry: Entry, found: list[Standing]) -> str:
    """The brief without the levels that one does not stand at and without what comes afterwards."""
    level = standing_at(found).level.name
    others = {each.level.name for each in found} - {level}
    parts = _HEADING.split(entry.brief)
    kept = [part for part in parts if not _is_for_others(part, others)]
    rest = f"The other levels and the rest: `kata show {entry.kata.name} --all`"
    return "".join(kept).rstrip() + f"\n\n---\n\nYou stand at `{level}`. {rest}\n"


def _is_for_others(part: str, others: set[str]) -> bool:
    heading = re.sub(r"[`*_#]", "", part.partition("\n")[0]).strip().lower()
    if heading.startswith(LATER):
        return True
    words = heading.removeprefix("level ").partition(":")[0].partition(" (")[0]
    return heading.startswith("level ") and words in others


def summary(entry: Entry, found: list[Standing]) -> str:
    """What was reached, as a few lines of Markdown to be shown to others; MisuseError where nothing
    was.
    """
    if not any(each.medal for each in found):
        raise MisuseError(
            f"Nothing of {entry.kata.name} is right yet; type: kata run {entry.kata.name}"
        )
    done = "finished" if is_finished(found) else "on the way"
    runs = max(len(each.way) for each in found)
    lines = [f"**{entry.kata.name}**, {entry.kata.title}: {done} after {runs} runs.", ""]
    lines += ["| level | best | beside the reference |", "|---|---|---|"]
    lines += [f"| {each.level.name} | {each.medal or '-'} | {_beside(each)} |" for each in found]
    return "\n".join(lines)


def _beside(standing: Standing) -> str:
    row = standing.last_right or {}
    if row.get("scores"):
        return f"{min(score['share'] for score in row['scores']):.0%} of the way to the bound"
    ratio = row.get("ratio")
    if not ratio:
        return ""
    return f"{factor(1 / ratio)}x slower" if ratio < 1 else f"{factor(ratio)}x faster"
