"""Evicts the copy used longest ago by looking at all of them.

fails: time_limit at ttl_minute
"""

EDGE, REGIONAL, ORIGIN, JOINED, FAILED, WRITTEN = range(1, 7)


class Tier:
    """Keys with the time of their death and of their last use; every eviction looks at all."""

    def __init__(self, capacity):
        self.capacity = capacity
        self.dead_from, self.used, self.clock = {}, {}, 0

    def use(self, key, now):
        if self.dead_from.get(key, now) <= now:
            return False
        self.clock += 1
        self.used[key] = self.clock
        return True

    def fill(self, key, dead_from):
        self.clock += 1
        self.dead_from[key], self.used[key] = dead_from, self.clock
        if len(self.used) > self.capacity:
            oldest = min(self.used, key=self.used.__getitem__)
            del self.used[oldest], self.dead_from[oldest]

    def kill(self, key, now):
        if key in self.dead_from:
            self.dead_from[key] = min(now, self.dead_from[key])


def replay(events, system, outcome, done_us):
    edges = [Tier(system.edge_capacity) for _ in range(system.n_nodes)]
    regional = Tier(system.regional_capacity)
    under_way = []
    for i, (now, node, key, op) in enumerate(zip(*(x.tolist() for x in events), strict=True)):
        for fetch in sorted(f for f in under_way if f[0] <= now):
            under_way.remove(fetch)
            done, _, what, nodes, from_origin, fails, overtaken = fetch
            if not fails and not overtaken:
                if from_origin:
                    regional.fill(what, done + system.regional_ttl_us)
                for where in nodes:
                    edges[where].fill(what, done + system.edge_ttl_us)
        if op == 1:
            for tier in (*edges, regional):
                tier.kill(key, now)
            for fetch in under_way:
                fetch[6] = fetch[6] or fetch[2] == key
            outcome[i], done_us[i] = WRITTEN, now
        elif edges[node].use(key, now):
            outcome[i], done_us[i] = EDGE, now + system.edge_us
        elif regional.use(key, now):
            outcome[i], done_us[i] = REGIONAL, now + system.regional_us
            under_way.append([now + system.regional_us, i, key, [node], False, False, False])
        else:
            for fetch in under_way:
                allowed = system.coalesce == 2 or (system.coalesce == 1 and fetch[3][0] == node)
                if allowed and fetch[2] == key and fetch[4] and not fetch[6]:
                    fetch[3].append(node)
                    outcome[i] = FAILED if fetch[5] else JOINED
                    break
            else:
                fails = system.down_from_us <= now < system.down_until_us
                fetch = [now + system.origin_us, i, key, [node], True, fails, False]
                under_way.append(fetch)
                outcome[i] = FAILED if fails else ORIGIN
            done_us[i] = fetch[0]
