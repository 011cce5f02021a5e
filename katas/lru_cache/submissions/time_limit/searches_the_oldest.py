"""A dictionary of last uses, in which every eviction looks for the smallest.

fails: time_limit at etc_pool
"""

GET, PUT, DELETE, PEEK = range(4)


class LRU:
    def __init__(self, capacity):
        self.capacity = capacity
        self.now = 0
        self.values, self.last_use = {}, {}

    def apply(self, batch, found, answer):
        for i, (op, key, value) in enumerate(zip(*(x.tolist() for x in batch), strict=True)):
            self.now += 1
            found[i] = there = key in self.values
            if there and op in (GET, PEEK):
                answer[i] = self.values[key]
            if op == DELETE and there:
                del self.values[key], self.last_use[key]
            elif op == PUT and self.capacity > 0:
                if not there and len(self.values) == self.capacity:
                    oldest = min(self.last_use, key=self.last_use.__getitem__)
                    del self.values[oldest], self.last_use[oldest]
                self.values[key] = value
            if op in (GET, PUT) and key in self.values:
                self.last_use[key] = self.now
