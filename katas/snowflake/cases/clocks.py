"""What a clock reads, and who asks, by seed."""

from __future__ import annotations

import numpy as np

from harness.kata import Rng

from ..constants import EPOCH_MS, LAST_MS, SEQUENCES


def some_time(rng: Rng) -> int:
    """A reading well inside the layout."""
    return EPOCH_MS + int(rng.integers(10**9, 10**12))


def readings(start_ms: int, runs: list[tuple[int, int]]) -> np.ndarray:
    """The clock of runs of requests: each is how far after the start, and how many requests."""
    offsets, counts = np.array(runs, np.int64).reshape(-1, 2).T
    return np.repeat(start_ms + offsets, counts)


def walking_runs(
    rng: Rng, n_runs: int, longest: int, back_share: float, back_ms: int
) -> list[tuple[int, int]]:
    """Runs of up to `longest` requests; the clock goes on by 0 to 3 ms, or sometimes back."""
    moves = rng.integers(0, 4, n_runs)
    back = rng.random(n_runs) < back_share
    moves[back] = -rng.integers(1, back_ms + 1, int(back.sum()))
    lengths = np.exp(rng.random(n_runs) * np.log(longest)).astype(np.int64)
    return list(zip(np.cumsum(moves).tolist(), lengths.tolist(), strict=True))


def leaps(rng: Rng) -> np.ndarray:
    """A clock that goes on by half of the layout, then by ever smaller powers of two, and then
    back by each of them and forward again: whichever bits are cut off, two readings look the same.
    """
    now = LAST_MS - int(rng.integers(2, 2**38))
    powers = 1 << np.arange(40)
    back = now - rng.permutation(powers)
    there_and_back = np.stack([np.full(40, now), back], axis=1).reshape(-1)
    first = np.repeat([now - 2**39 - 2**40, *(now - powers[::-1])], 2)
    return np.concatenate([first, there_and_back, [now, now + 1]])


def carries() -> np.ndarray:
    """The millisecond before each power of two since the epoch, and that one: all lower bits of the
    time fall back to 0, and it goes on all the same.
    """
    powers = 1 << np.arange(5, 41)
    times: np.ndarray = EPOCH_MS + np.stack([powers - 1, powers], axis=1).reshape(-1)
    return times


def far_out(rng: Rng, ms: int) -> np.ndarray:
    """Readings outside of the layout that agree with `ms` in their lowest 41 bits or more."""
    away = rng.permutation(1 << np.arange(41, 63))
    return np.concatenate([ms + away, ms - away])


def busy_clock(rng: Rng, n: int, back_ms: int) -> np.ndarray:
    """The readings of `n` requests in a row, some 800 in a ms: int64[n].

    One millisecond in two hundred brings a burst of 1 to 8 times what a ms has sequences for, and
    three times the clock is set back by `back_ms`, or down to half of that. All of it is made up.
    """
    n_ms = n // 100 + 10
    counts = rng.lognormal(6.2, 1.0, n_ms).astype(np.int64)
    bursts = rng.random(n_ms) < 0.005
    counts[bursts] = SEQUENCES * rng.integers(1, 9, int(bursts.sum()))
    last = int(np.searchsorted(np.cumsum(counts), n)) + 1
    moves = np.ones(n_ms, np.int64)
    moves[rng.integers(0, last, 3)] = -rng.integers(back_ms // 2, back_ms + 1, 3)
    clock = np.repeat((some_time(rng) + np.cumsum(moves))[:last], counts[:last])[:n]
    return clock if len(clock) == n else np.pad(clock, (0, n - len(clock)), mode="edge")


def with_lost_clocks(rng: Rng, clock: np.ndarray, n_times: int) -> np.ndarray:
    """The clock with short runs of readings outside of the layout: of 1970, as one that has lost
    its battery, or of a far future.
    """
    lost = clock.copy()
    for begin in rng.integers(0, len(clock) - 8, n_times).tolist():
        length = int(rng.integers(1, 8))
        lost[begin : begin + length] = rng.integers(0, 10**6) if begin % 2 else 2**62
    lost[[0, 1]] = 0, 2**62
    return lost


def popular(rng: Rng, n_names: int, n: int) -> np.ndarray:
    """`n` names below `n_names`, some asked for more often than others: int64[n]."""
    ends = np.cumsum(rng.lognormal(0.0, 1.0, n_names))
    marks = (ends / ends[-1] * 65_536).astype(np.int64)
    table = np.searchsorted(marks, np.arange(65_536), side="right").clip(max=n_names - 1)
    drawn: np.ndarray = table[rng.integers(0, 65_536, n, dtype=np.uint16)]
    return drawn
