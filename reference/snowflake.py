"""snowflake: ids by the run where the clock allows it, one by one where it does not.

unpack         Two shifts and two masks on the unsigned number; one pass, no temporaries. What is
               left is memory: 8 bytes in and 24 out.
               Cost: O(n).

generate       Readings repeat: a millisecond of a busy worker has hundreds of them. What the first
               reading of a run is answered says what all are: the ids of a run count up, as far as
               the sequences last, and its refusals are all the same. So the answers of 256 requests
               are written down as if they were one run, and the same loop finds out whether they
               are. It has no branch and nothing in it waits for anything, so it runs in vector
               registers. Where the run was shorter, what stands behind it is written again.
               Cost: O(n); for long runs one pass over memory.

generate_many  Time and sequence are one number, slot = time * 4096 + sequence, and the rule is
               slot = max(clock * 4096, slot + 1): a running maximum, Lindley's recursion for the
               waiting time in a queue (1952), and a refusal is a customer who waits no longer than
               max_drift_ms. Runs of one worker are written as above, up to the end of the slot's
               millisecond: the bound is the same for all ids of one. Requests of many workers go
               one by one, without a branch unless readings come near an end of the layout; slots of
               1,024 workers are 8 KB and stay in the first level of the cache.
               Cost: O(n + 1024); of mixed workers, a load and a store that may depend on the last.

Fleet          The same with a lease, kept as the last slot that it covers: a restart is one copy.
               Only processes that share a worker can collide. The slots of each are strictly
               increasing over all its lives, so they are kept as runs of consecutive ones, and
               each twin reads the runs of each other like a merge, with a finger that never goes
               back.
               Cost: O(1) an event, O(twins) amortised for one of a twin; memory O(runs of twins).

Distances, as medians of ratios of CPU time within one process, everybody taking turns (two cores
of an AMD EPYC without AVX-512, 2026-11-28). `unpack` takes about as long as a fill of its three
outputs. For 200,000 requests as in `one_worker`:
  fastid 0.0.5 (Rust, waits for a real clock)   445 times; aim 350. With neighbours, whom fastid
                                                does not feel and this does, 295 to 353 were seen
  numpy, packing parts that are known           3.3 times; aim 4: missed. It is given what has to
                                                be found out here
  numpy, the closed form                        8.4 times
  a fill of the ids                             this takes 3.1 fills; far aim 1.5: missed
The far aim of 600 times fastid is missed as well. What is in the way: an id of 8 bytes brings 10 to
read. A loop that only reads the same clock and workers and writes as many numbers takes 0.63 of
this and itself two fills, so that 600 would take about all that memory gives. Mixed workers take
four to five times as long as that loop, a fleet's events three to six times as long as their bytes
alone (these two, and `unpack`, on a busy machine the day before).

Layout and epoch: twitter-archive/snowflake, IdWorker.scala.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

_EPOCH_MS = 1_288_834_974_657
_TIME_END = 1 << 41
_WENT_BACK, _USED_UP, _TOO_FAR, _OUTSIDE = -1, -2, -3, -4
_REQUEST = 0
_LAYOUTS = ((10, 12, _EPOCH_MS), (10, 12, 1_420_070_400_000), (13, 10, 1_314_220_021_721))
_BLOCK, _SHORT, _ONE = np.uint64(256), np.uint64(32), np.uint64(1)
_N_WORKERS, _SEQUENCES = 1024, 4096
_SLOT, _LEASE, _WORKER, _TWIN = range(4)


def unpack(
    ids: np.ndarray, layout: int, ms: np.ndarray, worker: np.ndarray, sequence: np.ndarray
) -> None:
    """Fill time, worker and sequence of each id; ValueError where the layout is none."""
    if not 0 <= layout < len(_LAYOUTS):
        raise ValueError(f"there is no layout {layout}")
    _unpack(ids.view(np.uint64), _LAYOUTS[layout], ms, worker, sequence)


@njit(cache=True)
def _unpack(ids, layout, ms, worker, sequence):
    worker_bits, sequence_bits, epoch = layout
    time_shift, worker_shift = np.uint64(worker_bits + sequence_bits), np.uint64(sequence_bits)
    worker_mask, sequence_mask = (1 << worker_bits) - 1, (1 << sequence_bits) - 1
    for i in range(len(ids)):
        ms[i] = np.int64(ids[i] >> time_shift) + epoch
        worker[i] = np.int64(ids[i] >> worker_shift) & worker_mask
        sequence[i] = np.int64(ids[i]) & sequence_mask


def generate(clock_ms: np.ndarray, worker: int, state: np.ndarray, ids: np.ndarray) -> None:
    """Issue the ids of one worker, strictly by its clock; ValueError where the worker is none."""
    if not 0 <= worker < _N_WORKERS:
        raise ValueError(f"there is no worker {worker}")
    _generate(clock_ms, worker << 12, state, ids)


@njit(cache=True)
def _generate(clock_ms, worker, state, ids):
    last, sequence = state[0], state[1]
    n, begin = np.uint64(len(clock_ms)), np.uint64(0)
    while begin < n:
        end = min(begin + _BLOCK, n)
        clock = clock_ms[begin]
        value, left = _strict_answer(clock, worker, last, sequence)
        run_end = min(end, begin + np.uint64(left)) if left else end
        run_end = _put_while(clock, clock_ms, value, left, ids, begin, run_end)
        if left:
            last, sequence = clock, (value & 4095) + np.int64(run_end - begin) - 1
        if run_end - begin < _SHORT:
            last, sequence = _strictly(clock_ms, worker, last, sequence, ids, run_end, end)
            run_end = end
        begin = run_end
    state[0], state[1] = last, sequence


@njit(cache=True)
def _strict_answer(clock, worker, last, sequence):
    """The answer to one reading, and for how many more of the same the sequence has room: 0 says
    that the answer is a refusal.
    """
    if clock <= _EPOCH_MS or clock >= _EPOCH_MS + _TIME_END:
        return _OUTSIDE, 0
    if clock < last:
        return _WENT_BACK, 0
    first = sequence + 1 if clock == last else 0
    if first == _SEQUENCES:
        return _USED_UP, 0
    return ((clock - _EPOCH_MS) << 22) | worker | first, _SEQUENCES - first


@njit(cache=True, inline="always")
def _put_while(clock, clock_ms, value, counts, ids, begin, end):
    """Write `value` to the ids of the run of equal readings at `begin`; if `counts` is not 0, the
    next number after each. Returns where the run ends, at most at `end`. What it writes behind the
    run is nonsense. A call with so many arrays costs as much as the loop, so it is none.
    """
    mask = -np.int64(counts != 0)
    differing = clock ^ clock
    for i in range(begin, end):
        differing |= clock_ms[i] ^ clock
        ids[i] = value + (np.int64(i - begin) & mask)
    if differing == 0:
        return end
    while clock_ms[begin] == clock:
        begin += _ONE
    return begin


@njit(cache=True)
def _strictly(clock_ms, worker, last, sequence, ids, begin, end):
    """The rules, one request after the other; returns the last id's time and sequence."""
    for i in range(begin, end):
        clock = clock_ms[i]
        if clock <= _EPOCH_MS or clock >= _EPOCH_MS + _TIME_END:
            ids[i] = _OUTSIDE
        elif clock < last:
            ids[i] = _WENT_BACK
        elif clock == last and sequence == 4095:
            ids[i] = _USED_UP
        else:
            sequence = sequence + 1 if clock == last else 0
            last = clock
            ids[i] = ((clock - _EPOCH_MS) << 22) | worker | sequence
    return last, sequence


