"""snowflake: reference, rungs and the Python world's generators on the kata's own workloads.

Nobody else takes a clock as an array, so the peers of `generate_many` issue as many ids by their
own: a real clock for fastid and snowflake-id-toolkit, whose ids cannot equal the kata's. They are
no contenders of a contest, which compares answers; `test_peers` times them beside a fill of the
same array, the limit of all that write ids down, and checks their ids for repetition.

`maximum.accumulate` is the closed form of one worker who is never refused, in six lines of numpy.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.conftest import TimeContender
from benchmarks.contest import Answer, Call, Contender, Contest, own_contenders
from harness import binding, catalog
from harness.kata import Case, Function

KATA = catalog.find("snowflake")
CASES = KATA.module("cases")
EPOCH_MS = 1_288_834_974_657
N_PEER = 100_000
PeerLoop = Callable[[np.ndarray], None]


def outputs_of(function: Function) -> Callable[[Case], Answer]:
    """Fresh outputs of a case; those of a stream's batches joined along axis 0.

    What is changed in place starts as the case has it.
    """

    def outputs(case: Case) -> Answer:
        parts = []
        for step in binding.steps_of(case):
            slots = binding.bind(function.parameters, step)
            fresh = {s.name: np.zeros(s.shape, s.dtype) for s in slots if s.kind == "out"}
            fresh |= {s.name: np.array(step[s.name]) for s in slots if s.kind == "inout"}
            parts.append(fresh)
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    return outputs


def with_own_state(prepare: Contender) -> Contender:
    """The same call, told the state anew each time: a contest hands over zeroed outputs."""

    def prepared(case: Case) -> Call:
        call = prepare(case)

        def fresh(answer: Answer) -> None:
            answer["state"][:] = case["state"]
            call(answer)

        return fresh

    return prepared


def closed_form(case: Case) -> Call:
    """Lindley's recursion as a running maximum; right where nobody is refused."""
    clock, name = case["clock_ms"], int(case["worker"][0])
    last_ms, sequence = case["state"][name].tolist()

    def call(answer: Answer) -> None:
        place = np.arange(len(clock))
        key = clock * 4096 - place
        key[0] = max(key[0], last_ms * 4096 + sequence + 1)
        slot = np.maximum.accumulate(key) + place
        answer["ids"][:] = ((slot >> 12) - EPOCH_MS) << 22 | (name << 12) | (slot & 4095)
        answer["state"][name] = slot[-1] >> 12, slot[-1] & 4095

    return call


def fastid_loop(ids: np.ndarray) -> None:
    import fastid

    generate = fastid.snowflake_int
    for i in range(len(ids)):
        ids[i] = generate()


def snowflake_id_loop(ids: np.ndarray) -> None:
    """Asks again as long as the answer is None."""
    from snowflake import SnowflakeGenerator

    generator = SnowflakeGenerator(1)
    for i in range(len(ids)):
        number = next(generator)
        while number is None:
            number = next(generator)
        ids[i] = number


def toolkit_loop(ids: np.ndarray) -> None:
    from snowflake_id_toolkit import TwitterSnowflakeIDGenerator

    generate = TwitterSnowflakeIDGenerator(1).generate_next_id
    for i in range(len(ids)):
        ids[i] = generate()


def fill(ids: np.ndarray) -> None:
    ids.fill(1)


PEERS: dict[str, tuple[str, PeerLoop]] = {
    "fastid": ("fastid", fastid_loop),
    "snowflake-id": ("snowflake", snowflake_id_loop),
    "snowflake-id-toolkit": ("snowflake_id_toolkit", toolkit_loop),
}


def _contest(name: str, function: str, contenders: dict[str, Contender]) -> Contest:
    def make() -> Case:
        case: Case = CASES.WORKLOADS[name].make(np.random.default_rng(1))
        return case

    return Contest(name, "snowflake", make, outputs_of(KATA.kata.function(function)), contenders)


def _own(function: str) -> dict[str, Contender]:
    found = own_contenders("snowflake", function)
    stateful = function in ("generate", "generate_many")
    return {name: with_own_state(one) if stateful else one for name, one in found.items()}


MANY = _own("generate_many")
CONTESTS = [
    _contest("archive", "unpack", _own("unpack")),
    _contest("bursts", "generate", _own("generate")),
    _contest(
        "one_worker",
        "generate_many",
        MANY | {"maximum.accumulate": with_own_state(closed_form)},
    ),
    _contest("thousand_workers", "generate_many", MANY),
    _contest("rolling_restarts", "Fleet", _own("Fleet")),
    _contest("bad_night", "Fleet", _own("Fleet")),
]


@pytest.mark.parametrize(
    "contest, name",
    [
        pytest.param(contest, name, id=f"{contest.name}-{name}")
        for contest in CONTESTS
        for name in contest.contenders
    ],
)
def test_speed(contest: Contest, name: str, time_contender: TimeContender) -> None:
    time_contender(contest, name)


@pytest.mark.parametrize("name", PEERS)
def test_peers(name: str, benchmark: BenchmarkFixture) -> None:
    """Ids into an array, from the real clock: none of them 0, and none twice."""
    package, loop = PEERS[name]
    pytest.importorskip(package, reason=f"{name} is missing; pip install -e '.[test,peers]'")
    ids = np.ones(N_PEER, np.int64)
    benchmark.group = f"{N_PEER} ids"
    benchmark.pedantic(functools.partial(loop, ids), rounds=3, warmup_rounds=1)
    assert (ids > 0).all() and len(np.unique(ids)) == len(ids)


@pytest.mark.parametrize("name", ["fill", "reference"])
def test_beside_the_peers(name: str, benchmark: BenchmarkFixture) -> None:
    """The limit, and the reference's ids of one worker by a clock that it is given."""
    case: Case = CASES.WORKLOADS["one_worker"].make(np.random.default_rng(1))
    case = {**case, "clock_ms": case["clock_ms"][:N_PEER], "worker": case["worker"][:N_PEER]}
    answer = outputs_of(KATA.kata.function("generate_many"))(case)
    calls = {
        "fill": lambda: fill(answer["ids"]),
        "reference": lambda: MANY["reference"](case)(answer),
    }
    benchmark.group = f"{N_PEER} ids"
    benchmark.pedantic(calls[name], rounds=20, warmup_rounds=1)
    assert (answer["ids"] > 0).all()
