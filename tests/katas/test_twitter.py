"""What twitter alone promises: queues as they are in books, nothing lost, and rules that end where
the brief says.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import partial
from xml.etree import ElementTree

import numpy as np
import pytest
from suite import accepted, answers, complaint, family, made, mistake, reference

from harness import catalog
from harness.cli import charts
from harness.cli.sweep import evening_of as evening_of_sweep
from harness.cli.sweep import row
from harness.judge import inprocess
from harness.kata import Case
from katas.twitter import bounds, evenings, story
from katas.twitter.world import Site, drive, outcome, roles

pytestmark = pytest.mark.xdist_group("kata twitter")
ENTRY = catalog.find("twitter")
SMALL = {"users": 2_000, "seconds": 12}
"""An evening that is over in half a second."""


# queues


def waits_us(cores: int, load: float, jobs: int, exponential: bool) -> tuple[np.ndarray, float]:
    """Waits of a role's jobs, Poisson arrivals, work of 1 ms on average, the first tenth left out;
    and the mean number of waiting jobs, by looking at the queue again and again.
    """
    rng = np.random.default_rng([cores, int(100 * load), exponential])
    came_us = np.cumsum(rng.exponential(1_000 / (load * cores), jobs)).astype(np.int64)
    work_us = np.full(jobs, 1_000)
    if exponential:
        work_us = np.rint(rng.exponential(1_000, jobs)).astype(np.int64)
    role = roles.role(cores, jobs)
    roles.submit_all(role, came_us, work_us)
    assert role.jobs[roles.TAKEN] == jobs
    kept = slice(jobs // 10, None)
    waits = role.start_us[kept] - came_us[kept]
    looks = np.linspace(came_us[kept][0], came_us[-1], 200_000)
    begun = np.searchsorted(np.sort(role.start_us), looks, side="right")
    waiting = np.searchsorted(came_us, looks, side="right") - begun
    return waits, float(waiting.mean())


def erlang_c(cores: int, load: float) -> float:
    """The chance to wait in M/M/c."""
    offered = cores * load
    last = offered**cores / math.factorial(cores) / (1 - load)
    return last / (sum(offered**k / math.factorial(k) for k in range(cores)) + last)


@pytest.mark.parametrize(
    ("cores", "load", "exponential", "expected_us"),
    [
        (1, 0.8, False, 1_000 * 0.8 / (2 * 0.2)),
        (1, 0.7, True, 1_000 * 0.7 / 0.3),
        (4, 0.8, True, 1_000 * erlang_c(4, 0.8) / (4 * 0.2)),
        (16, 0.8, True, 1_000 * erlang_c(16, 0.8) / (16 * 0.2)),
    ],
    ids=["M/D/1", "M/M/1", "M/M/4", "M/M/16"],
)
def test_a_role_is_the_queue_of_the_books(
    cores: int, load: float, exponential: bool, expected_us: float
) -> None:
    waits, waiting = waits_us(cores, load, 3_000_000, exponential)
    assert waits.mean() == pytest.approx(expected_us, rel=0.02)
    per_us = load * cores / 1_000
    assert waiting == pytest.approx(per_us * waits.mean(), rel=0.02), "Little's law"


def test_a_full_queue_turns_away_and_says_how_many() -> None:
    role = roles.role(2, 60_000)
    came_us = np.zeros(50_000, np.int64)
    roles.submit_all(role, came_us, np.full(50_000, 1_000))
    offered, taken, _, turned_away = role.jobs.tolist()
    assert offered == 50_000 and taken == 20_000 + 2
    assert taken + turned_away == offered


# the site


def played(case: Case, push: int = 5) -> Site:
    """An evening with one class for all posts, and what is nearly stale merged."""

    def on_read(asked: Case) -> dict[str, np.ndarray]:
        return {
            "merge": (asked["oldest_ms"] >= 4_500).astype(np.int8),
            "act": np.where(asked["lost"], 1 + asked["tries"] // 2, 0).astype(np.int8),
        }

    def on_post(asked: Case) -> dict[str, np.ndarray]:
        return {"push": np.full(len(asked["reply"]), push, np.int8)}

    return drive(Site(case), {"on_post": on_post, "on_read": on_read})


@pytest.mark.parametrize("number", [1, 3, 4, 5])
def test_nothing_is_lost_in_any_tick(number: int) -> None:
    """Offered = done + refused + waiting, where what is done is counted from the jobs' own ends."""
    case = evenings.evening(np.random.default_rng(1), number, **SMALL)
    site = played({**case, "deliver_cores": 1, "read_cores": 1})
    ticks = {name: np.array(row) for name, row in site.history.ticks.items()}
    ends_us = (1 + np.arange(len(ticks["posts"]))) * 100_000
    for name, role in (("deliver", site.delivery), ("read", site.reading)):
        taken = int(role.jobs[roles.TAKEN])
        done = np.searchsorted(np.sort(role.end_us[:taken]), ends_us, side="right")
        assert np.array_equal(done, ticks[f"{name}_done"])
        held = done + ticks[f"{name}_refused"] + ticks[f"{name}_waiting"] + ticks[f"{name}_busy"]
        assert np.array_equal(held, ticks[f"{name}_offered"])
        assert taken > 50


def test_the_same_decisions_make_the_same_evening_and_another_seed_another() -> None:
    case = evenings.evening(np.random.default_rng(2), 5, **SMALL)
    one = answers(ENTRY, "node-dies", accepted(ENTRY, "backlog"), case)
    again = answers(ENTRY, "node-dies", accepted(ENTRY, "backlog"), dict(case))
    assert all(np.array_equal(one[name], again[name]) for name in one)
    other = answers(ENTRY, "node-dies", accepted(ENTRY, "backlog"), case | {"seed": 7})
    assert any(len(one[name]) != len(other[name]) for name in one)


