"""What a run asks beyond families: two objects alive, long histories, and whatever may come."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from conftest import LOCKED
from documented import follow_the_page

from harness.box import Setting
from harness.catalog import Entry
from harness.catalog.solution import Solution
from harness.judge import inprocess
from harness.judge.arena import Arena
from harness.judge.pilot import pilot
from harness.judge.small_cases import small_cases
from harness.judge.trial import SOLUTION, Trial
from harness.judge.verdict import LevelResult
from harness.kata import TWO_ALIVE, Function, Limits, array, out, scalar

MODE = (LOCKED or ("off",))[0]
COUNTS = Function(
    "Counts",
    shape="stream",
    build=(scalar("first"),),
    parameters=(array("add", "int64[n]"), out("total", "int64[n]")),
)
INSIDE = """
class Counts:
    def __init__(self, first):
        self.total = first
    def apply(self, add, total):
        for i, each in enumerate(add.tolist()):
            self.total += each
            total[i] = self.total
"""
OUTSIDE = INSIDE.replace("self.total", "Counts.total")
STEP = Function(
    "step",
    (array("keys", "int64[n]"), out("choice", "int64[n]")),
    shape="policy",
    build=(scalar("first"),),
)
KEPT = """
def init(first):
    return [first]
def step(state, key):
    state[0] += key
    return state[0]
"""
GLOBAL = KEPT.replace("return [first]", "global held\n    held = [first]\n    return held").replace(
    "state[0]", "held[0]"
)


def answers(function: Function, source: str, case: dict[str, Any], boxed: bool) -> list[int]:
    output = function.parameters[-1].name
    if not boxed:
        module = ModuleType("counted")
        exec(source, module.__dict__)
        return inprocess.answers(function, module, case)[output].tolist()
    solution = Solution("counted", source, False, Path("counted.py"))
    with Arena({SOLUTION: solution}, Setting(MODE, Limits())) as arena:
        arena.load([*function.names], {})
        return arena.run(function, case, 4.0)[SOLUTION].answer[output].tolist()


@pytest.mark.parametrize("boxed", [False, True], ids=["here", "boxed"])
@pytest.mark.parametrize(
    ("function", "inside", "outside", "name"),
    [(COUNTS, INSIDE, OUTSIDE, "add"), (STEP, KEPT, GLOBAL, "keys")],
    ids=["stream", "policy"],
)
def test_state_outside_the_object_shows_while_another_is_alive(
    function: Function, inside: str, outside: str, name: str, boxed: bool
) -> None:
    batches = [{name: np.array([1, 2])}, {name: np.array([4])}]
    alone = {"first": 8, "batches": batches}
    assert answers(function, inside, alone, boxed) == [9, 11, 15]
    assert answers(function, outside, alone, boxed) == [9, 11, 15]
    assert answers(function, inside, alone | {TWO_ALIVE: True}, boxed) == [9, 11, 15]
    assert answers(function, outside, alone | {TWO_ALIVE: True}, boxed) == [12, 14, 22]


@pytest.fixture
def kata(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Entry:
    """A kata of one level, to be changed."""
    return follow_the_page(tmp_path, monkeypatch)


def judged(entry: Entry, edit: Callable[[str], str]) -> tuple[LevelResult, LevelResult]:
    """What small cases, and then the pilot, say of the plain Python rung, edited."""
    path = entry.submissions("accepted")["python"]
    source = edit(path.read_text())
    trial = Trial(
        entry, Solution("edited", source, False, path), entry.kata.levels, Setting(MODE, Limits())
    )
    first = small_cases(trial, lambda _: None)
    [level] = entry.kata.levels
    return first.results[level.name], pilot(first, lambda _: None).results[level.name]


def test_what_is_forgotten_after_many_others_is_wrong_in_the_pilot(kata: Entry) -> None:
    """Every 2^16 requests all buckets are as if nobody had asked."""

    def forgetful(source: str) -> str:
        line = next(line for line in source.splitlines() if line.lstrip().startswith("for "))
        indent = line[: len(line) - len(line.lstrip())] + "    "
        made = [name for name in ("parts", "last_ms", "tokens") if f"{name} = [" in source]
        assert made and " i," in line
        saved = "\n".join(f"{indent[4:]}first_{name} = list({name})" for name in made)
        reset = "; ".join(f"{name}[:] = first_{name}" for name in made)
        return source.replace(line, f"{saved}\n{line}\n{indent}if i and i % 65536 == 0: {reset}")

    small, deep = judged(kata, forgetful)
    assert small.verdict == "accepted"
    assert (deep.verdict, deep.where) == ("wrong answer", "many_others_between")
    assert deep.check and "request" in deep.text


def test_a_long_history_has_a_time_limit(kata: Entry) -> None:
    def slow(source: str) -> str:
        return (
            source
            + "\n_plain = allow\ndef allow(*given):\n    _plain(*given)\n"
            + ("    while len(given[0]) > 2**16: pass\n")
        )

    small, deep = judged(kata, slow)
    assert small.verdict == "accepted"
    assert (deep.verdict, deep.where) == ("time limit", "many_others_between")


def test_what_no_family_asks_is_asked_by_chance(kata: Entry) -> None:
    """The one family that is left has six requests; of any other number the last is wrong."""
    cases = kata.folder / "cases.py"
    families = re.compile(r"__all__ = \[.*?\]", re.DOTALL)
    cases.write_text(families.sub('__all__ = ["worked_example"]', cases.read_text()))

    def rarely(source: str) -> str:
        return source + (
            "\n_plain = allow\n"
            "def allow(user, at_ms, n_users, capacity, interval_ms, allowed):\n"
            "    _plain(user, at_ms, n_users, capacity, interval_ms, allowed)\n"
            "    if len(user) not in (0, 6): allowed[-1] ^= 1\n"
        )

    small, _ = judged(kata, rarely)
    assert (small.verdict, small.where) == ("wrong answer", "anything")
    assert small.check
