"""A heap of what is under way, and before each event whatever of it is due lands.

A tier is a dict from keys to the time from which their copy is dead, the oldest use first: a dead
copy stays where it is. A fetch knows the nodes that wait for it, whether it fails, and whether a
write has overtaken it; so what it may fill is decided when it lands, and who may join it when
somebody asks.
"""

import heapq

EDGE, REGIONAL, ORIGIN, JOINED, FAILED, WRITTEN = range(1, 7)


class Tier:
    """Keys with the time from which their copies are dead, the oldest use first."""

    def __init__(self, capacity, ttl_us):
        self.capacity, self.ttl_us, self.dead_from = capacity, ttl_us, {}

    def use(self, key, now):
        if self.dead_from.get(key, now) <= now:
            return False
        self.dead_from[key] = self.dead_from.pop(key)
        return True

    def fill(self, key, done):
        self.dead_from.pop(key, None)
        self.dead_from[key] = done + self.ttl_us
        if len(self.dead_from) > self.capacity:
            del self.dead_from[next(iter(self.dead_from))]

    def kill(self, key, now):
        if key in self.dead_from:
            self.dead_from[key] = min(now, self.dead_from[key])


class Fetch:
    """A value on its way to the edges of some nodes."""

    def __init__(self, key, node, begun, done, from_origin=False, fails=False):
        self.key, self.nodes, self.begun, self.done = key, [node], begun, done
        self.from_origin, self.fails, self.overtaken = from_origin, fails, False


def replay(events, system, outcome, done_us):
    edges = [Tier(system.edge_capacity, system.edge_ttl_us) for _ in range(system.n_nodes)]
    regional = Tier(system.regional_capacity, system.regional_ttl_us)
    under_way, of_key = [], {}

    def begin(number, fetch):
        heapq.heappush(under_way, (fetch.done, number, fetch))
        of_key.setdefault(fetch.key, []).append(fetch)

    def land(fetch):
        if fetch.fails or fetch.overtaken:
            return
        if fetch.from_origin:
            regional.fill(fetch.key, fetch.done)
        for node in fetch.nodes:
            edges[node].fill(fetch.key, fetch.done)

    def allowed(fetch, node):
        return system.coalesce == 2 or (system.coalesce == 1 and fetch.nodes[0] == node)

    def joinable(key, node):
        for fetch in (f for f in of_key.get(key, ()) if allowed(f, node)):
            if fetch.from_origin and not fetch.overtaken:
                return fetch
        return None

    for i, (now, node, key, op) in enumerate(zip(*(x.tolist() for x in events), strict=True)):
        while under_way and under_way[0][0] <= now:
            fetch = heapq.heappop(under_way)[-1]
            of_key[fetch.key].remove(fetch)
            land(fetch)
        if op == 1:
            for tier in (*edges, regional):
                tier.kill(key, now)
            for fetch in of_key.get(key, ()):
                fetch.overtaken = True
            outcome[i], done_us[i] = WRITTEN, now
        elif edges[node].use(key, now):
            outcome[i], done_us[i] = EDGE, now + system.edge_us
        elif regional.use(key, now):
            outcome[i], done_us[i] = REGIONAL, now + system.regional_us
            begin(i, Fetch(key, node, now, now + system.regional_us))
        else:
            fetch = joinable(key, node)
            if fetch:
                fetch.nodes.append(node)
                outcome[i] = FAILED if fetch.fails else JOINED
            else:
                fails = system.down_from_us <= now < system.down_until_us
                fetch = Fetch(key, node, now, now + system.origin_us, True, fails)
                begin(i, fetch)
                outcome[i] = FAILED if fails else ORIGIN
            done_us[i] = fetch.done