def generate_many(
    clock_ms: np.ndarray, worker: np.ndarray, max_drift_ms: int, state: np.ndarray, ids: np.ndarray
) -> None:
    """Issue ids for 1,024 workers, each up to `max_drift_ms` ahead of its clock."""
    if len(clock_ms):
        _generate_many(clock_ms, worker, max_drift_ms, state, ids)


@njit(cache=True)
def _generate_many(clock_ms, worker, max_drift_ms, state, ids):
    slots = np.empty(_N_WORKERS, np.int64)
    for w in range(_N_WORKERS):
        slots[w] = ((state[w, 0] - _EPOCH_MS) << 12) | state[w, 1]
    n, begin = np.uint64(len(clock_ms)), np.uint64(0)
    while begin < n:
        end = min(begin + _BLOCK, n)
        if worker[begin] == worker[end - _ONE] and _one_name(worker, begin, end):
            clock, name = clock_ms[begin], np.int64(worker[begin])
            value, slot, left = _slot_answer(clock, name, max_drift_ms, slots[name])
            run_end = min(end, begin + np.uint64(left)) if left else end
            run_end = _put_while(clock, clock_ms, value, left, ids, begin, run_end)
            if left:
                slots[name] = slot + np.int64(run_end - begin) - 1
            if run_end - begin >= _SHORT:
                begin = run_end
                continue
            begin = run_end
        if _all_inside(clock_ms, max_drift_ms, begin, end):
            _one_by_one(clock_ms, worker, max_drift_ms, slots, ids, begin, end)
        else:
            _near_the_end(clock_ms, worker, max_drift_ms, slots, ids, begin, end)
        begin = end
    for w in range(_N_WORKERS):
        state[w, 0], state[w, 1] = (slots[w] >> 12) + _EPOCH_MS, slots[w] & 4095


