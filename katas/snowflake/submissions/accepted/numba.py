"""The rules as compiled loops, with the state as the contract has it.

reaches: unpack gold
reaches: generate silver
reaches: many-workers silver
reaches: restart silver
reaches: issue-6 silver
"""

from __future__ import annotations

import numpy as np
from numba import njit

EPOCH_MS = 1_288_834_974_657
END_MS = EPOCH_MS + (1 << 41)
WENT_BACK, USED_UP, TOO_FAR, OUTSIDE = -1, -2, -3, -4
LAYOUTS = ((10, 12, EPOCH_MS), (10, 12, 1_420_070_400_000), (13, 10, 1_314_220_021_721))


def unpack(ids, layout, ms, worker, sequence):
    if not 0 <= layout < 3:
        raise ValueError(f"there is no layout {layout}")
    _unpack(ids.view(np.uint64), *LAYOUTS[layout], ms, worker, sequence)


@njit(cache=True)
def _unpack(ids, worker_bits, sequence_bits, epoch, ms, worker, sequence):
    for i in range(len(ids)):
        number = ids[i]
        sequence[i] = number % np.uint64(1 << sequence_bits)
        number >>= np.uint64(sequence_bits)
        worker[i] = number % np.uint64(1 << worker_bits)
        ms[i] = np.int64(number >> np.uint64(worker_bits)) + epoch


def generate(clock_ms, worker, state, ids):
    if not 0 <= worker < 1024:
        raise ValueError(f"there is no worker {worker}")
    _generate(clock_ms, worker, state, ids)


@njit(cache=True)
def _generate(clock_ms, worker, state, ids):
    last, sequence = state[0], state[1]
    for i in range(len(clock_ms)):
        clock = clock_ms[i]
        if clock <= EPOCH_MS or clock >= END_MS:
            ids[i] = OUTSIDE
        elif clock < last:
            ids[i] = WENT_BACK
        elif clock == last and sequence == 4095:
            ids[i] = USED_UP
        else:
            sequence = sequence + 1 if clock == last else 0
            last = clock
            ids[i] = (clock - EPOCH_MS) << 22 | worker << 12 | sequence
    state[0], state[1] = last, sequence


@njit(cache=True)
def following(clock, ms, sequence):
    if clock > ms:
        return clock, 0
    if sequence < 4095:
        return ms, sequence + 1
    return ms + 1, 0


@njit(cache=True)
def generate_many(clock_ms, worker, max_drift_ms, state, ids):
    for i in range(len(clock_ms)):
        clock, name = clock_ms[i], np.int64(worker[i])
        ms, sequence = following(clock, state[name, 0], state[name, 1])
        if clock <= EPOCH_MS or clock >= END_MS:
            ids[i] = OUTSIDE
        elif ms - clock > max_drift_ms:
            ids[i] = TOO_FAR
        elif ms >= END_MS:
            ids[i] = OUTSIDE
        else:
            state[name, 0], state[name, 1] = ms, sequence
            ids[i] = (ms - EPOCH_MS) << 22 | name << 12 | sequence


class Fleet:
    """Columns for the processes; the ids of those that are not alone in a table of hashes."""

    def __init__(self, worker, lease_end_ms, lease_ms, max_drift_ms):
        self.worker = worker.astype(np.int64)
        self.lease_end, self.ms = lease_end_ms.copy(), lease_end_ms.copy()
        self.sequence = np.full(len(worker), 4095)
        self.bounds = lease_ms, max_drift_ms
        self.shared = np.bincount(worker, minlength=1024)[worker] > 1
        self.table, self.n_issued = np.zeros(1 << 12, np.int64), 0

    def apply(self, batch, ids, rejected, collision):
        lives = self.worker, self.ms, self.sequence, self.lease_end
        rejected[0] = _play(batch.kind, batch.process, batch.clock_ms, self.bounds, lives, ids)
        places = np.flatnonzero((ids > 0) & self.shared[batch.process])
        while 2 * (self.n_issued + len(places)) > len(self.table):
            old = self.table[self.table > 0]
            self.table = np.zeros(2 * len(self.table), np.int64)
            _first_known(old, self.table)
        first, n_new = _first_known(ids[places], self.table)
        self.n_issued += n_new
        collision[0] = places[first] + 1 if first >= 0 else 0


@njit(cache=True)
def _play(kind, process, clock_ms, bounds, lives, ids):
    worker, last_ms, last_sequence, lease_end = lives
    lease_ms, max_drift_ms = bounds
    n_rejected = 0
    for i in range(len(kind)):
        p = process[i]
        if kind[i] == 1:
            last_ms[p], last_sequence[p] = lease_end[p], 4095
            continue
        ms, sequence = following(clock_ms[i], last_ms[p], last_sequence[p])
        if ms - clock_ms[i] > max_drift_ms:
            ids[i] = TOO_FAR
            n_rejected += 1
            continue
        if ms > lease_end[p]:
            lease_end[p] = ms + lease_ms
        last_ms[p], last_sequence[p] = ms, sequence
        ids[i] = (ms - EPOCH_MS) << 22 | worker[p] << 12 | sequence
    return n_rejected


@njit(cache=True)
def _first_known(ids, table):
    """The first place whose id is in the table, -1 if none is, and how many were put in."""
    first, n_new = -1, 0
    mask = len(table) - 1
    for i in range(len(ids)):
        place = (
            np.int64((np.uint64(ids[i]) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)) & mask
        )
        while table[place] != 0 and table[place] != ids[i]:
            place = (place + 1) & mask
        if table[place] == 0:
            table[place] = ids[i]
            n_new += 1
        elif first < 0:
            first = i
    return first, n_new
