"""Cases of the level many-workers: clocks that stop, step and lag behind what was borrowed."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload

from ..constants import (
    DRIFT_MAX_MS,
    EPOCH_MS,
    FIRST_MS,
    LAST_MS,
    N_WORKERS,
    SEQUENCES,
    TIME_END,
)
from .clocks import (
    busy_clock,
    carries,
    far_out,
    leaps,
    popular,
    readings,
    some_time,
    walking_runs,
    with_lost_clocks,
)

__all__ = [
    "many_example",
    "nobody_asks",
    "all_workers",
    "frozen_clock",
    "borrowed_time",
    "drift_bound",
    "refused_borrowers",
    "stepping_clocks",
    "continued_workers",
    "layout_end",
    "layout_end_out_of_reach",
    "random_workers",
    "single_request",
    "rows_of_all_kinds",
    "readings_of_any_step",
    "no_drift",
    "drift_of_one",
    "odd_drift",
    "farthest_drift",
]
DEPTH = ("away_for_long", "long_standstill")

INT64 = np.iinfo(np.int64)
N_OF_ONE, N_OF_ALL = 200_000, 100_000
FAR_MS = 60_000


def fresh_state() -> np.ndarray:
    """Nobody has issued anything."""
    return np.tile(np.array([-1, 0]), (N_WORKERS, 1))


def _case(clock_ms: np.ndarray, worker: object, max_drift_ms: int) -> Case:
    named = np.broadcast_to(np.asarray(worker, np.int16), len(clock_ms)).copy()
    return {
        "clock_ms": clock_ms,
        "worker": named,
        "max_drift_ms": max_drift_ms,
        "state": fresh_state(),
    }


def many_example(rng: Rng) -> Case:
    """The example of the starter."""
    return _case(EPOCH_MS + np.array([5, 4, 4, 3, 2, 6]), [3, 3, 2, 3, 3, 3], 2)


def nobody_asks(rng: Rng) -> Case:
    """No request: every row of the state stays."""
    case = _case(np.zeros(0, np.int64), 0, 5)
    case["state"][:] = np.stack([np.full(N_WORKERS, some_time(rng)), np.arange(N_WORKERS)], axis=1)
    return case


def all_workers(rng: Rng) -> Case:
    """Each of the 1,024 workers asks, some twice, in a random order."""
    worker = np.concatenate([np.arange(N_WORKERS), rng.integers(0, N_WORKERS, 300)])
    clock = some_time(rng) + rng.integers(0, 4, len(worker))
    return _case(clock, rng.permutation(worker), FAR_MS)


def frozen_clock(rng: Rng) -> Case:
    """The clock stands still for longer than a millisecond has sequences; nobody loses an id."""
    n_workers = int(rng.integers(1, 4))
    worker = rng.choice(N_WORKERS, n_workers, replace=False)
    n = 2 * SEQUENCES * n_workers + 50
    return _case(np.full(n, some_time(rng)), rng.choice(worker, n), FAR_MS)


def borrowed_time(rng: Rng) -> Case:
    """A worker runs into the next millisecond; then the clock comes there, and passes it."""
    start, worker = some_time(rng), int(rng.integers(0, N_WORKERS))
    left, taken = int(rng.integers(2, 40)), int(rng.integers(2, 40))
    runs = [(0, left + taken), (1, 3), (0, 2), (1, 1), (2, 2), (1, 2), (7, 1), (6, 2)]
    case = _case(readings(start, runs), worker, FAR_MS)
    case["state"][worker] = start, SEQUENCES - 1 - left
    return case


def drift_bound(rng: Rng) -> Case:
    """Just within the bound, at it and over it, where nothing else is refused."""
    start, drift = some_time(rng), int(rng.integers(0, 4))
    worker = int(rng.integers(0, N_WORKERS))
    left = int(rng.integers(1, 30))
    case = _case(readings(start, [(0, left + 3), (1, 3), (9, 1)]), worker, drift)
    case["state"][worker] = start + drift, SEQUENCES - 1 - left
    return case


def refused_borrowers(rng: Rng) -> Case:
    """Many refusals, and requests after them that are not refused."""
    start, drift = some_time(rng), int(rng.integers(1, 4))
    worker = int(rng.integers(0, N_WORKERS))
    runs: list[tuple[int, int]] = [(9, 2)]
    for ms in range(9, 9 + 4 * int(rng.integers(2, 6)), 4):
        runs += [(ms, 2), (ms - drift - 1, int(rng.integers(1, 4))), (ms - drift, 2), (ms + 1, 1)]
        runs += [(ms - drift, 1), (ms + 1 - drift, 1)]
    case = _case(readings(start, runs), worker, drift)
    case["state"][worker] = start + 9, int(rng.integers(0, 4000))
    return case


def stepping_clocks(rng: Rng) -> Case:
    """Every worker's clock is set back now and then, and every request gets an id."""
    workers = rng.choice(N_WORKERS, 4, replace=False)
    start = some_time(rng)
    parts = [_walk(rng, int(worker), start, 700) for worker in workers]
    order = rng.permutation(np.repeat(np.arange(4), [len(clock) for clock, _ in parts]))
    clock, worker = (np.concatenate(column) for column in zip(*parts, strict=True))
    merged = np.argsort(np.argsort(order, kind="stable"), kind="stable")
    return _case(clock[merged], worker[merged], FAR_MS)