@njit(cache=True)
def _one_name(worker, begin, end):
    """Whether these requests are all of one worker; 16 bits wide, which numba would not stay."""
    differing = np.int16(0)
    for i in range(begin, end):
        differing = np.int16(differing | (worker[i] ^ worker[begin]))
    return differing == 0


@njit(cache=True)
def _slot_answer(clock, name, max_drift_ms, last_slot):
    """The answer to one reading of a worker, its slot, and how many more slots there are for the
    same reading in the same millisecond: 0 says that the answer is a refusal.
    """
    if clock <= _EPOCH_MS or clock >= _EPOCH_MS + _TIME_END:
        return _OUTSIDE, last_slot, 0
    now = (clock - _EPOCH_MS) << 12
    slot = max(now, last_slot + 1)
    if slot - now >= (max_drift_ms + 1) << 12:
        return _TOO_FAR, last_slot, 0
    if slot >= _TIME_END << 12:
        return _OUTSIDE, last_slot, 0
    return _packed(slot, name), slot, _SEQUENCES - (slot & 4095)


@njit(cache=True)
def _packed(slot, worker):
    """The id of a slot, which counts from the epoch."""
    return ((slot >> 12) << 22) | (worker << 12) | (slot & 4095)


@njit(cache=True)
def _all_inside(clock_ms, max_drift_ms, begin, end):
    """Whether the bound is the only reason to refuse. A difference below 0 says that it is not; at
    the ends of int64 one of the two wraps around, and then the other is below 0.
    """
    signs = max_drift_ms ^ max_drift_ms
    for i in range(begin, end):
        signs |= clock_ms[i] - (_EPOCH_MS + 1)
        signs |= (_EPOCH_MS + _TIME_END - 1 - max_drift_ms) - clock_ms[i]
    return signs >= 0


@njit(cache=True)
def _one_by_one(clock_ms, worker, max_drift_ms, slots, ids, begin, end):
    """Readings well inside the layout; choices between two values, so no branch to guess."""
    room = ((max_drift_ms + 1) << 12) - 1
    for i in range(begin, end):
        name = np.int64(worker[i]) & (_N_WORKERS - 1)
        now = (clock_ms[i] - _EPOCH_MS) << 12
        slot = max(now, slots[name] + 1)
        fits = slot - now <= room
        slots[name] = slot if fits else slots[name]
        ids[i] = _packed(slot, name) if fits else np.int64(_TOO_FAR)


@njit(cache=True)
def _near_the_end(clock_ms, worker, max_drift_ms, slots, ids, begin, end):
    for i in range(begin, end):
        name = np.int64(worker[i])
        elapsed = clock_ms[i] - _EPOCH_MS
        if clock_ms[i] <= _EPOCH_MS or clock_ms[i] >= _EPOCH_MS + _TIME_END:
            ids[i] = _OUTSIDE
            continue
        slot = max(elapsed << 12, slots[name] + 1)
        if (slot >> 12) - elapsed > max_drift_ms:
            ids[i] = _TOO_FAR
        elif (slot >> 12) >= _TIME_END:
            ids[i] = _OUTSIDE
        else:
            slots[name] = slot
            ids[i] = _packed(slot, name)


