"""Tiers on lines of time, edge by edge where that is exact; and a price for the origin's answers.

A line for each tier. Write what happens at a tier on a line: each use or fill of a key takes the
next position. What an LRU tier of C keys holds are then the last positions of the C keys nearest to
the end, one bit each. A key is there if the bit at its last position is set; a use clears that bit
and takes a new position; a fill of a full tier clears the lowest set bit. No linked list, no
deletion from a table. Marking last requests on the line of time is how Bennett and Kruskal count
stack distances ("LRU stack processing", IBM Journal of Research and Development 1975). Keys are
numbers below `n_keys`, so the table of last positions is an array. A dead copy keeps its place, so
whether it is alive is a question beside the line: its time of death lies with its last position.

two_tiers, and replay where fetches take no time: *in stages*. What an edge holds depends on its own
requests alone (and on writes), not on the tiers behind it. So requests are dealt out by node, each
edge runs to its end while its table is hot, and what missed goes through the regional tier in the
order of time. Every access is then to one table of 4 bytes a key (16 with expiry) instead of one
for each node. A write need not visit the edges either: each request remembers the last write of its
key before it, and a copy is alive if it was fetched after that. O(n + n_keys) time; 13 bytes a
request and 4 to 16 a key.

replay with latencies: the stages depend on each other, for an edge's fill comes when the tiers
behind it say so. One pass in the order of time. All last positions of a key lie side by side, so an
event costs one or two cache lines, asked for some events ahead. Fetches land in the order of their
start, because all from one place take equally long: no heap, but two queues, merged. Who waits is a
bit in a word of 64 nodes. A fetch is not looked up and removed when it lands or is overtaken: its
number stays in a table, and its time of landing and the last write of the key say whether it may be
joined. O(n + writes * n_nodes + n_keys * n_nodes) time, 4 bytes a key and node.

step: see `step`. The leases that make a fill non-cacheable after a write: Nishtala et al., "Scaling
Memcache at Facebook", NSDI 2013.

Peers at full size (`eight_edges`, everybody filling the same outcomes; two cores of an AMD EPYC,
2026-11-28): 32 times as fast as a chain of cachebox caches, 49 times lru-dict's, 128 times
cachetools'. Floor: a loop that only loads and stores a table of that size 1.43 times a request, as
tiers are asked here, takes a little more than half as long. With latencies there is no library to
compare with; the linked lists of the `numba` rung take 3.2 to 3.6 times as long.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import extending, njit, types
from numba.core import cgutils

EDGE, REGIONAL, ORIGIN, JOINED, FAILED, WRITTEN = range(1, 7)
SERVE, FETCH, WAIT, REFRESH, REJECT = range(1, 6)
ZERO, ONE = np.uint64(0), np.uint64(1)
WORD_BITS, BIT_OF = np.uint64(6), np.uint64(63)
ALL_LIVE = np.uint64(0xFFFFFFFFFFFFFFFF)
HALF, LOW_HALF = np.uint64(32), np.uint64(0xFFFFFFFF)
AHEAD = 16
ir = vars(cgutils)["ir"]  # llvmlite's, by way of numba
intrinsic: Any = extending.intrinsic  # takes its first parameter away, which no type says


@intrinsic
def _lowest(typing, word):
    """The number of the lowest set bit of a word that is not zero."""

    def generate(context, builder, signature, arguments):
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), generate


@intrinsic
def _prefetch(typing, array, index):
    """Ask for the cache line of array[index] and go on; numba has no other way to say it."""

    def generate(context, builder, signature, arguments):
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        line = builder.bitcast(builder.gep(data, [arguments[1]]), cgutils.voidptr_t)
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, number, number, number])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", [cgutils.voidptr_t], kind)
        builder.call(prefetch, [line, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(array, types.int64), generate


class Events(NamedTuple):
    """As in the starter."""

    t_us: np.ndarray
    node: np.ndarray
    key: np.ndarray
    op: np.ndarray


class System(NamedTuple):
    """As in the starter."""

    n_nodes: int
    n_keys: int
    edge_capacity: int
    regional_capacity: int
    edge_ttl_us: int
    regional_ttl_us: int
    edge_us: int
    regional_us: int
    origin_us: int
    coalesce: int
    down_from_us: int
    down_until_us: int


def two_tiers(node, key, n_nodes, n_keys, edge_capacity, regional_capacity, outcome):
    """Which tier answers each request: 1, 2 or 3 in `outcome` (uint8[n]). ValueError for a negative
    capacity. O(n + n_keys).
    """
    if edge_capacity < 0 or regional_capacity < 0:
        raise ValueError("a capacity must not be negative")
    order, ends = _deal(node, n_nodes)
    line = _line(2 * len(key))
    last = np.zeros(n_keys, np.int32)
    if edge_capacity > 0:
        _edges(key, order, ends, edge_capacity, line, last, outcome)
    missed = _missed(outcome)
    outcome[missed] = ORIGIN if regional_capacity == 0 else 0
    if regional_capacity > 0:
        _stage(key, missed, len(key), regional_capacity, line, last, REGIONAL, ORIGIN, outcome)


def _line(positions):
    """A bit for each position from 1 on, all set; position 0 stands for none and is not live."""
    line = np.full(positions // 64 + 2, ALL_LIVE)
    line[0] = ALL_LIVE - ONE
    return line


@njit(cache=True)
def _deal(node, n_nodes):
    """The requests' numbers, node by node, each in the order of time; where each node's end."""
    ends = np.zeros(n_nodes, np.int64)
    for i in range(len(node)):
        ends[node[i]] += 1
    total = 0
    for each in range(n_nodes):
        ends[each], total = total, total + ends[each]
    order = np.empty(len(node), np.int32)
    for i in range(len(node)):
        order[ends[node[i]]] = i
        ends[node[i]] += 1
    return order, ends


@njit(cache=True)
def _missed(outcome):
    """The numbers of the requests that nobody has answered. Without a branch: it would often be
    guessed wrong.
    """
    missed = np.empty(len(outcome) + 1, np.int32)
    count = 0
    for i in range(len(outcome)):
        missed[count] = i
        count += outcome[i] == 0
    return missed[:count]


@njit(cache=True)
def _edges(key, order, ends, capacity, line, last, outcome):
    start = 0
    for end in ends:
        _stage(key, order[start:end], start, capacity, line, last, EDGE, 0, outcome)
        start = end


@njit(cache=True)
def _begin(line, start):
    """Forget who is live before position `start` + 1; the word in which the search begins."""
    first = (start + 1) >> 6
    line[first] &= ALL_LIVE << (np.uint64(start + 1) & BIT_OF)
    return first


@njit(cache=True)
def _stage(key, order, start, capacity, line, last, hit, miss, outcome):
    """One tier from beginning to end; its positions are those after `start`.

    No branch depends on whether a request hits. Bits of positions to come are set from the
    beginning, which is safe: in a full tier the lowest set bit is never one of them.
    """
    first, free = _begin(line, start), capacity
    n = len(order)
    for p in range(n):
        _prefetch(last, np.int64(key[order[min(p + AHEAD, n - 1)]]))
        i = order[p]
        before = last[key[i]]
        position = np.uint64(before if before > start else 0)  # of other tiers: none
        last[key[i]] = start + p + 1
        word = line[position >> WORD_BITS]
        present = (word >> (position & BIT_OF)) & ONE
        line[position >> WORD_BITS] = word & ~(ONE << (position & BIT_OF))
        outcome[i] = hit if present else miss
        absent = ONE - present
        full = np.uint64(free == 0)
        free -= np.int64(absent & (ONE - full))
        # word & (word - 1) clears the lowest set bit, word & (word - 0) changes nothing
        word = line[first]
        word &= word - (absent & full)
        line[first] = word
        while line[first] == ZERO:
            first += 1


def replay(events, system, outcome, done_us):
    """Who answers each event (uint8[n]), and when (int64[n]).

    In stages where a fetch is over the moment it begins, else in one pass.
    """
    events, system = Events(*events), System(*system)
    at_once = system.regional_us == 0 and system.origin_us == 0
    if at_once and system.down_from_us >= system.down_until_us:
        _in_stages(events, system, outcome, done_us)
    else:
        _in_time(events, system, outcome, done_us)


def _in_stages(events, system, outcome, done_us):
    written_before, order, ends = _deal_gets(events, system.n_nodes, system.n_keys, outcome)
    np.copyto(done_us, events.t_us)
    line = _line(2 * len(outcome))
    copies = np.zeros(2 * system.n_keys, np.uint64)
    columns = (events.t_us, events.key, written_before)
    if system.edge_capacity > 0:
        tier = (system.edge_capacity, system.edge_ttl_us, EDGE, 0)
        _edges_with_expiry(columns, order, ends, tier, line, copies, outcome)
    missed = _missed(outcome)
    if system.edge_us > 0:
        done_us[outcome == EDGE] += system.edge_us
    if system.regional_capacity > 0:
        tier = (system.regional_capacity, system.regional_ttl_us, REGIONAL, ORIGIN)
        _stage_with_expiry(columns, missed, len(outcome), tier, line, copies, outcome)
    else:
        outcome[missed] = ORIGIN


@njit(cache=True)
def _deal_gets(events, n_nodes, n_keys, outcome):
    """As `_deal`, of gets only; and for each event the number of the last write before it, from 1.

    Writes are answered here: nothing else is to be done for them.
    """
    _, node, key, op = events
    written = np.zeros(n_keys, np.int32)
    before = np.empty(len(key), np.int32)
    ends = np.zeros(n_nodes, np.int64)
    for i in range(len(key)):
        if op[i] == 1:
            written[key[i]] = i + 1
            outcome[i] = WRITTEN
        else:
            before[i] = written[key[i]]
            ends[node[i]] += 1
    total = 0
    for each in range(n_nodes):
        ends[each], total = total, total + ends[each]
    order = np.empty(total, np.int32)
    for i in range(len(key)):
        if op[i] != 1:
            order[ends[node[i]]] = i
            ends[node[i]] += 1
    return before, order, ends


@njit(cache=True)
def _edges_with_expiry(columns, order, ends, tier, line, copies, outcome):
    start = 0
    for end in ends:
        _stage_with_expiry(columns, order[start:end], start, tier, line, copies, outcome)
        start = end


@njit(cache=True)
def _stage_with_expiry(columns, order, start, tier, line, copies, outcome):
    """`_stage`, where a copy that is there may be dead.

    Two words a key: its last position below, the number of the request that fetched it above; and
    the time from which it is dead.
    """
    t_us, key, written_before = columns
    capacity, ttl_us, hit, miss = tier
    first, free, n = _begin(line, start), capacity, len(order)
    for p in range(n):
        _prefetch(copies, 2 * np.int64(key[order[min(p + AHEAD, n - 1)]]))
        i = order[p]
        at = 2 * np.int64(key[i])
        copy, now = copies[at], t_us[i]
        before = np.int64(copy & LOW_HALF)
        position = np.uint64(before if before > start else 0)
        word = line[position >> WORD_BITS]
        present = (word >> (position & BIT_OF)) & ONE
        line[position >> WORD_BITS] = word & ~(ONE << (position & BIT_OF))
        fetched = np.int64(copy >> HALF)
        lives = (now < np.int64(copies[at + 1])) & (fetched > written_before[i]) & (present == ONE)
        if lives:
            outcome[i] = hit
        else:
            outcome[i] = miss
            fetched = i + 1
            copies[at + 1] = np.uint64(now + ttl_us)
        copies[at] = np.uint64(start + p + 1) | (np.uint64(fetched) << HALF)
        absent = ONE - present
        full = np.uint64(free == 0)
        free -= np.int64(absent & (ONE - full))
        word = line[first]
        word &= word - (absent & full)
        line[first] = word
        while line[first] == ZERO:
            first += 1


def _in_time(events, system, outcome, done_us):
    """Lines of all tiers, queues of both kinds of fetches, and the pass through them.

    `tiers` has a row for each edge, and the regional tier's after them: capacity, what is free, the
    next position, the word in which the lowest set bit is. Each line begins with a word of its own.
    """
    n, nodes = len(outcome), system.n_nodes
    room = np.append(np.bincount(events.node, minlength=nodes), n) // 64 * 64 + 64
    tiers = np.zeros((nodes + 1, 4), np.int64)
    tiers[:nodes, :2] = system.edge_capacity
    tiers[nodes, :2] = system.regional_capacity
    tiers[:, 2] = 64 + np.cumsum(room) - room
    tiers[:, 3] = tiers[:, 2] >> 6
    line = _line(64 + int(room.sum()))
    last = np.zeros(system.n_keys * (nodes + 1), np.int32)
    lines = (tiers, line, last, np.zeros(64 * len(line), np.int64))
    written = np.zeros(system.n_keys, np.int32)
    newest = np.zeros(system.n_keys * (nodes if system.coalesce == 1 else 1), np.int32)
    queues = (np.empty(n, np.int32), np.empty(n, np.uint64), np.empty(n, np.int32))
    _pass(events, system, lines, queues, (newest, written), outcome, done_us)


@njit(cache=True, inline="always")
def _fill(tiers, line, last, dead_us, at, tier, dead_from_us):
    """Put a copy at the end of a tier's line; its last position is kept at last[at].

    The arrays come one by one: a tuple of them is taken apart in each call, and numba counts the
    references to each, which takes longer than the rest.
    """
    if tiers[tier, 0] == 0:
        return
    position = np.uint64(last[at])
    bit = ONE << (position & BIT_OF)
    if (line[position >> WORD_BITS] & bit) != ZERO:
        line[position >> WORD_BITS] &= ~bit
    elif tiers[tier, 1] > 0:
        tiers[tier, 1] -= 1
    else:
        first = tiers[tier, 3]
        while line[first] == ZERO:
            first += 1
        line[first] &= line[first] - ONE
        tiers[tier, 3] = first
    last[at] = tiers[tier, 2]
    dead_us[tiers[tier, 2]] = dead_from_us
    tiers[tier, 2] += 1


@njit(cache=True, inline="always")
def _use(tiers, line, last, dead_us, at, tier, now):
    """Whether there is a copy that is alive; it is the most recently used now."""
    position = np.uint64(last[at])
    bit = ONE << (position & BIT_OF)
    if (line[position >> WORD_BITS] & bit) == ZERO or now >= dead_us[position]:
        return False
    line[position >> WORD_BITS] &= ~bit
    last[at] = tiers[tier, 2]
    dead_us[tiers[tier, 2]] = dead_us[position]
    tiers[tier, 2] += 1
    return True


@njit(cache=True, inline="always")
def _kill(last, dead_us, row, count, now):
    """All copies of a key are dead. A position that is no longer live may be marked as well."""
    for at in range(row, row + count):
        dead_us[last[at]] = min(dead_us[last[at]], now)


@njit(cache=True)
def _pass(events, system, lines, queues, fetched, outcome, done_us):
    """All events in their order; before each, all fetches that are over by then.

    A queue holds the numbers of the events that began a fetch. `newest` says for each key (and
    node, where nodes do not share) how long the queue was after the last fetch began: a fetch is
    under way if the head has not passed it, and may be joined if no write came after its start.
    """
    t_us, nodes, keys, op = events
    started, waiting, passed_on = queues
    tiers, line, last, dead_us = lines
    newest, written = fetched
    never = np.int64(2**62)
    head, tail, over = 0, 0, never  # of the fetches from the origin; when the next one is over
    near_head, near_tail, near_over = 0, 0, never  # of those from the regional tier
    width, apart, n = system.n_nodes + 1, system.coalesce == 1, len(keys)
    for i in range(n):
        ahead = min(i + AHEAD, n - 1)
        _prefetch(last, np.int64(keys[ahead]) * width + np.int64(nodes[ahead]))
        now, key, node = t_us[i], np.int64(keys[i]), np.int64(nodes[i])
        while min(over, near_over) <= now:
            if over < near_over or (over == near_over and started[head] < passed_on[near_head]):
                begun, landed, left = started[head], np.int64(keys[started[head]]), waiting[head]
                fails = system.down_from_us <= t_us[begun] < system.down_until_us
                if not fails and begun >= written[landed]:
                    at = landed * width + width - 1
                    _fill(tiers, line, last, dead_us, at, width - 1, over + system.regional_ttl_us)
                    while left != ZERO:
                        to = np.int64(_lowest(left))
                        left &= left - ONE
                        at, dead_from = landed * width + to, over + system.edge_ttl_us
                        _fill(tiers, line, last, dead_us, at, to, dead_from)
                head += 1
                over = t_us[started[head]] + system.origin_us if head < tail else never
            else:
                begun, to = passed_on[near_head], np.int64(nodes[passed_on[near_head]])
                landed = np.int64(keys[begun])
                if begun >= written[landed]:
                    at, dead_from = landed * width + to, near_over + system.edge_ttl_us
                    _fill(tiers, line, last, dead_us, at, to, dead_from)
                near_head += 1
                near_over = never
                if near_head < near_tail:
                    near_over = t_us[passed_on[near_head]] + system.regional_us
        row = key * width
        if op[i] == 1:
            written[key] = i + 1
            _kill(last, dead_us, row, width, now)
            outcome[i], done_us[i] = WRITTEN, now
        elif _use(tiers, line, last, dead_us, row + node, node, now):
            outcome[i], done_us[i] = EDGE, now + system.edge_us
        elif _use(tiers, line, last, dead_us, row + width - 1, width - 1, now):
            passed_on[near_tail] = i
            near_tail += 1
            outcome[i], done_us[i] = REGIONAL, now + system.regional_us
            near_over = min(near_over, done_us[i])
        else:
            place = key * (width - 1) + node if apart else key
            fetch: Any = np.int64(newest[place]) - 1
            joins = system.coalesce > 0 and fetch >= head and started[fetch] >= written[key]
            if joins:
                waiting[fetch] |= ONE << np.uint64(node)
            else:
                fetch = tail
                tail += 1
                started[fetch], waiting[fetch] = i, ONE << np.uint64(node)
                newest[place] = tail
                over = min(over, now + system.origin_us)
            begun = t_us[started[fetch]]
            fails = system.down_from_us <= begun < system.down_until_us
            outcome[i] = FAILED if fails else JOINED if joins else ORIGIN
            done_us[i] = begun + system.origin_us


MEMORY_MS, FIRST_MS = 60_000.0, 10_000.0
WORST_MS, NEW_WORTH = 10_000, 3.0
UP, DOWN, CHEAPEST = 1.02, 0.97, 1.0


def init(n_keys, n_warm, origin_capacity, origin_ms, ttl_ms, seed):
    """What `step` remembers: of each key when its value came (-1: never), when one will come, how
    often it is asked for and when it was last; the origin's last starts; the rules; the price.
    """
    value_ms = np.full(n_keys, -1)
    value_ms[:n_warm] = 0
    coming_ms = np.full(n_keys, -1)
    rate, seen_ms = np.full(n_keys, 1.0 / n_keys), np.zeros(n_keys)
    starts_ms = np.full(origin_capacity, -origin_ms)
    rules = np.array([origin_ms, ttl_ms, 0, 0, 0])  # the last three: now, fetches begun, broken?
    return value_ms, coming_ms, rate, seen_ms, starts_ms, rules, np.array([1_000.0])


def step(state, key):
    """A fetch has a price, and who is worth it gets one.

    A key asked for r times a ms is fetched every F + s ms, where F is how long a value is fresh
    (and on its way) and s how stale it may get. It then costs r * s * s / 2 for the staleness and
    the price once, in F + s ms. That is least where r * (s * s / 2 + s * F) equals the price. So
    this number, which grows from the moment at which the value expires, is compared with the price.
    Mind the F: what counts is not only what the key has paid since it expired, but how soon it will
    be back. A key without a value is treated as a very stale one, and with preference: it pays the
    worst all the time. The price finds itself: up when somebody who would pay it finds no room,
    down with every fetch. Nothing is fetched for a fetch that would fail: the news say whether the
    origin is broken, and the last `origin_capacity` starts whether it has room. Whoever pays less
    by waiting than by being served something stale, waits. O(1) a request.

    Prices for a shared capacity are Lagrange's; deciding by an index for each, alone, is Whittle's
    ("Restless bandits", Journal of Applied Probability 1988).
    """
    value_ms, coming_ms, rate, seen_ms, starts_ms, rules, price = state
    origin_ms, ttl_ms, now, started, broken = rules[0], rules[1], rules[2], rules[3], rules[4]
    rules[2] = now + 1
    if key < 0:
        rules[4] = 1 if key == -2 else 0 if key == -3 else broken
        return 0
    memory_ms = min(MEMORY_MS, now + FIRST_MS)
    rate[key] = rate[key] * np.exp((seen_ms[key] - now) / memory_ms) + 1.0 / memory_ms
    seen_ms[key] = now
    if coming_ms[key] >= 0 and coming_ms[key] <= now:
        value_ms[key], coming_ms[key] = coming_ms[key], -1
    there, left_ms = value_ms[key] >= 0, coming_ms[key] - now
    stale_ms = min(WORST_MS, now - value_ms[key] - ttl_ms) if there else WORST_MS
    if there and stale_ms <= 0:
        return SERVE
    if left_ms > 0:
        return SERVE if there and stale_ms <= left_ms else WAIT
    otherwise = SERVE if there else REJECT
    worth = rate[key] * stale_ms * (stale_ms / 2 + ttl_ms + origin_ms)
    if not there:
        worth *= NEW_WORTH
    if broken or worth < price[0]:
        return otherwise
    place = started % len(starts_ms)
    if starts_ms[place] + origin_ms > now:
        price[0] *= UP
        return otherwise
    price[0] = max(CHEAPEST, price[0] * DOWN)
    starts_ms[place] = now
    rules[3] = started + 1
    coming_ms[key] = now + origin_ms
    return REFRESH if there and stale_ms < origin_ms else FETCH
