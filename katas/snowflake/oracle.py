"""Slow and obviously right: the rules of the starter, one after the other, in Python's integers."""

from __future__ import annotations

from typing import Any

import numpy as np

EPOCH_MS = 1_288_834_974_657
WENT_BACK, USED_UP, TOO_FAR, OUTSIDE = -1, -2, -3, -4
REQUEST, RESTART = range(2)
LAYOUTS = {0: (10, 12, EPOCH_MS), 1: (10, 12, 1_420_070_400_000), 2: (13, 10, 1_314_220_021_721)}
"""Bits of the worker, bits of the sequence, epoch."""


def unpack(
    ids: np.ndarray, layout: int, ms: np.ndarray, worker: np.ndarray, sequence: np.ndarray
) -> None:
    """Divide by the size of the sequence, then by the number of workers; the rest is time."""
    if layout not in LAYOUTS:
        raise ValueError(f"there is no layout {layout}")
    worker_bits, sequence_bits, epoch = LAYOUTS[layout]
    for i, number in enumerate(ids.tolist()):
        rest, sequence[i] = divmod(number % 2**64, 2**sequence_bits)
        elapsed, worker[i] = divmod(rest, 2**worker_bits)
        ms[i] = elapsed + epoch


def packed(ms: int, worker: int, sequence: int) -> int:
    """An id of Twitter's layout."""
    return ((ms - EPOCH_MS) * 1024 + worker) * 4096 + sequence


def inside(ms: int) -> bool:
    """Whether an id can have this time."""
    return 1 <= ms - EPOCH_MS < 2**41


def generate(clock_ms: np.ndarray, worker: int, state: np.ndarray, ids: np.ndarray) -> None:
    """One request after the other."""
    if not 0 <= worker < 1024:
        raise ValueError(f"there is no worker {worker}")
    last, sequence = state.tolist()
    for i, clock in enumerate(clock_ms.tolist()):
        if not inside(clock):
            ids[i] = OUTSIDE
        elif clock < last:
            ids[i] = WENT_BACK
        elif clock == last and sequence == 4095:
            ids[i] = USED_UP
        else:
            last, sequence = clock, sequence + 1 if clock == last else 0
            ids[i] = packed(last, worker, sequence)
    state[:] = last, sequence


def following(clock: int, last: int, sequence: int) -> tuple[int, int]:
    """Time and sequence of the next id."""
    if clock > last:
        return clock, 0
    return (last, sequence + 1) if sequence < 4095 else (last + 1, 0)


def generate_many(
    clock_ms: np.ndarray, worker: np.ndarray, max_drift_ms: int, state: np.ndarray, ids: np.ndarray
) -> None:
    """One request after the other, each on its worker's row."""
    for i, (clock, number) in enumerate(zip(clock_ms.tolist(), worker.tolist(), strict=True)):
        ms, sequence = following(clock, *state[number].tolist())
        if not inside(clock):
            ids[i] = OUTSIDE
        elif ms - clock > max_drift_ms:
            ids[i] = TOO_FAR
        elif not inside(ms):
            ids[i] = OUTSIDE
        else:
            state[number] = ms, sequence
            ids[i] = packed(ms, number, sequence)


class Fleet:
    """Every process's last id and lease, and a set of all ids ever issued."""

    def __init__(
        self, worker: np.ndarray, lease_end_ms: np.ndarray, lease_ms: int, max_drift_ms: int
    ) -> None:
        self.worker, self.lease_end = worker.tolist(), lease_end_ms.tolist()
        self.lease_ms, self.max_drift_ms = lease_ms, max_drift_ms
        self.last = [(end, 4095) for end in self.lease_end]
        self.issued: set[int] = set()

    def apply(
        self, batch: Any, ids: np.ndarray, rejected: np.ndarray, collision: np.ndarray
    ) -> None:
        """One event after the other."""
        for i, (kind, process, clock) in enumerate(zip(*(x.tolist() for x in batch), strict=True)):
            if kind == RESTART:
                self.last[process] = self.lease_end[process], 4095
                continue
            ids[i] = number = self.request(process, clock)
            if number < 0:
                rejected[0] += 1
            elif number in self.issued and collision[0] == 0:
                collision[0] = i + 1
            self.issued.add(number)

    def request(self, process: int, clock: int) -> int:
        """An id, or TOO_FAR."""
        ms, sequence = following(clock, *self.last[process])
        if ms - clock > self.max_drift_ms:
            return TOO_FAR
        if ms > self.lease_end[process]:
            self.lease_end[process] = ms + self.lease_ms
        self.last[process] = ms, sequence
        return packed(ms, self.worker[process], sequence)