class Fleet:
    """A line for each process: last slot, last slot of its lease, worker, and which twin it is."""

    def __init__(
        self, worker: np.ndarray, lease_end_ms: np.ndarray, lease_ms: int, max_drift_ms: int
    ) -> None:
        self._limits = int(lease_ms), ((int(max_drift_ms) + 1) << 12) - 1
        covered = ((lease_end_ms - _EPOCH_MS) << 12) | 4095
        shared = np.bincount(worker, minlength=_N_WORKERS)[worker] > 1
        twin = np.where(shared, np.cumsum(shared) - 1, -1)
        book = np.stack([covered, covered, worker.astype(np.int64), twin], axis=1)
        self._book = np.ascontiguousarray(book, np.int64)
        names = worker[shared]
        self._others = _others(names)
        self._fingers = np.zeros(self._others.shape, np.int64)
        self._n_runs = np.zeros(len(names), np.int64)
        self._runs = np.empty((len(names), 1 << 12, 2), np.int64)
        self._places = np.empty(0, np.int32)

    def apply(
        self, batch: Any, ids: np.ndarray, rejected: np.ndarray, collision: np.ndarray
    ) -> None:
        """Play the events in order; fill ids, how many were refused, and the first collision."""
        kind, process, clock_ms = batch
        if len(self._places) <= len(kind):
            self._places = np.empty(len(kind) + 1, np.int32)
        places = self._places
        n_refused, n_places = _play(kind, process, clock_ms, self._limits, self._book, ids, places)
        rejected[0] = n_refused
        if n_places:
            self._make_room(np.bincount(process[places[:n_places]], minlength=len(self._book)))
            twins = self._others, self._fingers, self._n_runs, self._runs
            collision[0] = _collide(places[:n_places], process, ids, self._book, twins)

    def _make_room(self, n_events: np.ndarray) -> None:
        """For as many more runs of a twin as it has had events."""
        twins = self._book[:, _TWIN]
        needed = int((self._n_runs[twins[twins >= 0]] + n_events[twins >= 0]).max())
        if needed > self._runs.shape[1]:
            used = int(self._n_runs.max())
            larger = np.empty((len(self._runs), 2 * needed, 2), np.int64)
            larger[:, :used] = self._runs[:, :used]
            self._runs = larger


def _others(names: np.ndarray) -> np.ndarray:
    """Row t: the other twins with the name of twin t, then -1."""
    lists = [
        np.flatnonzero((names == name) & (np.arange(len(names)) != t))
        for t, name in enumerate(names)
    ]
    others = np.full((len(names), max(map(len, lists), default=0)), -1, np.int64)
    for row, found in zip(others, lists, strict=True):
        row[: len(found)] = found
    return others


@njit(cache=True)
def _play(kind, process, clock_ms, limits, book, ids, places):
    """Issue or refuse; how many were refused, and how many ids of twins stand in `places`."""
    lease_ms, room = limits
    n_refused, n_places = 0, np.uint64(0)
    for event in range(np.uint64(len(kind))):
        line = np.uint64(process[event])
        if kind[event] != _REQUEST:
            book[line, _SLOT] = book[line, _LEASE]
            continue
        now = (clock_ms[event] - _EPOCH_MS) << 12
        before = book[line, _SLOT]
        slot = max(now, before + 1)
        fits = slot - now <= room
        book[line, _SLOT] = slot if fits else before
        if fits and slot > book[line, _LEASE]:
            book[line, _LEASE] = (((slot >> 12) + lease_ms) << 12) | 4095
        ids[event] = _packed(slot, book[line, _WORKER]) if fits else np.int64(_TOO_FAR)
        n_refused += not fits
        places[n_places] = event
        n_places += np.uint64(fits and book[line, _TWIN] >= 0)
    return n_refused, n_places


@njit(cache=True)
def _collide(places, process, ids, book, twins):
    """The first of these places, from 1, whose id another twin has had; all go into the runs."""
    others, fingers, n_runs, runs = twins
    first = 0
    for event in places:
        twin = book[process[event], _TWIN]
        slot = ((ids[event] >> 22) << 12) | (ids[event] & 4095)
        n = n_runs[twin]
        if n > 0 and runs[twin, n - 1, 1] == slot - 1:
            runs[twin, n - 1, 1] = slot
        else:
            runs[twin, n, 0] = runs[twin, n, 1] = slot
            n_runs[twin] = n + 1
        for place in range(others.shape[1]):
            other = others[twin, place]
            if other < 0:
                break
            # not past the last run, which may still grow
            run, last = fingers[twin, place], n_runs[other] - 1
            while run < last and runs[other, run, 1] < slot:
                run += 1
            fingers[twin, place] = run
            if first == 0 and run <= last and runs[other, run, 0] <= slot <= runs[other, run, 1]:
                first = event + 1
    return first
