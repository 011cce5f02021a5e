"""snowflake: reference, rungs and the Python world's generators.

`ids_of_one_worker` sets everybody beside everybody who writes 200,000 ids of one worker into an
array, six times over. The generators of others cannot be told a clock: they issue as many by the
real one, so their ids are not the kata's, and a contest can only ask how many there are. That the
ids are new and above 0 is seen to by `test_others_issue_everything_once`; that reference and rungs
are right, by the other contests, which compare every answer.

The rows of that contest which are no generators: `fill`, what writing ids costs; `read and write`,
the same and reading clock and worker, which every solution must; `numpy packing`, time, worker and
sequence known before; `maximum.accumulate`, the closed form of a worker who is never refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numba import njit

from benchmarks.conftest import TimeContender, by_contender
from benchmarks.contest import Call, Contender, Contest, own_contenders
from harness import binding, catalog
from harness.kata import Answers, Case, Function

KATA = catalog.find("snowflake")
EPOCH_MS = 1_288_834_974_657
PASSES = 6
"""So often the array is filled in one call: a single pass of the fast takes 0.1 ms, and before it
the slow have thrown their code and their clocks out of the caches.
"""
Loop = Callable[[np.ndarray], None]


def outputs_of(function: Function) -> Callable[[Case], Answers]:
    """Fresh outputs of a case; those of a stream's batches joined along axis 0.

    What is changed in place starts as the case has it.
    """

    def outputs(case: Case) -> Answers:
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

        def fresh(answer: Answers) -> None:
            answer["state"][:] = case["state"]
            call(answer)

        return fresh

    return prepared


def closed_form(case: Case) -> Call:
    """Lindley's recursion as a running maximum; right where nobody is refused."""
    clock, name = case["clock_ms"], int(case["worker"][0])
    last_ms, sequence = case["state"][name].tolist()

    def call(answer: Answers) -> None:
        place = np.arange(len(clock))
        key = clock * 4096 - place
        key[0] = max(key[0], last_ms * 4096 + sequence + 1)
        slot = np.maximum.accumulate(key) + place
        answer["ids"][:] = ((slot >> 12) - EPOCH_MS) << 22 | (name << 12) | (slot & 4095)
        answer["state"][name] = slot[-1] >> 12, slot[-1] & 4095

    return call


def fastid_loop() -> Loop:
    import fastid

    generate = fastid.snowflake_int

    def loop(ids: np.ndarray) -> None:
        for i in range(len(ids)):
            ids[i] = generate()

    return loop


def snowflake_id_loop() -> Loop:
    """Asks again as long as the answer is None."""
    from snowflake import SnowflakeGenerator

    generator: Iterator[int | None] = SnowflakeGenerator(1)

    def loop(ids: np.ndarray) -> None:
        for i in range(len(ids)):
            number = next(generator)
            while number is None:
                number = next(generator)
            ids[i] = number

    return loop


def toolkit_loop() -> Loop:
    from snowflake_id_toolkit import TwitterSnowflakeIDGenerator

    generate = TwitterSnowflakeIDGenerator(1).generate_next_id

    def loop(ids: np.ndarray) -> None:
        for i in range(len(ids)):
            ids[i] = generate()

    return loop


GENERATORS: dict[str, Callable[[], Loop]] = {
    "fastid": fastid_loop,
    "snowflake-id": snowflake_id_loop,
    "snowflake-id-toolkit": toolkit_loop,
}


def generator(make: Callable[[], Loop]) -> Contender:
    """Somebody else's ids, by the real clock."""

    def prepare(case: Case) -> Call:
        loop, ids = make(), case["_ids"]

        def call(answer: Answers) -> None:
            for _ in range(PASSES):
                loop(ids)
                answer["issued"][0] += len(ids)

        return call

    return prepare


def counted(prepare: Contender) -> Contender:
    """A contender of `generate_many` in the contest that only counts."""

    def prepared(case: Case) -> Call:
        inner = {"ids": case["_ids"], "state": case["state"].copy()}
        call = prepare(case)

        def count(answer: Answers) -> None:
            for _ in range(PASSES):
                call(inner)
                answer["issued"][0] += len(inner["ids"])

        return count

    return prepared


def make_one_worker() -> Case:
    """With the array that all of them fill."""
    case: Case = KATA.workloads["one_worker"].make(np.random.default_rng(1))
    return {**case, "_ids": np.ones(len(case["clock_ms"]), np.int64)}


def count_of_ids(case: Case) -> Answers:
    return {"issued": np.zeros(1, np.int64)}


def fill(case: Case) -> Call:
    return lambda answer: answer["ids"].fill(1)


def read_and_write(case: Case) -> Call:
    """One loop that reads what must be read and writes as much as must be written."""
    clock, worker = case["clock_ms"], case["worker"]
    return lambda answer: _read_and_write(clock, worker, answer["ids"])


@njit
def _read_and_write(clock, worker, ids):  # type: ignore[no-untyped-def]
    for i in range(len(ids)):
        ids[i] = clock[i] ^ worker[i]


def numpy_packing(case: Case) -> Call:
    """Time, worker and sequence are known already, as arrays."""
    elapsed_ms, worker = case["clock_ms"] - EPOCH_MS, case["worker"].astype(np.int64)
    sequence = np.arange(len(worker)) & 4095

    def call(answer: Answers) -> None:
        answer["ids"][:] = elapsed_ms << 22 | worker << 12 | sequence

    return call


def _contest(name: str, function: str, contenders: dict[str, Contender]) -> Contest:
    def make() -> Case:
        case: Case = KATA.workloads[name].make(np.random.default_rng(1))
        return case

    return Contest(name, "snowflake", make, outputs_of(KATA.kata.function(function)), contenders)


def _own(function: str) -> dict[str, Contender]:
    found = own_contenders("snowflake", function)
    stateful = function in ("generate", "generate_many")
    return {name: with_own_state(one) if stateful else one for name, one in found.items()}


MANY = _own("generate_many")
CLOSED_FORM = {"maximum.accumulate": with_own_state(closed_form)}
FLOORS = {"fill": fill, "read and write": read_and_write, "numpy packing": numpy_packing}
OF_ONE_WORKER = {
    **{name: counted(MANY[name]) for name in ("reference", "numba")},
    **{name: counted(one) for name, one in (CLOSED_FORM | FLOORS).items()},
    **{name: generator(make) for name, make in GENERATORS.items()},
}


CONTESTS = [
    _contest("archive", "unpack", _own("unpack")),
    _contest("bursts", "generate", _own("generate")),
    _contest("one_worker", "generate_many", MANY | CLOSED_FORM),
    _contest("thousand_workers", "generate_many", MANY),
    _contest("rolling_restarts", "Fleet", _own("Fleet")),
    _contest("bad_night", "Fleet", _own("Fleet")),
    Contest(
        "ids_of_one_worker",
        "snowflake",
        make_one_worker,
        count_of_ids,
        OF_ONE_WORKER,
    ),
]


@by_contender(CONTESTS)
def test_speed(contest: Contest, name: str, time_contender: TimeContender) -> None:
    time_contender(contest, name)


@pytest.mark.parametrize("name", GENERATORS)
def test_others_issue_everything_once(name: str) -> None:
    try:
        loop = GENERATORS[name]()
    except ImportError as error:
        pytest.skip(f"{name} is not installed ({error}); pip install -e '.[test,peers]'")
    ids = np.zeros(100_000, np.int64)
    loop(ids)
    assert (ids > 0).all() and len(np.unique(ids)) == len(ids)
