"""Whatever the contract allows, small, and more often at its ends: a maker for each function."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from ..constants import DRIFT_MAX_MS, EPOCH_MS, FIRST_MS, LAST_MS, N_WORKERS
from .log import event_batch

_COUNTS = np.array([0, 1, 2, 60])
_WORKERS = np.array([0, 1, 2, 31, 32, 255, 256, 257, 511, 512, 513, 1022, 1023])
_STEPS = np.array([0, 0, 0, 0, 1, 1, -1, -1, 2, -2, 3, -3, 1000, -1000])
_LEAPS = np.concatenate([1 << np.array([8, 12, 15, 16, 22, 31, 32, 40]), [DRIFT_MAX_MS]])
_SEQUENCES = np.array([0, 0, 1, 2, 4093, 4094, 4095, 4095])
_ENDS = np.concatenate([[0, 1, 2], *(2**k + np.arange(-1, 2) for k in (10, 12, 22, 31, 32, 53))])
_ALL_ENDS = np.concatenate([_ENDS, -_ENDS, [2**63 - 1, 2**63 - 2, -(2**63), 1 - 2**63]])


def _count(rng: Rng) -> int:
    return int(rng.choice(_COUNTS, p=[0.05, 0.1, 0.1, 0.75]))


def _time(rng: Rng) -> int:
    """A time of the layout, at one of its ends or somewhere."""
    somewhere = FIRST_MS + int(rng.integers(0, 2**41 - 1))
    return int(rng.choice([FIRST_MS, FIRST_MS + 3, somewhere, somewhere, LAST_MS - 3, LAST_MS]))


def _clocks(rng: Rng, begin: int, n: int, near: tuple[int, ...]) -> np.ndarray:
    """Readings around a time: most of them close to each other, some leaps, and back again."""
    steps = rng.choice([*_STEPS.tolist(), *near], n)
    leap = rng.random(n) < 0.08
    steps[leap] = rng.choice(_LEAPS, int(leap.sum())) * rng.choice([-1, 1], int(leap.sum()))
    clocks = begin + np.cumsum(steps)
    back = rng.random(n) < 0.3
    clocks[back] = begin
    return clocks


def _any_int64(rng: Rng, clocks: np.ndarray) -> np.ndarray:
    """Some of the readings lie anywhere, outside of the layout."""
    edges = np.append(_ALL_ENDS, [EPOCH_MS, EPOCH_MS - 1, LAST_MS + 1, LAST_MS + 2, 2**41])
    lost = rng.random(len(clocks)) < 0.1
    clocks[lost] = rng.choice(edges, int(lost.sum()))
    return clocks


def _state(rng: Rng, near: int, n: int) -> np.ndarray:
    """Rows of workers of whom some have not begun."""
    ms = np.clip(near + rng.integers(-2, 3, n), FIRST_MS, LAST_MS)
    rows = np.stack([ms, rng.choice(_SEQUENCES, n)], axis=1)
    rows[rng.random(n) < 0.2] = -1, 0
    return rows


def unpack(rng: Rng) -> Case:
    """Ids at the ends of all there are, next to others in one bit, and again."""
    layout = int(rng.choice([0, 1, 2, -1, 3, 2**32 + 1], p=[0.3, 0.3, 0.3, 0.04, 0.03, 0.03]))
    n = _count(rng)
    pool = np.append(rng.choice(_ALL_ENDS, 5), rng.integers(-(2**63), 2**63 - 1, 3))
    bits = (np.uint64(1) << rng.integers(0, 64, n).astype(np.uint64)).view(np.int64)
    ids = rng.choice(pool, n) ^ np.where(rng.random(n) < 0.5, bits, 0)
    return {"ids": ids & (2**63 - 1) if layout == 0 else ids, "layout": layout}


def generate(rng: Rng) -> Case:
    """A clock around the last id's time, and workers in the list and beyond it."""
    begin = _time(rng)
    worker = int(rng.choice([*_WORKERS, -1, 1024, 2**16 + 1, 2**32 + 1, -(2**63)]))
    if rng.random() < 0.5:
        worker = int(rng.choice(_WORKERS))
    clock = _any_int64(rng, _clocks(rng, begin, _count(rng), ()))
    return {"clock_ms": clock, "worker": worker, "state": _state(rng, begin, 1)[0]}


def generate_many(rng: Rng) -> Case:
    """A few workers whose clocks are about as far behind as they may be."""
    begin, n = _time(rng), _count(rng)
    drift = int(rng.choice([0, 1, 2, 3, 1000, 2**16, 2**24 + 1, DRIFT_MAX_MS - 1, DRIFT_MAX_MS]))
    known = np.unique(np.append(rng.choice(_WORKERS, 3), rng.integers(0, N_WORKERS, 1)))
    state = np.tile(np.array([-1, 0]), (N_WORKERS, 1))
    state[known] = _state(rng, begin, len(known))
    clock = _any_int64(rng, _clocks(rng, begin, n, (drift, drift + 1, -drift, -drift - 1)))
    worker = rng.choice(known, n).astype(np.int16)
    return {"clock_ms": clock, "worker": worker, "max_drift_ms": drift, "state": state}


def fleet(rng: Rng, twins: bool = False) -> Case:
    """A few processes, each another worker unless there are `twins`, with leases of all lengths."""
    n_processes, n = int(rng.choice([1, 2, 3, 5])) + 2 * twins, _count(rng) * (1 + twins)
    lease = int(rng.choice([1, 2, 3, 10, 1000, 2**24 + 1, DRIFT_MAX_MS]))
    drift = int(rng.choice([0, 0, 1, 2, 10, 2**24 + 1, DRIFT_MAX_MS]))
    begin = int(np.clip(_time(rng), FIRST_MS, LAST_MS - drift))
    near = begin + rng.integers(-drift - 2, 3, n_processes)
    disks = np.where(rng.random(n_processes) < 0.5, 0, np.clip(near, 0, LAST_MS))
    disks[rng.random(n_processes) < 0.1] = rng.choice([1, EPOCH_MS, LAST_MS])
    steps = (lease, lease + 1, -lease, drift, -drift, -drift - 1)
    clock = np.clip(_clocks(rng, begin, n, steps), FIRST_MS, LAST_MS - drift)
    kind, process = rng.random(n) < 0.1, rng.integers(0, n_processes, n)
    ends = np.sort(rng.integers(0, n + 1, int(rng.integers(0, 4))))
    events = np.stack([kind, process, clock], axis=1)
    names = rng.choice(_WORKERS, 2 if twins else n_processes, replace=False)
    return {
        "worker": (rng.choice(names, n_processes) if twins else names).astype(np.int16),
        "lease_end_ms": disks,
        "lease_ms": lease,
        "max_drift_ms": drift,
        "batches": [event_batch(part) for part in np.split(events, ends)],
    }


ANYTHING = {
    "unpack": unpack,
    "generate": generate,
    "generate_many": generate_many,
    "Fleet": fleet,
}
