"""Do what the words say, number by number, with arrays used like lists.

reaches: unpack none
reaches: generate none
reaches: many-workers none
reaches: restart none
reaches: issue-6 none
"""

from __future__ import annotations

EPOCH_MS = 1_288_834_974_657
WENT_BACK, USED_UP, TOO_FAR, OUTSIDE = -1, -2, -3, -4
REQUEST, RESTART = range(2)
LAYOUTS = {0: (10, 12, EPOCH_MS), 1: (10, 12, 1_420_070_400_000), 2: (13, 10, 1_314_220_021_721)}


def unpack(ids, layout, ms, worker, sequence):
    if layout not in LAYOUTS:
        raise ValueError(f"there is no layout {layout}")
    worker_bits, sequence_bits, epoch = LAYOUTS[layout]
    for i in range(len(ids)):
        ms[i] = (int(ids[i]) % 2**64 >> (worker_bits + sequence_bits)) + epoch
        worker[i] = (int(ids[i]) >> sequence_bits) % 2**worker_bits
        sequence[i] = int(ids[i]) % 2**sequence_bits


def generate(clock_ms, worker, state, ids):
    if worker < 0 or worker > 1023:
        raise ValueError(f"there is no worker {worker}")
    for i in range(len(clock_ms)):
        clock = int(clock_ms[i])
        if not 1 <= clock - EPOCH_MS < 2**41:
            ids[i] = OUTSIDE
        elif clock < state[0]:
            ids[i] = WENT_BACK
        elif clock == state[0] and state[1] == 4095:
            ids[i] = USED_UP
        else:
            state[1] = state[1] + 1 if clock == state[0] else 0
            state[0] = clock
            ids[i] = (clock - EPOCH_MS) << 22 | worker << 12 | int(state[1])


def generate_many(clock_ms, worker, max_drift_ms, state, ids):
    for i in range(len(clock_ms)):
        clock, name = int(clock_ms[i]), int(worker[i])
        ms, sequence = int(state[name, 0]), int(state[name, 1]) + 1
        if clock > ms:
            ms, sequence = clock, 0
        elif sequence == 4096:
            ms, sequence = ms + 1, 0
        if not 1 <= clock - EPOCH_MS < 2**41:
            ids[i] = OUTSIDE
        elif ms - clock > max_drift_ms:
            ids[i] = TOO_FAR
        elif not ms - EPOCH_MS < 2**41:
            ids[i] = OUTSIDE
        else:
            state[name, 0], state[name, 1] = ms, sequence
            ids[i] = (ms - EPOCH_MS) << 22 | name << 12 | sequence


class Fleet:
    def __init__(self, worker, lease_end_ms, lease_ms, max_drift_ms):
        self.worker, self.lease_end = worker, lease_end_ms.copy()
        self.lease_ms, self.max_drift_ms = lease_ms, max_drift_ms
        self.ms, self.sequence = {}, {}
        self.issued = set()
        for process in range(len(worker)):
            self.restart(process)

    def apply(self, batch, ids, rejected, collision):
        for i in range(len(batch.kind)):
            process = int(batch.process[i])
            if batch.kind[i] == RESTART:
                self.restart(process)
                continue
            ids[i] = self.request(process, int(batch.clock_ms[i]))
            if ids[i] < 0:
                rejected[0] += 1
                continue
            if int(ids[i]) in self.issued and collision[0] == 0:
                collision[0] = i + 1
            self.issued.add(int(ids[i]))

    def request(self, process, clock):
        ms, sequence = self.ms[process], self.sequence[process] + 1
        if clock > ms:
            ms, sequence = clock, 0
        elif sequence == 4096:
            ms, sequence = ms + 1, 0
        if ms - clock > self.max_drift_ms:
            return TOO_FAR
        if ms > self.lease_end[process]:
            self.lease_end[process] = ms + self.lease_ms
        self.ms[process], self.sequence[process] = ms, sequence
        return (ms - EPOCH_MS) << 22 | int(self.worker[process]) << 12 | sequence

    def restart(self, process):
        self.ms[process], self.sequence[process] = int(self.lease_end[process]), 4095