def test_an_evening_is_played_again_from_its_decisions() -> None:
    """What the checks believe: the numbers come from decisions alone."""
    case = evenings.evening(np.random.default_rng(3), 5, **SMALL)
    got = answers(ENTRY, "node-dies", accepted(ENTRY, "backlog"), case)
    known = outcome(case, got).numbers
    from katas.twitter.world import judged

    judged._known.clear()
    assert outcome(case, {name: array.copy() for name, array in got.items()}).numbers == known
    short = {name: array[:-1] for name, array in got.items()}
    assert outcome(case, short).illegal is not None


def test_a_post_arrives_at_one_follower_after_the_other() -> None:
    """The first one has it after half a millisecond, the last one after all others."""
    case = evenings.evening(np.random.default_rng(4), 3, **SMALL) | {"deliver_cores": 200}
    site = played(case)
    star = np.flatnonzero(site.load.post_author == 0)
    assert len(star) == 4 and (site.rows.begun_us[star] == site.load.post_us[star]).all()
    assert (site.rows.reach[star] == site.graph.upto[0, 5]).all()
    activity = site.graph.activity[site.graph.follower[: site.graph.start[1]]]
    assert (np.diff(activity) >= 0).all(), "the most active come first"


ILLEGAL = """
class Site:
    def on_post(self, posts, load, push):
        push[-1] = 6 if load.now_ms >= 500 else 5

    def on_read(self, reads, missing, load, merge, act):
        pass
"""


def test_an_illegal_decision_is_told_with_its_tick_and_its_post() -> None:
    case = family(ENTRY, "quiet_monday", 1)
    name, text = complaint(ENTRY, "monday", case, made(ILLEGAL, "illegal")) or ("", "")
    assert name == "pushes_to_a_class"
    assert "tick " in text and "post " in text and "push is 6" in text, text


# the score


def test_nobody_goes_below_the_bound_and_the_reference_beats_the_threshold() -> None:
    """On a site a tenth as large, with the cores it has to have."""
    for number in (4, 5):
        case = evenings.evening(np.random.default_rng(5), number, users=5_000, seconds=30)
        case |= {"deliver_cores": 3, "read_cores": 8, "p99_ms": 2_000}
        least = bounds._least_cores(bounds._key(case))
        for cores in range(1, math.ceil(least)):
            tried = {**case, "read_cores": cores}
            got = answers(ENTRY, "world-cup", reference(ENTRY), tried)
            numbers = outcome(tried, got).numbers
            assert numbers is not None and not bounds.holds(tried, numbers)


# what is told afterwards


def evening_of(name: str, number: int, **changes: int) -> tuple[Case, dict[str, np.ndarray]]:
    """An evening with a mistake of the kata's, played here."""
    case = evenings.evening(np.random.default_rng(6), number) | changes
    return case, answers(ENTRY, ENTRY.kata.levels[number - 1], mistake(ENTRY, name), case)


def variant(case: Case, name: str, change: str) -> None:
    """The same evening with one decision changed."""
    function = replace(ENTRY.kata.functions[0], play=partial(story.play_variant, name=change))
    inprocess.answers(function, mistake(ENTRY, name), case)


def test_the_change_that_is_promised_to_help_helps() -> None:
    """A star that is pushed: its replies overtake it, and do not when it is left to its readers."""
    case, _ = evening_of("star_is_pushed", 3, users=10_000, seconds=30)
    case |= {"early_ppm": 3_000}
    before, numbers = story.distance(case)
    assert before > 0 and "early replies" in numbers
    variant(case, "star_is_pushed", "star_to_nobody")
    after, _ = story.distance(case)
    assert after == 0 < before


def test_an_evening_is_told_from_what_happened() -> None:
    case, _ = evening_of("star_is_pushed", 3, users=10_000, seconds=30)
    assert story.OPTIONS[story.fact(case)] in ("deliveries", "nothing")
    told = story.chain(case)
    assert 1 <= len(told) <= 5 and any("before what it answers" in line for line in told), told
    assert [float(line.split()[0]) for line in told] == sorted(
        float(line.split()[0]) for line in told
    )
    life = " ".join(story.life(case))
    assert "6,000 follow it" in life and "pushed to 6,000" in life and "after 0.5 ms" in life
    drawn = charts.svg("star", story.curves(case), "60 s")
    assert len(ElementTree.fromstring(drawn).findall(".//{*}polyline")) == 5
    assert all(len(line) > 60 for line in charts.lines(story.curves(case)))


@pytest.mark.slow
def test_figures_of_the_brief_come_from_the_sweep() -> None:
    """The table in the brief is what `kata run twitter --sweep threshold` prints."""
    table = re.findall(r"^    +([\d,]+(?: +[\d.,]+){6})$", ENTRY.brief, re.MULTILINE)
    case = evening_of_sweep(ENTRY, ENTRY.level("star"))
    told = [line.split() for line in table]
    assert [int(line[0].replace(",", "")) for line in told] == list(story.SWEPT["threshold"])
    for value in (0, 1_000):
        numbers = next(one for at, one in story.sweep(case, "threshold", (value,)) if at == value)
        assert row(value, numbers).split() in told


def test_all_machines_share_a_board() -> None:
    """Costs are nominal: an evening is the same wherever it is played."""
    from harness.results.board import ANY_MACHINE, _class_of

    run = {"machine": {"cpu": "some", "cores": 2}}
    assert _class_of(ENTRY.level("world-cup"), ENTRY, run) == ANY_MACHINE