def _walk(rng: Rng, worker: int, start: int, longest: int) -> tuple[np.ndarray, np.ndarray]:
    """The clock of one worker, and its number as often."""
    clock = readings(start, walking_runs(rng, 25, longest, 0.2, 500))
    return clock, np.full(len(clock), worker)


def continued_workers(rng: Rng) -> Case:
    """All workers have issued before: some are ahead of the clock, some near the next ms."""
    start = some_time(rng)
    worker = rng.integers(0, N_WORKERS, 1500)
    case = _case(start + rng.integers(-1, 2, len(worker)), worker, int(rng.integers(1, 3)))
    ahead = start + rng.integers(-2, 4, N_WORKERS)
    case["state"][:] = np.stack([ahead, rng.integers(4090, SEQUENCES, N_WORKERS)], axis=1)
    return case


def layout_end(rng: Rng) -> Case:
    """The first and the last time of an id, reached by clocks and by borrowing."""
    end, worker = EPOCH_MS + TIME_END, int(rng.integers(1, N_WORKERS))
    low = rng.permutation([0, 1, -1, EPOCH_MS - 1, EPOCH_MS, INT64.min, INT64.max, end])
    clock = np.concatenate([low, [EPOCH_MS + 1, EPOCH_MS], [end - 1] * 6, [end, end - 1, 5]])
    case = _case(clock, worker, FAR_MS)
    case["worker"][8:10] = worker - 1
    case["state"][worker] = end - 1, SEQUENCES - 1 - int(rng.integers(1, 4))
    return case


def layout_end_out_of_reach(rng: Rng) -> Case:
    """The next id lies beyond the layout, and beyond the bound as well: that is said first."""
    end, worker = EPOCH_MS + TIME_END, int(rng.integers(0, N_WORKERS))
    drift = int(rng.integers(2, 50))
    behind = rng.permutation([drift + 1, drift, drift + 2, 1, int(rng.integers(60, 10**6))])
    case = _case(end - behind, worker, drift)
    case["state"][worker] = end - 1, SEQUENCES - 1
    return case


def random_workers(rng: Rng) -> Case:
    """A few workers in turns of all lengths, with little room ahead of their clocks."""
    workers = rng.choice(N_WORKERS, 3, replace=False)
    start, n_turns = some_time(rng), 50
    runs = walking_runs(rng, n_turns, 900, 0.3, 6)
    lengths = [n for _, n in runs]
    case = _case(readings(start, runs), np.repeat(rng.choice(workers, n_turns), lengths), 0)
    case["max_drift_ms"] = int(rng.integers(0, 6))
    ahead = start + rng.integers(-2, 4, len(workers))
    case["state"][workers] = np.stack([ahead, rng.integers(0, SEQUENCES, len(workers))], axis=1)
    return case


def single_request(rng: Rng) -> Case:
    """A single request, of the last worker."""
    clock = int(rng.choice([FIRST_MS, some_time(rng), LAST_MS]))
    return _case(np.array([clock]), N_WORKERS - 1, int(rng.integers(0, 3)))


def rows_of_all_kinds(rng: Rng) -> Case:
    """Last ids at both ends of the layout and of the sequence, and at times that agree in their
    lowest bits; all of them go on, and some workers have not begun.
    """
    now = EPOCH_MS + 2**33 + int(rng.integers(0, 2**33))
    times = [
        FIRST_MS,
        FIRST_MS + 1,
        now,
        now + 2**8,
        now + 2**16,
        now + 2**32,
        LAST_MS - 1,
        LAST_MS,
    ]
    sequences = [0, 1, 2, SEQUENCES - 2, SEQUENCES - 1]
    rows = np.array([[ms, sequence] for ms in times for sequence in sequences])
    some = 1 + rng.permutation(N_WORKERS - 2)[: len(rows) - 2]
    worker = rng.permutation([0, N_WORKERS - 1, *some])
    clock = np.append(rows[:, 0] + np.array([[0], [-1], [1], [0], [0]]), np.full(20, now))
    case = _case(clock, [*worker] * 5 + [*rng.integers(0, N_WORKERS, 20)], 1)
    case["state"][worker] = rows
    return case


