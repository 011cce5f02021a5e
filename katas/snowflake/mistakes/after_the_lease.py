"""A process that starts goes on as if it had issued the very last id that its lease covers.

So a restart is one assignment, and the rule for the next id needs to know of no crash. An id moves
the lease when its own time is after the end. All ids ever issued are in one set: what is in there
when it is issued collides.
"""

EPOCH_MS = 1_288_834_974_657
TOO_FAR = -3
REQUEST, RESTART = range(2)


class Fleet:
    def __init__(self, worker, lease_end_ms, lease_ms, max_drift_ms):
        self.worker, self.lease_end = worker.tolist(), lease_end_ms.tolist()
        self.lease_ms, self.max_drift_ms = lease_ms, max_drift_ms
        self.last = [(end, 4095) for end in self.lease_end]
        self.issued = set()

    def apply(self, batch, ids, rejected, collision):
        for i, (kind, process, clock) in enumerate(zip(*(x.tolist() for x in batch), strict=True)):
            if kind == RESTART:
                self.restart(process)
                continue
            ids[i] = number = self.request(process, clock)
            if number < 0:
                rejected[0] += 1
                continue
            if number in self.issued and collision[0] == 0:
                collision[0] = i + 1
            self.issued.add(number)

    def restart(self, process):
        self.last[process] = self.lease_end[process], 4095

    def request(self, process, clock):
        ms, sequence = self.last[process]
        if clock > ms:
            ms, sequence = clock, 0
        elif sequence < 4095:
            sequence += 1
        else:
            ms, sequence = ms + 1, 0
        if ms - clock > self.max_drift_ms:
            return TOO_FAR
        if ms > self.lease_end[process]:
            self.lease_end[process] = ms + self.lease_ms
        self.last[process] = ms, sequence
        return (ms - EPOCH_MS) << 22 | self.worker[process] << 12 | sequence
