"""Worlds: what comes next depends on what was answered, whoever plays them and in whichever box."""

from __future__ import annotations

from collections.abc import Generator
from types import ModuleType

import numpy as np
import pytest
from conftest import LIMITS, MODES, solution

from harness.box import Setting
from harness.errors import AuthorError
from harness.judge import inprocess
from harness.judge.arena import Arena, SideEnded
from harness.kata import Answers, Case, Function, Group, array, out, scalar

GIVE = Function(
    "give",
    (Group("hand", "Hand", (array("card", "int64[n]"), scalar("points"))), out("keep", "int8[n]")),
    sizes={"n": (1, 100)},
)
CALL = Function("call", (array("ends", "int64[n+1]"), out("bid", "int64[1]")), sizes={"n": (0, 9)})


def table(case: Case) -> Generator[tuple[str, Case], Answers, None]:
    """So many cards are dealt as were kept the round before, and one more; then a bid is asked."""
    rng, kept, points = np.random.default_rng(case["seed"]), 1, 0
    for _ in range(case["rounds"]):
        answer = yield "give", {"card": rng.integers(1, 99, kept), "points": points}
        kept = int(answer["keep"].sum()) + 1
        answer = yield "call", {"ends": np.arange(kept % 9 + 1)}
        points += int(answer["bid"][0])


GAME = Function(
    "Player",
    (),
    shape="world",
    build=(scalar("seed"), scalar("rounds")),
    turns=(GIVE, CALL),
    play=table,
)
CASE = {"seed": 7, "rounds": 40}
PLAYER = """
class Player:
    def __init__(self):
        self.rounds = 0

    def give(self, hand, keep):
        self.rounds += 1
        keep[:] = hand.card % 3 > 0
        assert len(keep) == len(hand.card), "sizes of another round"
        assert self.rounds > 1 or hand.points == 0

    def call(self, ends, bid):
        bid[0] = len(ends) + self.rounds
"""


def in_box(source: str, mode: str, *cases: Case) -> list[Answers]:
    """What one box answers to worlds after each other."""
    with Arena({"it": solution(source)}, Setting(mode, LIMITS)) as arena:
        arena.load(["Player"], {})
        return [arena.run(GAME, case, LIMITS.call_s)["it"].answer for case in cases]


def in_process(source: str, case: Case) -> Answers:
    module = ModuleType("player")
    exec(source, vars(module))
    return inprocess.answers(GAME, module, case)


def same(one: Answers, other: Answers) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[k], other[k]) for k in one)


def test_a_world_goes_on_from_the_answers_in_every_box(mode: str) -> None:
    """And alike in this process; the second evening gets an object of its own."""
    expected = in_process(PLAYER, CASE)
    assert len(expected["bid"]) == 40 and len(expected["keep"]) > 60
    first, second = in_box(PLAYER, mode, CASE, CASE)
    assert same(first, expected) and same(second, expected)


def test_other_answers_make_another_world() -> None:
    greedy = PLAYER.replace("hand.card % 3 > 0", "1")
    assert len(in_process(greedy, {**CASE, "rounds": 9})["keep"]) == 45


def test_where_nothing_is_asked_there_are_empty_answers() -> None:
    [answer] = in_box(PLAYER, MODES[-1], {**CASE, "rounds": 0})
    assert {name: array.shape for name, array in answer.items()} == {"keep": (0,), "bid": (0,)}
    assert answer["keep"].dtype == np.int8


def test_a_loop_that_never_ends_costs_its_limit_and_is_told_like_others() -> None:
    endless = PLAYER.replace("bid[0] = ", "while self.rounds == 3: pass\n        bid[0] = ")
    with pytest.raises(SideEnded) as caught:
        in_box(endless, MODES[0], CASE)
    assert caught.value.ended.verdict == "time limit"
    assert "all calls together took more than 1 s" in caught.value.ended.text


def test_an_error_names_its_line_and_the_turn() -> None:
    broken = PLAYER.replace("bid[0] = ", "bid[5] = ")
    with pytest.raises(SideEnded) as caught:
        in_box(broken, MODES[0], CASE)
    text = caught.value.ended.text
    assert caught.value.ended.verdict == "runtime error" and "IndexError" in text and "call" in text


def test_the_memory_of_one_evening_is_gone_in_the_next() -> None:
    """What lies beyond a question is nothing that another world left."""
    spy = PLAYER + (
        "        base = ends\n"
        "        while getattr(base, 'base', None) is not None and hasattr(base.base, 'dtype'):\n"
        "            base = base.base\n"
        "        bid[0] = int(base.reshape(-1)[len(ends):].any())\n"
    )
    first, second = in_box(spy, MODES[0], CASE, {**CASE, "seed": 8})
    assert first["bid"].any(), "later questions leave something there"
    assert not second["bid"][0]


def test_a_question_beyond_its_sizes_is_the_authors_mistake() -> None:
    greedy = PLAYER.replace("hand.card % 3 > 0", "1")
    with pytest.raises(AuthorError, match="beyond 100"):
        in_box(greedy, MODES[-1], {**CASE, "rounds": 101})
