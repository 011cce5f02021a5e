"""Cases of the level generate: one worker, and what its clock may do."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload

from ..constants import EPOCH_MS, SEQUENCES, TIME_END
from .clocks import busy_clock, readings, some_time, walking_runs

__all__ = [
    "strict_example",
    "no_requests",
    "rising_clock",
    "used_up",
    "issue_six",
    "refused_in_between",
    "continued_state",
    "unsorted_clocks",
    "epoch_bounds",
    "worker_range",
    "random_clocks",
]

INT64 = np.iinfo(np.int64)
N_REQUESTS = 200_000


def _case(rng: Rng, clock_ms: np.ndarray, last: tuple[int, int] = (-1, 0)) -> Case:
    """One of the first 32 workers, after the last id."""
    worker = int(rng.integers(0, 32))
    return {"clock_ms": clock_ms, "worker": worker, "state": np.array(last, np.int64)}


def strict_example(rng: Rng) -> Case:
    """The example of the starter."""
    clock = EPOCH_MS + np.array([5, 5, 5, 6, 4, 6, -1])
    return {"clock_ms": clock, "worker": 3, "state": np.array([-1, 0])}


def no_requests(rng: Rng) -> Case:
    """Nobody asks: the state stays."""
    return _case(rng, np.zeros(0, np.int64), (some_time(rng), int(rng.integers(1, 4096))))


def rising_clock(rng: Rng) -> Case:
    """A quiet worker, up to the last one: a few requests a millisecond, or none."""
    gaps = np.cumsum(rng.integers(1, 5, 40)).tolist()
    counts = rng.integers(1, 5, 40).tolist()
    case = _case(rng, readings(some_time(rng), list(zip(gaps, counts, strict=True))))
    case["worker"] = int(rng.choice([32, 1023, int(rng.integers(33, 1023))]))
    return case


def used_up(rng: Rng) -> Case:
    """A millisecond of exactly 4,096 requests, and others of more; the last ends used up."""
    more = int(rng.integers(1, 60))
    runs = [(0, 3), (1, SEQUENCES + more), (2, SEQUENCES), (3, 2), (4, SEQUENCES + 1)]
    return _case(rng, readings(some_time(rng), runs))


def issue_six(rng: Rng) -> Case:
    """The clock goes back by a tick and reads the same millisecond again."""
    runs: list[tuple[int, int]] = []
    for ms in range(10, 10 + 3 * int(rng.integers(2, 5)), 3):
        again = int(rng.integers(2, 6))
        runs += [(ms, again), (ms - 1, int(rng.integers(1, 3))), (ms, again), (ms + 1, 2)]
    return _case(rng, readings(some_time(rng), runs))


def refused_in_between(rng: Rng) -> Case:
    """Refusals of each kind, with more requests of the same millisecond after them."""
    start = some_time(rng)
    clock = readings(start, [(5, 3), (2, 1), (4, 2), (5, 2), (9, SEQUENCES + 2), (8, 1), (9, 3)])
    far = start + 9 - EPOCH_MS + rng.integers(1, 1000)
    clock = np.concatenate([clock[:5], [EPOCH_MS - 3, EPOCH_MS + TIME_END + far], clock[5:]])
    tail = readings(start, [(10, 2), (7, 1), (8, 1), (10, 1), (12, 1)])
    return _case(rng, np.concatenate([clock, tail]))


def continued_state(rng: Rng) -> Case:
    """The last id was issued by an earlier call, in the millisecond of the first readings."""
    start, sequence = some_time(rng), int(rng.integers(1, SEQUENCES - 10))
    runs = [(0, 2), (-1, 1), (0, SEQUENCES - sequence + 2), (1, 2), (0, 1)]
    return _case(rng, readings(start, runs), (start, sequence))


def unsorted_clocks(rng: Rng) -> Case:
    """Readings in any order, most of them more than once."""
    return _case(rng, some_time(rng) + rng.permutation(np.repeat(np.arange(60), 4)))


def epoch_bounds(rng: Rng) -> Case:
    """The first and the last time that an id can have, and those next to them."""
    low = rng.permutation([0, -1, 1, EPOCH_MS - 1, EPOCH_MS, INT64.min, INT64.min + 1])
    end = EPOCH_MS + TIME_END
    first = [EPOCH_MS + 1, EPOCH_MS + 1, EPOCH_MS, EPOCH_MS + 2]
    late = [end - 1, end, end - 1, end + 1, INT64.max, INT64.max - 1, end - 2, EPOCH_MS, end - 1]
    case = _case(rng, np.concatenate([low, first, late]))
    return {**case, "worker": int(rng.integers(1, 1024))}


def worker_range(rng: Rng) -> Case:
    """Workers with no place in 10 bits."""
    worker = int(rng.choice([-1, 1024, 1025, 2047, 4096, -1024, 1 << 40]))
    return {**rising_clock(rng), "worker": worker}


def random_clocks(rng: Rng) -> Case:
    """Runs of all lengths, with steps back, from a state in the midst of them."""
    start = some_time(rng)
    runs = walking_runs(rng, 60, 900, 0.15, 8)
    last = (start + int(rng.integers(-2, 3)), int(rng.integers(0, SEQUENCES)))
    return _case(rng, readings(start, runs), last)


def _bursts(rng: Rng) -> Case:
    clock = busy_clock(rng, N_REQUESTS, back_ms=20)
    return {**_case(rng, clock), "worker": int(rng.integers(0, 1024))}


WORKLOADS = {"bursts": Workload(_bursts, lambda case: len(case["clock_ms"]), "requests")}
