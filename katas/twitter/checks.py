"""What is asked of an evening: legal decisions, and the limits that its case names."""

from __future__ import annotations

from collections.abc import Callable

from harness.kata import Answers, Case, Check, Quality

from .bounds import quality
from .world import Measures, outcome

__all__ = [
    "pushes_to_a_class",
    "merges_or_not",
    "serves_refuses_or_rebuilds",
    "rows_fit",
    "originals_first",
    "pages_in_time",
    "pages_up_to_date",
    "readers_stay",
]


def _legal(name: str, decision: str, meaning: str) -> Check:
    """A check that speaks if the first illegal decision is of this kind."""

    def check(case: Case, expected: Answers | None, got: Answers) -> str | None:
        illegal = outcome(case, got).illegal
        return illegal[1] if illegal and illegal[0] == decision else None

    check.__name__, check.__doc__ = name, meaning
    return check


pushes_to_a_class = _legal("pushes_to_a_class", "push", "A post goes to nobody, a class, or all.")
merges_or_not = _legal("merges_or_not", "merge", "A missing author is merged, or is not.")
serves_refuses_or_rebuilds = _legal(
    "serves_refuses_or_rebuilds", "act", "A read is served, refused, or its row is rebuilt."
)


def _numbers(case: Case, got: Answers) -> Measures | None:
    return outcome(case, got).numbers


def rows_fit(case: Case, expected: Answers | None, got: Answers) -> str | None:
    """No more rows than there is memory for."""
    numbers = _numbers(case, got)
    if numbers is None or numbers.rows <= case["rows_max"]:
        return None
    return (
        f"{numbers.rows:,} rows, and memory for {case['rows_max']:,}: a row begins with the first "
        "post that is pushed to it, whether its reader ever comes or not"
    )


def readers_stay(case: Case, expected: Answers | None, got: Answers) -> str | None:
    """Few are refused until they go."""
    numbers = _numbers(case, got)
    if numbers is None or numbers.gone_ppm <= case["gone_ppm"]:
        return None
    return (
        f"{numbers.gone:,} readers went away, {_percent(numbers.gone_ppm)} of all reads; allowed "
        f"are {_percent(case['gone_ppm'])}. Refused {numbers.refused:,} times in all: who is "
        "refused comes back, and goes after the third time"
    )


def originals_first(case: Case, expected: Answers | None, got: Answers) -> str | None:
    """Hardly anybody sees a reply before what it answers."""
    numbers = _numbers(case, got)
    if numbers is None or numbers.early_ppm <= case["early_ppm"]:
        return None
    return (
        f"{numbers.early:,} replies were shown before what they answer, to readers who follow both "
        f"authors: {_percent(numbers.early_ppm)} of them; allowed are "
        f"{_percent(case['early_ppm'])}. An original with many followers is still on its way when "
        "the reply is there"
    )


def pages_up_to_date(case: Case, expected: Answers | None, got: Answers) -> str | None:
    """In every window nearly all pages have whatever is older than five seconds."""
    numbers = _numbers(case, got)
    if numbers is None or numbers.bad_ppm <= case["bad_ppm"]:
        return None
    return (
        f"of the pages asked for from {numbers.bad_at_s} s on, {_percent(numbers.bad_ppm)} lacked "
        "a post older than 5 s, or all of a lost row; allowed are "
        f"{_percent(case['bad_ppm'])} in any 2 s"
    )


def pages_in_time(case: Case, expected: Answers | None, got: Answers) -> str | None:
    """In every window 99 of 100 pages are there in time."""
    numbers = _numbers(case, got)
    if numbers is None or numbers.p99_ms <= case["p99_ms"]:
        return None
    return (
        f"of the pages asked for from {numbers.p99_at_s} s on, one in a hundred took longer than "
        f"{numbers.p99_ms:,} ms; allowed are {case['p99_ms']:,} ms in any 2 s"
    )


def _percent(ppm: int) -> str:
    return f"{ppm / 10_000:.2g} %" if ppm < 100_000 else f"{ppm / 10_000:.0f} %"


QUALITY: dict[str, Callable[[Case, Answers], Quality]] = {
    "world-cup": quality,
    "node-dies": quality,
}
