"""idempotent-ledger: reference and rungs on the kata's own workloads.

The peer is the rung `python`, the best version with dictionaries that we could write: no library
found on the index does this work. Book-keeping libraries keep accounts, without keys, holds or this
rate; TigerBeetle is a server. A call of a stream replays all of its batches from a new object, and
what that takes to open counts, unlike in `kata run`; where balances are changed in place, a call
first copies the opening ones, for everybody alike.
"""

from __future__ import annotations

import functools

import numpy as np

from benchmarks.conftest import TimeContender, by_contender
from benchmarks.contest import Call, Contender, Contest, outputs_of, own_contenders
from harness import catalog
from harness.kata import Answers, Case, Level

KATA = catalog.find("idempotent-ledger")
SEED = 20191129


def make(workload: str) -> Case:
    """The full-size case, the same in every run."""
    return dict(KATA.workloads[workload].make(np.random.default_rng(SEED)))


def from_opening_balances(contender: Contender) -> Contender:
    """The contender, which finds the case's balances where it is to change them."""

    def prepare(case: Case) -> Call:
        inner = contender(case)

        def call(answer: Answers) -> None:
            answer["balance"][:] = case["balance"]
            inner(answer)

        return call

    return prepare


def _contest(level: Level, workload: str) -> Contest:
    function = KATA.kata.function_of(level)
    zeroed = outputs_of(function)
    # what the naive way takes is told by the ladder; here it would take a minute a call
    contenders = own_contenders(KATA.kata.name, function.name, skip=("naive",))
    if function.shape == "stream":
        return Contest(
            workload, KATA.kata.name, functools.partial(make, workload), zeroed, contenders
        )

    def outputs(case: Case) -> Answers:
        return zeroed(case) | {"balance": np.zeros_like(case["balance"])}

    return Contest(
        workload,
        KATA.kata.name,
        functools.partial(make, workload),
        outputs,
        {name: from_opening_balances(each) for name, each in contenders.items()},
    )


CONTESTS = [_contest(level, workload) for level in KATA.kata.levels for workload in level.workloads]


@by_contender(CONTESTS)
def test_speed(contest: Contest, name: str, time_contender: TimeContender) -> None:
    time_contender(contest, name)
