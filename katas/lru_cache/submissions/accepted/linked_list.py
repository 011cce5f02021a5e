"""A dictionary of nodes in a doubly linked list: the interview answer, in Python.

reaches: replay bronze
reaches: lru none
"""


class Node:
    __slots__ = ("key", "newer", "older")

    def __init__(self, key):
        self.key = key
        self.newer = self
        self.older = self


class Recency:
    """Keys from most to least recently used, on a ring closed by a sentinel."""

    def __init__(self):
        self.end = Node(None)
        self.nodes = {}
        self.evicted = None  # by the last request

    def unlink(self, node):
        node.newer.older = node.older
        node.older.newer = node.newer

    def put_first(self, node):
        node.newer = self.end
        node.older = self.end.older
        node.older.newer = node
        self.end.older = node

    def request(self, key, capacity):
        node = self.nodes.get(key)
        self.evicted = None
        if node is not None:
            self.unlink(node)
            self.put_first(node)
            return 1
        if len(self.nodes) == capacity:
            oldest = self.end.newer
            self.unlink(oldest)
            del self.nodes[oldest.key]
            self.evicted = oldest.key
        self.nodes[key] = Node(key)
        self.put_first(self.nodes[key])
        return 0


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    if capacity == 0:
        return
    cache = Recency()
    for i, key in enumerate(keys.tolist()):
        hit[i] = cache.request(key, capacity)


GET, PUT, DELETE, PEEK = range(4)


class LRU:
    def __init__(self, capacity):
        self.capacity = capacity
        self.recency = Recency()
        self.values = {}

    def apply(self, batch, found, answer):
        for i, (op, key, value) in enumerate(zip(*(x.tolist() for x in batch), strict=True)):
            found[i] = there = key in self.values
            if there and op in (GET, PEEK):
                answer[i] = self.values[key]
            if op == PUT and self.capacity > 0:
                self.values[key] = value
                if (
                    not self.recency.request(key, self.capacity)
                    and self.recency.evicted is not None
                ):
                    del self.values[self.recency.evicted]
            elif op == GET and there:
                self.recency.request(key, self.capacity)
            elif op == DELETE and there:
                del self.values[key]
                self.recency.unlink(self.recency.nodes.pop(key))
