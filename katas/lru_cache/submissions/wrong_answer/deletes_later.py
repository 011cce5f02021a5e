"""Marks deleted keys for a sweep that comes when the cache is full; until then they are found.

fails: deletes_remove at single_place
"""

from collections import OrderedDict

GET, PUT, DELETE, PEEK = range(4)


class LRU:
    def __init__(self, capacity):
        self.capacity = capacity
        self.values = OrderedDict()
        self.deleted = set()

    def apply(self, batch, found, answer):
        for i, (op, key, value) in enumerate(zip(*(x.tolist() for x in batch), strict=True)):
            found[i] = key in self.values
            if op in (GET, PEEK):
                answer[i] = self.values.get(key, 0)
            if op == GET and found[i]:
                self.values.move_to_end(key)
            elif op == DELETE and found[i]:
                self.deleted.add(key)
            elif op == PUT and self.capacity > 0:
                if not found[i] and len(self.values) == self.capacity:
                    self.sweep()
                self.values[key] = value
                self.values.move_to_end(key)
                self.deleted.discard(key)

    def sweep(self):
        for key in self.deleted or {next(iter(self.values))}:
            del self.values[key]
        self.deleted = set()
