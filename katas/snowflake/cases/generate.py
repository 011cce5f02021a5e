"""Cases of the level generate: one worker, and what its clock may do."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload

from ..constants import EPOCH_MS, FIRST_MS, LAST_MS, N_WORKERS, SEQUENCES, TIME_END
from .clocks import (
    busy_clock,
    carries,
    far_out,
    leaps,
    readings,
    some_time,
    walking_runs,
    with_lost_clocks,
)

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
    "goes_on_from_zero",
    "goes_on_from_the_last",
    "first_ids_of_all",
    "last_ids_of_all",
    "one_request",
    "steps_of_any_size",
    "worker_after_the_last",
    "worker_before_the_first",
    "worker_in_its_low_bits",
    "lowest_number",
    "highest_number",
]
DEPTH = ("long_millisecond", "long_way_back")

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
    worker = int(rng.choice([1025, 2047, 4096, -1024, 1 << 40]))
    return {**rising_clock(rng), "worker": worker}


def random_clocks(rng: Rng) -> Case:
    """Runs of all lengths, with steps back, from a state in the midst of them."""
    start = some_time(rng)
    runs = walking_runs(rng, 60, 900, 0.15, 8)
    last = (start + int(rng.integers(-2, 3)), int(rng.integers(0, SEQUENCES)))
    return _case(rng, readings(start, runs), last)


def goes_on_from_zero(rng: Rng) -> Case:
    """The last id was its millisecond's first, and the clock has not moved since."""
    start, again = some_time(rng), int(rng.integers(1, 5))
    return _case(rng, readings(start, [(0, again), (-1, 1), (0, 1), (1, 2)]), (start, 0))


def goes_on_from_the_last(rng: Rng) -> Case:
    """The last id was its millisecond's last."""
    start, again = some_time(rng), int(rng.integers(1, 5))
    runs = [(0, again), (-1, 2), (0, 1), (1, 2), (0, 1), (1, 1)]
    return _case(rng, readings(start, runs), (start, SEQUENCES - 1))


def first_ids_of_all(rng: Rng) -> Case:
    """Worker 0 from the layout's first millisecond on, over every power of two."""
    runs = [(0, int(rng.integers(1, 4))), (-1, 2), (0, 1), (1, 2), (-FIRST_MS, 1), (1, 1)]
    clock = np.append(readings(FIRST_MS, runs), np.repeat(carries(), 2))
    return {**_case(rng, clock, (FIRST_MS, 1)), "worker": 0}


def last_ids_of_all(rng: Rng) -> Case:
    """The last worker comes to the last id of the layout, which is 2**63 - 1."""
    runs = [(0, int(rng.integers(2, 5))), (-1, 1), (1, 1), (0, 1), (2**61, 1), (-(2**61), 1)]
    case = _case(rng, readings(LAST_MS, runs), (LAST_MS, SEQUENCES - 2))
    return {**case, "worker": N_WORKERS - 1}


def one_request(rng: Rng) -> Case:
    """A single request, before which nothing was issued."""
    clock = int(rng.choice([FIRST_MS, some_time(rng), LAST_MS]))
    return {**_case(rng, np.array([clock])), "worker": 1}


def steps_of_any_size(rng: Rng) -> Case:
    """The clock goes on and back by every power of two, and out of the layout by larger ones."""
    clock = leaps(rng)
    outside = far_out(rng, int(clock[-1]))
    again = np.stack([outside, np.full(len(outside), clock[-1])], axis=1).reshape(-1)
    return _case(rng, np.concatenate([clock, again]))


def worker_after_the_last(rng: Rng) -> Case:
    """One more than there are."""
    return {**rising_clock(rng), "worker": N_WORKERS}


def worker_before_the_first(rng: Rng) -> Case:
    """A name from the end, as Python has them."""
    return {**rising_clock(rng), "worker": -1}


def worker_in_its_low_bits(rng: Rng) -> Case:
    """No worker, but one if only its lowest 8, 16 or 32 bits are looked at."""
    return {**rising_clock(rng), "worker": 2**32 + int(rng.integers(0, 128))}


def lowest_number(rng: Rng) -> Case:
    """No worker, and nobody asks: wrong all the same."""
    return {**no_requests(rng), "worker": INT64.min}


def highest_number(rng: Rng) -> Case:
    """The same at the other end."""
    return {**no_requests(rng), "worker": INT64.max}


def long_millisecond(rng: Rng) -> Case:
    """More than 2**16 requests in a millisecond: it stays used up, then and after a step back."""
    many = int(rng.integers(70_000, 71_000))
    return _case(rng, readings(some_time(rng), [(0, many), (-1, 1), (0, 1), (1, 2), (0, 1)]))


def long_way_back(rng: Rng) -> Case:
    """More than 2**16 milliseconds with an id; then as many readings from before the last id."""
    start, many = some_time(rng), 70_000
    times = start + np.cumsum(rng.integers(1, 4, many))
    now = times[-1]
    back = np.concatenate([times[:3], times[::-1][1:], [now - 1, now, now - 1, now, now + 1]])
    return _case(rng, np.concatenate([times, back]))


def _bursts(rng: Rng) -> Case:
    clock = with_lost_clocks(rng, busy_clock(rng, N_REQUESTS, back_ms=20), 20)
    return {**_case(rng, clock), "worker": int(rng.integers(0, 1024))}


WORKLOADS = {"bursts": Workload(_bursts, lambda case: len(case["clock_ms"]), "requests")}
