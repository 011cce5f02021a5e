"""What to type next, and the exit code: from results alone, without a terminal."""

from __future__ import annotations

import pytest

from harness import catalog
from harness.cli.advice import NOT_PASSED, PASSED, TOO_NOISY, at_level, exit_code, next_step
from harness.judge.verdict import LevelResult, Results, Score, Speed

KATA = catalog.find("lru-cache").kata
REPLAY, LRU, CURVE, POLICY, FLOOD = KATA.levels


def timed(name: str, medal: str) -> LevelResult:
    ratio = {"none": 0.001, "bronze": 0.1, "silver": 0.3, "gold": 0.9, "star": 1.2}[medal]
    speed = Speed("any", ratio, ratio, ratio, 5, "requests", 1.0, 1.0, medal)
    return LevelResult(name, "accepted", speeds=(speed,))


def everywhere(medal: str, **others: LevelResult) -> Results:
    found = {level.name: timed(level.name, medal) for level in KATA.levels}
    return {**found, **{result.level: result for result in others.values()}}


def a(level: str, verdict: str, **more: str) -> LevelResult:
    return LevelResult(level, verdict, **more)


def test_what_comes_after_noise_is_not_held_against_anybody() -> None:
    noisy = everywhere("gold", one=a("replay", "inconclusive"), two=a("lru", "not reached"))
    assert exit_code(KATA.levels, noisy) == TOO_NOISY
    stopped = everywhere("gold", one=a("replay", "not started"), two=a("lru", "not reached"))
    assert exit_code(KATA.levels, stopped) == NOT_PASSED
    wrong = everywhere("gold", one=a("replay", "inconclusive"), two=a("lru", "wrong answer"))
    assert exit_code(KATA.levels, wrong) == NOT_PASSED


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (a("replay", "not started"), f"fill in replay (replay: {REPLAY.title})"),
        (a("replay", "inconclusive"), "kata run lru-cache    (again, when the machine is quiet)"),
        (
            a("replay", "time limit", where="worked_example"),
            "look for a loop in replay that never ends: small cases took too long",
        ),
        (
            a("replay", "time limit", where=REPLAY.workloads[0]),
            "make replay faster; it was right on the small cases; ideas: kata hint lru-cache",
        ),
        (
            a("replay", "wrong answer", check="hits_refresh"),
            "mend replay; kata show lru-cache has the contract",
        ),
        (a("replay", "runtime error"), "mend replay"),
    ],
)
def test_what_to_do_at_a_level(result: LevelResult, said: str) -> None:
    assert at_level("lru-cache", REPLAY, result) == said
    assert next_step(KATA, KATA.levels, everywhere("gold", other=result)) == said


def test_right_without_a_medal_is_told_what_bronze_asks_for() -> None:
    said = next_step(KATA, KATA.levels, everywhere("gold", other=timed("lru", "none")))
    assert said.startswith("lru is right; bronze asks for ")
    assert said.endswith("x slower than the reference or better: kata hint lru-cache")
    poor = LevelResult("policy", "accepted", scores=(Score("t", 1.0, 1.0, 2.0, 0.0, 0.5, "none"),))
    said = next_step(KATA, KATA.levels, everywhere("gold", other=poor))
    assert "of the way from the baseline to the bound" in said


def test_the_first_level_that_asks_for_something_is_told() -> None:
    results = everywhere("gold", one=a("every-capacity", "not started"), two=a("lru", "crashed"))
    assert next_step(KATA, KATA.levels, results).startswith("mend lru")


def test_when_every_level_is_passed() -> None:
    results = everywhere("gold", other=timed("lru", "silver"))
    assert next_step(KATA, KATA.levels, results) == (
        "every level passed; gold is open at lru; ideas: kata hint lru-cache"
    )
    assert next_step(KATA, KATA.levels, everywhere("star")).startswith("every level at gold")
    some = {level.name: timed(level.name, "gold") for level in (REPLAY, LRU)}
    assert next_step(KATA, (REPLAY, LRU), some) == "replay and lru passed; kata run lru-cache"


def test_a_bonus_that_is_not_started_is_not_asked_for() -> None:
    kata = catalog.find("consistent-hash").kata
    results = {level.name: timed(level.name, "gold") for level in kata.levels}
    results["jump"] = a("jump", "not started")
    assert next_step(kata, kata.levels, results).startswith("every level at gold")


@pytest.mark.parametrize(
    ("others", "code"),
    [
        ({}, PASSED),
        ({"one": a("lru", "not started")}, PASSED),
        ({"one": a("lru", "wrong answer")}, NOT_PASSED),
        ({"one": timed("lru", "none")}, NOT_PASSED),
        ({"one": a("lru", "inconclusive")}, TOO_NOISY),
        ({"one": a("lru", "inconclusive"), "two": a("policy", "crashed")}, NOT_PASSED),
    ],
)
def test_what_a_run_exits_with(others: dict[str, LevelResult], code: int) -> None:
    assert exit_code(KATA.levels, everywhere("bronze", **others)) == code


def test_nothing_begun_is_nothing_passed() -> None:
    nothing = {level.name: a(level.name, "not started") for level in KATA.levels}
    assert exit_code(KATA.levels, nothing) == NOT_PASSED
