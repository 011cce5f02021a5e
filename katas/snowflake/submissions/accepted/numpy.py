"""Whole arrays: shifts, ranks within a millisecond, and a running maximum for every worker at once.

reaches: unpack bronze
reaches: generate bronze
reaches: many-workers bronze
"""

from __future__ import annotations

import numpy as np

EPOCH_MS = 1_288_834_974_657
LAYOUTS = ((10, 12, EPOCH_MS), (10, 12, 1_420_070_400_000), (13, 10, 1_314_220_021_721))
SPAN_MAX = 1 << 50


def unpack(ids, layout, ms, worker, sequence):
    if not 0 <= layout < 3:
        raise ValueError(f"there is no layout {layout}")
    worker_bits, sequence_bits, epoch = LAYOUTS[layout]
    numbers = ids.view(np.uint64)
    ms[:] = (numbers >> np.uint64(worker_bits + sequence_bits)) + np.uint64(epoch)
    worker[:] = (numbers >> np.uint64(sequence_bits)) & np.uint64((1 << worker_bits) - 1)
    sequence[:] = numbers & np.uint64((1 << sequence_bits) - 1)


def generate(clock_ms, worker, state, ids):
    """A refused request leaves no trace, so the last id's time is the largest reading so far."""
    if not 0 <= worker < 1024:
        raise ValueError(f"there is no worker {worker}")
    inside = (clock_ms > EPOCH_MS) & (clock_ms < EPOCH_MS + (1 << 41))
    last = np.maximum.accumulate(np.where(inside, np.maximum(clock_ms, state[0]), state[0]))
    due = inside & (clock_ms == last)
    place = np.cumsum(due)
    before = np.where(due, place - 1, 0)
    is_new = due & (np.diff(last, prepend=state[0]) > 0)
    start = np.maximum.accumulate(np.where(is_new, before, -state[1] - 1))
    rank = place - 1 - start
    ids[:] = (clock_ms - EPOCH_MS) << 22 | worker << 12 | rank
    ids[due & (rank > 4095)] = -2
    ids[inside & (clock_ms < last)] = -1
    ids[~inside] = -4
    if due.any():
        final = np.flatnonzero(due)[-1]
        state[:] = last[final], min(rank[final], 4095)


def generate_many(clock_ms, worker, max_drift_ms, state, ids):
    """The closed form holds where nobody is refused; who is refused is served one by one."""
    if not len(clock_ms):
        return
    order = np.argsort(worker, kind="stable")
    name, clock = worker[order].astype(np.int64), clock_ms[order]
    starts = np.flatnonzero(np.diff(name, prepend=-1))
    counts = np.diff(starts, append=len(name))
    rank = np.arange(len(name)) - np.repeat(starts, counts)
    inside = (clock > EPOCH_MS) & (clock < EPOCH_MS + (1 << 41))
    key = np.where(inside, (clock << 12) - rank, 0)
    previous = (state[name[starts], 0] << 12 | state[name[starts], 1]) + 1
    key[starts] = np.maximum(key[starts], previous)
    slot = running_maximum(key, starts, counts) + rank
    served = inside & ((slot >> 12) - clock <= max_drift_ms)
    served &= slot >> 12 < EPOCH_MS + (1 << 41)
    ms, sequence = (slot >> 12) - EPOCH_MS, slot & 4095
    ids[order] = ms << 22 | name << 12 | sequence
    whole = np.logical_and.reduceat(served, starts)
    ends = starts + counts - 1
    good = name[ends[whole]]
    state[good] = np.stack([slot[ends[whole]] >> 12, slot[ends[whole]] & 4095], axis=1)
    for start, count in zip(starts[~whole].tolist(), counts[~whole].tolist(), strict=True):
        places = order[start : start + count]
        ids[places] = one_by_one(
            clock[start : start + count], int(name[start]), max_drift_ms, state
        )


def running_maximum(key, starts, counts):
    """The running maximum of each part, by lifting every part above the ones before it."""
    low = key[key > 0].min(initial=1)
    span = int(key.max()) - int(low) + 1
    if len(starts) * span < SPAN_MAX:
        lift = np.repeat(np.arange(len(starts)) * span, counts) - low
        return np.maximum.accumulate(np.maximum(key + lift, lift + low)) - lift
    parts = np.split(key, starts[1:])
    return np.concatenate([np.maximum.accumulate(part) for part in parts])


def one_by_one(clocks, name, max_drift_ms, state):
    ms, sequence = state[name].tolist()
    slot, end = ms << 12 | sequence, EPOCH_MS + (1 << 41)
    answer = []
    for clock in clocks.tolist():
        following = max(clock << 12, slot + 1)
        if not EPOCH_MS < clock < end:
            answer.append(-4)
        elif (following >> 12) - clock > max_drift_ms:
            answer.append(-3)
        elif following >> 12 >= end:
            answer.append(-4)
        else:
            slot = following
            answer.append(((slot >> 12) - EPOCH_MS) << 22 | name << 12 | slot & 4095)
    state[name] = slot >> 12, slot & 4095
    return answer
