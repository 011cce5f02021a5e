"""How often the likely mistake is the right one: every mistake of every kata as somebody's
solution, once with itself among the known ones and once without.

    python -m benchmarks.likely_mistakes [KATA ...]
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterator

import numpy as np

from harness import catalog
from harness.catalog import Entry
from harness.catalog.mistakes import Wrong
from harness.judge import inprocess
from harness.judge.alarm import within
from harness.judge.answer import equal
from harness.judge.likely import Seen, candidates_of, loaded, same_answers
from harness.kata import Answers, Level

SEED = 7
EACH_S = 2.0


def main() -> None:
    """A line a kata: how many mistakes have answers, and what came of them."""
    entries = [catalog.find(name) for name in sys.argv[1:]] or catalog.entries()
    total: Counter[str] = Counter()
    for entry in entries:
        count = Counter(said for level in entry.kata.levels for said in _level(entry, level))
        total += count
        print(f"{entry.kata.name:18} {_told(count)}", flush=True)
    print(f"{'all':18} {_told(total)}")


def _told(count: Counter[str]) -> str:
    return ", ".join(f"{said} {count[said]}" for said in sorted(count))


def _level(entry: Entry, level: Level) -> Iterator[str]:
    """What is said of each mistake whose first wrong answer is at this level."""
    if level.answers != "unique":
        return
    known = candidates_of(entry, entry.kata.function_of(level))
    for wrong in known:
        seen = _seen(entry, level, wrong)
        if not seen:
            continue
        function = entry.kata.function_of(level)
        alike = same_answers(known, function, seen, math.inf)
        yield "named" if alike == [wrong] else "silent: twins" if wrong in alike else "missed"
        others = [each for each in alike if each is not wrong]
        yield "left out: another named" if len(others) == 1 else "left out: silent"


def _seen(entry: Entry, level: Level, wrong: Wrong) -> list[Seen]:
    """What a mistake answers to one case of each kind; nothing where it is right on all of them."""
    function = entry.kata.function_of(level)
    module, oracle = loaded(wrong), entry.module("oracle")
    seen, differs = [], False
    for make in entry.families(level).values():
        case = make(np.random.default_rng(SEED))
        found: list[Answers] = []

        def answer(found: list[Answers] = found, case: object = case) -> None:
            found.append(inprocess.answers(function, module, case))  # type: ignore[arg-type]

        try:
            if not within(EACH_S, answer):
                return []
        except Exception:
            return []
        differs |= not equal(inprocess.answers(function, oracle, case), found[0])
        seen.append(Seen(case, found[0]))
    return seen if differs else []


if __name__ == "__main__":
    main()
