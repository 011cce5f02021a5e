"""What every benchmark shares: compiled code in a folder of its own, and one way to time a call."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks import contest as contests
from benchmarks.contest import Contest
from harness.kata import Answers

TimeContender = Callable[[Contest, str], None]


def by_contender(contests: Iterable[Contest]) -> pytest.MarkDecorator:
    """A test for each contender of each contest, called `contest-contender`."""
    pairs = [
        pytest.param(contest, name, id=f"{contest.name}-{name}")
        for contest in contests
        for name in contest.contenders
    ]
    return pytest.mark.parametrize(("contest", "name"), pairs)


@pytest.fixture(scope="session", autouse=True)
def compiled_code_elsewhere() -> Iterator[None]:
    """No compiled code of a benchmark is left beside the project's files."""
    with contests.compiled_code_elsewhere():
        yield


@functools.cache
def _case_and_expected(contest_name: str, make: Any, outputs: Any, prepare: Any) -> Any:
    """The case of a contest and the reference's answer, made once."""
    case = make()
    expected: Answers = outputs(case)
    prepare(case)(expected)
    return case, expected


@pytest.fixture
def time_contender(benchmark: BenchmarkFixture) -> TimeContender:
    """Check one contender's answer against the reference's, then time it: `f(contest, name)`.

    The rungs are contenders too and share no code with the reference, so it is checked as well. A
    peer that is not installed is skipped by name.
    """

    def run(contest: Contest, name: str) -> None:
        reference = contest.contenders[contests.REFERENCE]
        case, expected = _case_and_expected(contest.name, contest.make, contest.outputs, reference)
        try:
            call = contest.contenders[name](case)
        except ImportError as error:
            pytest.skip(f"{name} is not installed ({error}); pip install -e '.[test,peers]'")
        fault = contests.differing(expected, contests.answer_of(contest, case, call))
        assert fault is None, fault
        benchmark.group = contest.name
        first_ns = contests.cpu_ns(contest, case, call)  # the call before may have compiled
        benchmark.pedantic(
            call,
            setup=lambda: ((contest.outputs(case),), {}),
            rounds=1 if first_ns > contests.SLOW_NS else 5,
        )

    return run
