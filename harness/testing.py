"""A solution's small cases as tests of pytest, in the ordinary process: an editor's list of tests,
its breakpoints, `-k` and `--pdb` work.

    from harness import testing

    test_fanout = testing.cases("fanout", __file__)

`kata start NAME --tests` writes these lines. One case a level and kind, the same ones each time;
`kata run` draws its own, and has the last word.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from harness import catalog
from harness.catalog import Entry, case_text, domain
from harness.judge import inprocess
from harness.judge.answer import Finding, first_fault
from harness.judge.shrink import Shrinking
from harness.judge.side_by_side import side_by_side
from harness.kata import Answers, Case, Level

SMALL_S = 2.0
"""So long a failing case is made smaller."""


def cases(name: str, beside: str) -> Callable[[Level, str], None]:
    """A test for every kind of case of a kata, of the solution that lies beside the file `beside`
    under the kata's own name.
    """
    __tracebackhide__ = True
    entry = catalog.find(name)
    path = Path(beside).resolve().parent / f"{entry.folder_name}.py"
    kinds = [
        pytest.param(level, family, id=f"{level.name}-{family}")
        for level in entry.kata.levels
        for family in entry.families(level)
    ]

    @pytest.mark.parametrize(("level", "family"), kinds)
    def test(level: Level, family: str) -> None:
        __tracebackhide__ = True
        case = entry.families(level)[family](np.random.default_rng(0))
        module = _loaded(path)
        if not all(hasattr(module, each) for each in entry.kata.function_of(level).names):
            pytest.skip(f"{level.function} is not there yet")
        try:
            fault, _ = _judged(entry, level, module, case)
        except NotImplementedError:
            pytest.skip(f"{level.function} is not started")
        if fault is not None:
            pytest.fail(_told(entry, level, module, case, fault), pytrace=False)

    return test


def _loaded(path: Path) -> ModuleType:
    """The solution anew, under its own path, so that a debugger finds its lines."""
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    sys.modules[path.stem] = module
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), vars(module))
    return module


def _expected(entry: Entry, level: Level, case: Case) -> Answers | None:
    if level.answers != "unique":
        return None
    return inprocess.answers(entry.kata.function_of(level), entry.module("oracle"), case)


def _judged(
    entry: Entry, level: Level, module: ModuleType, case: Case
) -> tuple[Finding | None, Answers]:
    """What is wrong with the answer to a case, and the answer."""
    __tracebackhide__ = True
    got = inprocess.answers(entry.kata.function_of(level), module, case)
    return first_fault(entry.checks(level), level, case, _expected(entry, level, case), got), got


def _told(entry: Entry, level: Level, module: ModuleType, case: Case, fault: Finding) -> str:
    """The smallest case that fails the same way, as lines, beside both answers."""
    function = entry.kata.function_of(level)

    def fails(other: Case) -> bool:
        try:
            found, _ = _judged(entry, level, module, other)
        except Exception:
            return False  # it fails, and in another way
        return found is not None and found[0] == fault[0]

    text = entry.text(function)
    lines = Shrinking(
        read=text.read,
        keeps=lambda each: domain.broken_clause(entry, function, each) is None,
        fails=fails,
        until_s=time.monotonic() + SMALL_S,
    ).shrunk(text.tell(case))
    small = text.read(lines)
    found, got = _judged(entry, level, module, small)
    check, sentence = found or fault
    told = case_text.told(entry, function, small).splitlines()
    beside = side_by_side(_expected(entry, level, small), got)
    return "\n".join([f"{check}: {sentence}", *(f"  {line}" for line in [*told, *beside])])
