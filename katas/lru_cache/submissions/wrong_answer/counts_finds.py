"""Writes down how often the key was found so far.

fails: found_is_0_or_1 at lru_example
"""

from collections import OrderedDict

GET, PUT, DELETE, PEEK = range(4)


class LRU:
    def __init__(self, capacity):
        self.capacity = capacity
        self.values = OrderedDict()
        self.finds = {}

    def apply(self, batch, found, answer):
        for i, (op, key, value) in enumerate(zip(*(x.tolist() for x in batch), strict=True)):
            self.finds[key] = self.finds.get(key, 0) + (key in self.values)
            found[i] = key in self.values
            if op in (GET, PEEK):
                answer[i] = self.values.get(key, 0)
            if found[i]:
                found[i] = min(self.finds[key], 255)
            if op == GET and found[i]:
                self.values.move_to_end(key)
            elif op == DELETE:
                self.values.pop(key, None)
            elif op == PUT and self.capacity > 0:
                if not found[i] and len(self.values) == self.capacity:
                    self.values.popitem(last=False)
                self.values[key] = value
                self.values.move_to_end(key)