def readings_of_any_step(rng: Rng) -> Case:
    """Clocks go on and back by every power of two, and out of the layout by larger ones; another
    worker's goes over each of them.
    """
    clock, over = leaps(rng), np.repeat(carries(), 2)
    outside = far_out(rng, int(clock[-1]))
    again = np.stack([outside, np.full(len(outside), clock[-1])], axis=1).reshape(-1)
    clock = np.concatenate([clock, again, over])
    one, another = rng.permutation(N_WORKERS)[:2]
    worker = np.append(np.full(len(clock) - len(over), one), np.full(len(over), another))
    return _case(clock, worker, DRIFT_MAX_MS)


def _at_the_bound(rng: Rng, drift: int) -> Case:
    """Last ids, the last of a millisecond among them, that are just as far ahead as they may be,
    a millisecond less or a millisecond more.
    """
    start = EPOCH_MS + 2 * DRIFT_MAX_MS + int(rng.integers(0, 10**12)) + drift
    worker = rng.permutation(N_WORKERS)[:6]
    sequences = [0, 7, 4094, SEQUENCES - 1, SEQUENCES - 1, int(rng.integers(8, 4094))]
    behind = drift + np.array([2, 1, 0, 1, 0, -1, -1, 0, -2])
    clock = start - np.repeat(behind, len(worker))
    case = _case(np.append(clock, clock), np.tile(worker, 2 * len(behind)), drift)
    case["state"][worker] = np.stack([np.full(6, start), sequences], axis=1)
    return case


def no_drift(rng: Rng) -> Case:
    """No id may be ahead of the clock."""
    return _at_the_bound(rng, 0)


def drift_of_one(rng: Rng) -> Case:
    """One millisecond may be borrowed, and no more."""
    return _at_the_bound(rng, 1)


def odd_drift(rng: Rng) -> Case:
    """Hours may be borrowed, by a number that half a float cannot hold."""
    return _at_the_bound(rng, 2 * int(rng.integers(2**23, 2**28)) + 1)


def farthest_drift(rng: Rng) -> Case:
    """Eleven days and a half may be borrowed, the most there may be."""
    return _at_the_bound(rng, DRIFT_MAX_MS)


def away_for_long(rng: Rng) -> Case:
    """Some workers issue ids, are away for more than 2**16 requests of others, and come again."""
    start, others = some_time(rng), 70_000
    name = rng.permutation(N_WORKERS)
    away, present = name[:8], name[8:]
    worker = np.concatenate([away.repeat(3), present[rng.integers(0, len(present), others)]])
    clock = start + np.arange(len(worker)) // 500
    back = rng.permutation(away).repeat(3)
    again = np.tile([start, start - 1, start + 1], len(away))
    return _case(np.append(clock, again), np.append(worker, back), 10)


def long_standstill(rng: Rng) -> Case:
    """A clock stands still for more than 2**16 ids of one worker, which run ahead of it; another
    worker is refused as often; then both clocks go on.
    """
    start, many = some_time(rng), 70_000
    ahead, refused = (int(each) for each in rng.permutation(N_WORKERS)[:2])
    clock = [*readings(start, [(0, many), (17, 2), (18, 3), (19, 1)])]
    clock += [*readings(start, [(50, 1), (0, many), (50, 2), (51, 1)])]
    worker = np.repeat([ahead, refused], [many + 6, many + 4])
    return _case(np.array(clock), worker, 20)


def _one_worker(rng: Rng) -> Case:
    """One busy worker that never refuses."""
    clock = busy_clock(rng, N_OF_ONE, back_ms=500)
    return _case(clock, int(rng.integers(0, N_WORKERS)), FAR_MS)


def _thousand_workers(rng: Rng) -> Case:
    """All workers by turns, each with a clock of its own that is off by some ms."""
    return _all_day(rng, popular(rng, N_WORKERS, N_OF_ALL).astype(np.int16))


def _all_day(rng: Rng, worker: np.ndarray) -> Case:
    skew = np.rint(rng.normal(0.0, 5.0, N_WORKERS)).astype(np.int64)
    clock = busy_clock(rng, N_OF_ALL, back_ms=20) + skew[worker]
    return _case(with_lost_clocks(rng, clock, 6), worker, 10)


def _requests(case: Case) -> int:
    return len(case["clock_ms"])


WORKLOADS = {
    "one_worker": Workload(_one_worker, _requests, "requests"),
    "thousand_workers": Workload(_thousand_workers, _requests, "requests"),
}
