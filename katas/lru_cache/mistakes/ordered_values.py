"""An ordered dictionary of the values, the least recently used key first, and one operation after
the other.
"""

from collections import OrderedDict

GET, PUT, DELETE, PEEK = range(4)


class LRU:
    def __init__(self, capacity):
        self.capacity = capacity
        self.values = OrderedDict()

    def apply(self, batch, found, answer):
        for i, (op, key, value) in enumerate(zip(*(x.tolist() for x in batch), strict=True)):
            found[i] = key in self.values
            if op in (GET, PEEK):
                answer[i] = self.values.get(key, 0)
            if op == GET and found[i]:
                self.values.move_to_end(key)
            elif op == DELETE:
                self.values.pop(key, None)
            elif op == PUT and self.capacity > 0:
                if not found[i] and len(self.values) == self.capacity:
                    self.values.popitem(last=False)
                self.values[key] = value
                self.values.move_to_end(key)
