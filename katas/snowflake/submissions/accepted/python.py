"""Lists of Python's numbers, one write into the array; and time and sequence as one number.

reaches: unpack bronze
reaches: generate bronze
reaches: many-workers bronze
reaches: restart bronze
reaches: issue-6 bronze
"""

from __future__ import annotations

from itertools import groupby

EPOCH_MS = 1_288_834_974_657
EPOCH_SLOT = EPOCH_MS << 12
END_MS = EPOCH_MS + (1 << 41)
LAYOUTS = ((10, 12, EPOCH_MS), (10, 12, 1_420_070_400_000), (13, 10, 1_314_220_021_721))


def unpack(ids, layout, ms, worker, sequence):
    if not 0 <= layout < 3:
        raise ValueError(f"there is no layout {layout}")
    worker_bits, sequence_bits, epoch = LAYOUTS[layout]
    numbers = ids.view("uint64").tolist()
    shift, worker_mask, sequence_mask = (
        worker_bits + sequence_bits,
        (1 << worker_bits) - 1,
        (1 << sequence_bits) - 1,
    )
    ms[:] = [(number >> shift) + epoch for number in numbers]
    worker[:] = [number >> sequence_bits & worker_mask for number in numbers]
    sequence[:] = [number & sequence_mask for number in numbers]


def generate(clock_ms, worker, state, ids):
    """A millisecond's requests come in a row: a range for each run of equal readings."""
    if not 0 <= worker < 1024:
        raise ValueError(f"there is no worker {worker}")
    last, sequence = state.tolist()
    answer = []
    for clock, run in groupby(clock_ms.tolist()):
        n = len(list(run))
        if not EPOCH_MS < clock < END_MS:
            answer += [-4] * n
        elif clock < last:
            answer += [-1] * n
        else:
            first = sequence + 1 if clock == last else 0
            fit = min(n, 4096 - first)
            base = (clock - EPOCH_MS) << 22 | worker << 12
            answer += range(base + first, base + first + fit)
            answer += [-2] * (n - fit)
            last, sequence = clock, first + fit - 1
    ids[:] = answer
    state[:] = last, sequence


def generate_many(clock_ms, worker, max_drift_ms, state, ids):
    if len(worker) and (worker == worker[0]).all():
        return of_one(clock_ms, int(worker[0]), max_drift_ms, state, ids)
    slots = [ms << 12 | sequence for ms, sequence in state.tolist()]
    room = (max_drift_ms + 1 << 12) - 1
    answer = []
    put = answer.append
    for clock, name in zip(clock_ms.tolist(), worker.tolist(), strict=True):
        now = clock << 12
        slot = slots[name] + 1
        if now > slot:
            slot = now
        if not EPOCH_MS < clock < END_MS:
            put(-4)
        elif slot - now > room:
            put(-3)
        elif slot >= END_MS << 12:
            put(-4)
        else:
            slots[name] = slot
            slot -= EPOCH_SLOT
            put(slot >> 12 << 22 | name << 12 | slot & 4095)
    ids[:] = answer
    state[:] = [(slot >> 12, slot & 4095) for slot in slots]


def of_one(clock_ms, name, max_drift_ms, state, ids):
    """The slots of a run of equal readings follow each other, up to the bound or the last ms."""
    ms, sequence = state[name].tolist()
    slot = ms << 12 | sequence
    answer = []
    for clock, run in groupby(clock_ms.tolist()):
        n = len(list(run))
        if not EPOCH_MS < clock < END_MS:
            answer += [-4] * n
            continue
        first = max(clock << 12, slot + 1)
        fit = max(0, min(n, (min(clock + max_drift_ms + 1, END_MS) << 12) - first))
        answer += packed(first - EPOCH_SLOT, fit, name << 12)
        slot = max(slot, first + fit - 1) if fit else slot
        too_far = (max(first + fit, slot + 1) >> 12) - clock > max_drift_ms
        answer += [-3 if too_far else -4] * (n - fit)
    ids[:] = answer
    state[name] = slot >> 12, slot & 4095


def packed(first, n, worker):
    """The ids of n slots in a row: a range for each millisecond."""
    found = []
    while n:
        count = min(n, 4096 - (first & 4095))
        base = first >> 12 << 22 | worker | first & 4095
        found += range(base, base + count)
        first, n = first + count, n - count
    return found


class Fleet:
    """Ids are remembered only of processes that are not alone."""

    def __init__(self, worker, lease_end_ms, lease_ms, max_drift_ms):
        self.worker = worker.tolist()
        self.slots = [end << 12 | 4095 for end in lease_end_ms.tolist()]
        self.leases = self.slots.copy()
        self.lease_ms, self.room = lease_ms, (max_drift_ms + 1 << 12) - 1
        names = self.worker
        shared = {name for name in names if names.count(name) > 1}
        self.issued = [set() if name in shared else None for name in range(1024)]

    def apply(self, batch, ids, rejected, collision):
        answer, n_rejected, first = [], 0, 0
        slots, leases, room, names = self.slots, self.leases, self.room, self.worker
        for kind, process, clock in zip(*(part.tolist() for part in batch), strict=True):
            if kind:
                slots[process] = leases[process]
                answer.append(0)
                continue
            now, slot = clock << 12, slots[process] + 1
            if now > slot:
                slot = now
            if slot - now > room:
                answer.append(-3)
                n_rejected += 1
                continue
            slots[process] = slot
            if slot > leases[process]:
                leases[process] = (slot >> 12) + self.lease_ms << 12 | 4095
            name = names[process]
            issued = self.issued[name]
            if issued is not None:
                if slot in issued and not first:
                    first = len(answer) + 1
                issued.add(slot)
            slot -= EPOCH_SLOT
            answer.append(slot >> 12 << 22 | name << 12 | slot & 4095)
        ids[:] = answer
        rejected[0], collision[0] = n_rejected, first
