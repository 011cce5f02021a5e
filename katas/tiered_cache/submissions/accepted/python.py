"""One loop over OrderedDicts and two queues, edge by edge where it may; a price for a fetch.

reaches: two-tiers bronze
reaches: expiry none
reaches: coalescing bronze
reaches: origin-policy silver
reaches: feedback-loop silver
"""

from collections import OrderedDict, deque

import numpy as np

EDGE, REGIONAL, ORIGIN, JOINED, FAILED, WRITTEN = range(1, 7)
SERVE, FETCH, WAIT, REFRESH, REJECT = range(1, 6)


def two_tiers(node, key, n_nodes, n_keys, edge_capacity, regional_capacity, outcome):
    """Edge by edge: what an edge has depends on its own requests only."""
    if edge_capacity < 0 or regional_capacity < 0:
        raise ValueError("negative capacity")
    answers = np.zeros(len(key), bool)
    for each in range(n_nodes):
        mine = np.flatnonzero(node == each)
        answers[mine] = lru(key[mine].tolist(), edge_capacity)
    outcome[:] = EDGE
    missed = np.flatnonzero(~answers)
    regional = np.frombuffer(lru(key[missed].tolist(), regional_capacity), bool)
    outcome[missed] = np.where(regional, REGIONAL, ORIGIN)


def lru(keys, capacity):
    """A byte for each key, 1 where the cache had it. Used keys go to the end of the dict; a queue
    of all uses says who is next to go, if it was not used again since.
    """
    hit = bytearray(len(keys))
    if capacity == 0:
        return hit
    last, oldest = {}, 0
    for i, key in enumerate(keys):
        if key in last:
            hit[i] = 1
        elif len(last) == capacity:
            while last.get(keys[oldest]) != oldest:
                oldest += 1
            del last[keys[oldest]]
        last[key] = i
    return hit


def replay(events, system, outcome, done_us):
    """One loop. Fetches are over in the order of their start: two queues instead of a heap."""
    n_nodes, edge_capacity, regional_capacity = system.n_nodes, *system[2:4]
    edge_ttl, regional_ttl, edge_us, regional_us, origin_us, coalesce, down_from, down_until = (
        system[4:]
    )
    # a copy is (dead from, number of the get that fetched it); a write makes older ones dead
    edges = [OrderedDict() for _ in range(n_nodes)]
    regional, written, newest = OrderedDict(), {}, {}
    from_origin, from_regional = deque(), deque()

    def fill(tier, capacity, key, copy):
        tier[key] = copy
        tier.move_to_end(key)
        if len(tier) > capacity:
            tier.popitem(last=False)

    def land(done, begun, key, nodes, fails, is_origin):
        if fails or written.get(key, -1) > begun:
            return
        if is_origin:
            fill(regional, regional_capacity, key, (done + regional_ttl, begun))
        for node in nodes:
            fill(edges[node], edge_capacity, key, (done + edge_ttl, begun))

    answers, times = bytearray(len(outcome)), [0] * len(outcome)
    never = (1 << 62, 0)
    for i, (now, node, key, op) in enumerate(zip(*(x.tolist() for x in events), strict=True)):
        while True:
            first = from_origin[0] if from_origin else never
            second = from_regional[0] if from_regional else never
            if first[0] > now and second[0] > now:
                break
            if first[:2] < second[:2]:
                land(*from_origin.popleft())
            else:
                land(*from_regional.popleft())
        if op == 1:
            written[key] = i
            answers[i], times[i] = WRITTEN, now
            continue
        last_write = written.get(key, -1)
        copies = edges[node]
        copy = copies.get(key)
        if copy and copy[0] > now and copy[1] > last_write:
            copies.move_to_end(key)
            answers[i], times[i] = EDGE, now + edge_us
            continue
        copy = regional.get(key)
        if copy and copy[0] > now and copy[1] > last_write:
            regional.move_to_end(key)
            answers[i], times[i] = REGIONAL, now + regional_us
            from_regional.append((now + regional_us, i, key, (node,), False, False))
            continue
        place = (key, node) if coalesce == 1 else key
        fetch = newest.get(place) if coalesce else None
        if fetch and fetch[0] > now and fetch[1] > last_write:
            fetch[3].append(node)
            answers[i] = FAILED if fetch[4] else JOINED
        else:
            fails = down_from <= now < down_until
            newest[place] = fetch = (now + origin_us, i, key, [node], fails, True)
            from_origin.append(fetch)
            answers[i] = FAILED if fails else ORIGIN
        times[i] = fetch[0]
    outcome[:] = np.frombuffer(answers, np.uint8)
    done_us[:] = times


def init(n_keys, n_warm, origin_capacity, origin_ms, ttl_ms, seed):
    value_ms = np.full(n_keys, -1)
    value_ms[:n_warm] = 0
    coming_ms = np.full(n_keys, -1)
    paid_ms = np.zeros(n_keys)  # for staleness, since the value expired
    starts_ms = np.full(origin_capacity, -origin_ms)
    rules = np.array([origin_ms, ttl_ms, 0, 0, 0])
    return value_ms, coming_ms, paid_ms, starts_ms, rules, np.array([1_000.0])


def step(state, key):
    """Rent until you have paid the price, then buy: a key is fetched when its requests have paid
    as much for staleness as a fetch is worth. The price follows the demand.
    """
    value_ms, coming_ms, paid_ms, starts_ms, rules, price = state
    origin_ms, ttl_ms, now, started = rules[0], rules[1], rules[2], rules[3]
    rules[2] = now + 1
    if key < 0:
        rules[4] = 1 if key == -2 else 0 if key == -3 else rules[4]
        return 0
    if 0 <= coming_ms[key] <= now:
        value_ms[key], coming_ms[key] = coming_ms[key], -1
        paid_ms[key] = 0.0
    there = value_ms[key] >= 0
    stale_ms = min(10_000, now - value_ms[key] - ttl_ms) if there else 10_000
    if stale_ms <= 0:
        return SERVE
    if coming_ms[key] >= 0:
        return SERVE if there and stale_ms <= coming_ms[key] - now else WAIT
    paid_ms[key] += stale_ms
    otherwise = SERVE if there else REJECT
    if rules[4] or paid_ms[key] < price[0]:
        return otherwise
    place = started % len(starts_ms)
    if starts_ms[place] + origin_ms > now:
        price[0] = min(price[0] * 1.02, 20_000.0)
        return otherwise
    price[0] = max(price[0] * 0.97, 1.0)
    starts_ms[place], rules[3], coming_ms[key] = now, started + 1, now + origin_ms
    return REFRESH if there and stale_ms < origin_ms else FETCH
