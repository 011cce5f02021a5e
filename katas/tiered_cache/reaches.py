"""What cases of tiered-cache reach beyond the ends of their inputs: cells of state and relation."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np

from harness.kata import Case, Reaches

from . import oracle
from .cases.events import WRITE
from .cases.policies import BREAKS, NOBODY, REPAIRED
from .oracle import EDGE, FAILED, JOINED, ORIGIN, REGIONAL

MANY, SMALL = 2**16, 4_000
"""More than anybody counts in 16 bits; and what the oracle can be asked about."""


def gaps(*columns: np.ndarray) -> np.ndarray:
    """For each row how many rows ago the same came last; -1 where it is the first."""
    gaps = np.full(len(columns[0]), -1)
    order = np.lexsort((np.arange(len(gaps)), *columns))
    same = np.ones(max(0, len(order) - 1), bool)
    for column in columns:
        same &= column[order[1:]] == column[order[:-1]]
    gaps[order[1:][same]] = np.diff(order)[same]
    return gaps


# two_tiers


def _room(case: Case, tier: str, others: int) -> bool:
    """Whether a tier that is not absent is asked again for a key after so many others as it holds,
    and `others` more.
    """
    capacity = case[f"{tier}_capacity"]
    if not 0 < capacity < 100 or len(case["key"]) > SMALL or case["edge_capacity"] < 0:
        return False
    orders: dict[int, list[int]] = {}
    edges: dict[int, list[int]] = {}
    for node, key in zip(case["node"].tolist(), case["key"].tolist(), strict=True):
        at_edge = edges.setdefault(node, [])
        hit = key in at_edge[: case["edge_capacity"]]
        _moved_to_front(at_edge, key)
        if tier == "regional" and hit:
            continue
        order = orders.setdefault(node if tier == "edge" else 0, [])
        if _moved_to_front(order, key) == capacity + others:
            return True
    return False


def _moved_to_front(order: list[int], key: int) -> int:
    """Where the key stood; -1 where it did not."""
    place = order.index(key) if key in order else -1
    if place >= 0:
        del order[place]
    order.insert(0, key)
    return place


def _comes_back(case: Case, edge: bool, regional: bool) -> bool:
    """A key comes back to a node, or to the region, after more than 2^16 others; the tier has or
    has not so much room.
    """
    wide = [case[f"{tier}_capacity"] > MANY for tier in ("edge", "regional")]
    if len(case["key"]) <= MANY or wide != [edge, regional]:
        return False
    columns = (case["key"],) if regional else (case["node"], case["key"])
    since = gaps(*columns)
    i = int(np.argmax(since))
    gap = int(since[i])
    return len(np.unique(case["key"][i - gap + 1 : i])) > MANY


def _in_a_row(case: Case) -> bool:
    """More than 2^16 requests in a row for one key at one node, between two for another."""
    key, node = case["key"].astype(np.int64), case["node"].astype(np.int64)
    ends = np.flatnonzero(np.diff(key * 64 + node, prepend=-1, append=-1))
    lengths = np.diff(ends)
    if not len(lengths) or lengths.max() <= MANY:
        return False
    first = int(ends[np.argmax(lengths)])
    return bool(np.isin(key[first + MANY :], key[:first]).any())


def of_two_tiers() -> dict[str, Reaches]:
    """The cells of `two_tiers`."""
    return {
        "an edge has just room for it": lambda case: _room(case, "edge", -1),
        "an edge has just no room for it": lambda case: _room(case, "edge", 0),
        "the region has just room for it": lambda case: _room(case, "regional", -1),
        "the region has just no room for it": lambda case: _room(case, "regional", 0),
        "2^16 others since, and an edge has it": lambda case: _comes_back(case, True, False),
        "2^16 others since, and the region has it": lambda case: _comes_back(case, False, True),
        "2^16 others since, and nobody has it": lambda case: _comes_back(case, False, False),
        "2^16 requests for one key, others wait": _in_a_row,
        "edges alone": lambda case: case["regional_capacity"] == 0 < case["edge_capacity"],
        "region alone": lambda case: case["edge_capacity"] == 0 < case["regional_capacity"],
        "no tiers": lambda case: case["edge_capacity"] == case["regional_capacity"] == 0,
        "both negative": lambda case: max(case["edge_capacity"], case["regional_capacity"]) < 0,
        "negative, and nothing asked": lambda case: (
            not len(case["key"]) and case["edge_capacity"] < 0
        ),
    }


# replay


def _answered(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """What the oracle says; nothing of long histories."""
    n = len(case["key"])
    outcome, done_us = np.zeros(n, np.uint8), np.zeros(n, np.int64)
    if n <= SMALL:
        names = ("t_us", "node", "key", "op")
        events = _Fields({name: case[name] for name in names})
        oracle.replay(events, _Fields(case), outcome, done_us)
    return outcome, done_us


class _Fields:
    """Named values as attributes."""

    def __init__(self, values: Case) -> None:
        self.__dict__.update(values)


def _dies(case: Case, tier: str, off: int) -> bool:
    """A copy is asked for so many microseconds after it dies of age."""
    ttl_us = case[f"{tier}_ttl_us"]
    if case[f"{tier}_capacity"] == 0 or len(case["key"]) > SMALL:
        return False
    outcome, done_us = _answered(case)
    filled: dict[tuple[int, int], list[int]] = {}
    rows = zip(*(case[name].tolist() for name in ("t_us", "node", "key", "op")), strict=True)
    fills = (ORIGIN,) if tier == "regional" else (ORIGIN, REGIONAL, JOINED)
    for i, (now, node, key, op) in enumerate(rows):
        place = (node if tier == "edge" else 0), key
        if op == WRITE:
            filled = {at: times for at, times in filled.items() if at[1] != key}
        answers = off >= 0 or outcome[i] == (EDGE if tier == "edge" else REGIONAL)
        if op != WRITE and answers and now - ttl_us - off in filled.get(place, []):
            return True
        if outcome[i] in fills:
            filled.setdefault(place, []).append(int(done_us[i]))
    return False


def _fetches_at(case: Case, name: str, off: int) -> bool:
    """A fetch begins so close to an end of an outage that there is."""
    if case["down_from_us"] >= case["down_until_us"] or len(case["key"]) > SMALL:
        return False
    at = case["t_us"] == case[name] + off
    return bool((at & np.isin(_answered(case)[0], (ORIGIN, FAILED))).any())


def _error_beside_a_hit(case: Case) -> bool:
    outcome, t_us = _answered(case)[0], case["t_us"]
    return bool(np.isin(t_us[outcome == FAILED], t_us[outcome == EDGE]).any())


def _most_waiting(case: Case) -> int:
    """How many nodes wait for one fetch."""
    outcome, done_us = _answered(case)
    waits = np.flatnonzero(outcome == JOINED)
    rows = {(int(case["key"][i]), int(done_us[i]), int(case["node"][i])) for i in waits}
    of_fetch = [row[:2] for row in rows]
    return max((of_fetch.count(each) for each in set(of_fetch)), default=0)


def _written_as_it_lands(case: Case) -> bool:
    outcome, done_us = _answered(case)
    landing = {(k, d) for k, d, o in zip(case["key"], done_us, outcome, strict=True) if o == ORIGIN}
    written = case["op"] == WRITE
    return case["origin_us"] > 0 and any(
        (k, t) in landing for k, t in zip(case["key"][written], case["t_us"][written], strict=True)
    )


def _written_again(case: Case) -> bool:
    """A key is written twice, and nobody asks for it in between."""
    last: dict[int, int] = {}
    for key, op in zip(case["key"].tolist(), case["op"].tolist(), strict=True):
        if op == WRITE == last.get(key):
            return True
        last[key] = op
    return False


def _under_way(case: Case, name: str) -> bool:
    """More than 2^16 events within what an answer takes, from a get to one of the same key."""
    took, t_us = case[name], case["t_us"]
    if len(t_us) <= MANY:
        return False
    since = gaps(case["key"])
    later = np.flatnonzero(since > MANY)
    return bool((t_us[later] - t_us[later - since[later]] < took).any())


def _most_of_one_under_way(case: Case) -> bool:
    within = case["t_us"] - case["t_us"][:1] < case["origin_us"]
    return bool(within.sum() > MANY and np.bincount(case["key"][within]).max() > MANY)


def _old_write(case: Case) -> bool:
    """A key is asked for that was written before 2^16 others were."""
    written = case["op"] == WRITE
    if written.sum() <= MANY:
        return False
    old = case["key"][written][: -MANY - 1]
    recent, last = case["key"][written][-MANY:], int(np.flatnonzero(written)[-1])
    return bool((np.isin(case["key"][last:], old) & ~np.isin(case["key"][last:], recent)).any())


def _many_errors(case: Case) -> bool:
    t_us = case["t_us"]
    down = (t_us >= case["down_from_us"]) & (t_us < case["down_until_us"])
    return bool(down.sum() > MANY and (t_us >= case["down_until_us"]).any())


def _many_dead(case: Case) -> bool:
    """An edge holds more than 2^16 copies that are all dead, and is asked for another."""
    if min(len(case["key"]), case["edge_capacity"]) <= MANY:
        return False
    return bool((np.diff(case["t_us"]) > case["edge_ttl_us"] // 2).any())


def of_replay() -> dict[str, Reaches]:
    """The cells of `replay`."""
    reaches: dict[str, Reaches] = {}
    for tier in ("edge", "regional"):
        for off, when in ((-1, "in its last microsecond"), (0, "in the one in which it dies")):
            reaches[f"a copy of the {tier} tier, {when}"] = partial(_dies, tier=tier, off=off)
    for name in ("down_from_us", "down_until_us"):
        for off in (-1, 0):
            reaches[f"a fetch at {name}{off or ''}"] = partial(_fetches_at, name=name, off=off)
    return reaches | {
        "an error and a hit at one time": _error_beside_a_hit,
        "more than 32 nodes wait for one fetch": lambda case: _most_waiting(case) > 32,
        "written in the moment it lands": _written_as_it_lands,
        "written again": _written_again,
        "the origin answers at once": lambda case: case["origin_us"] == 0 < case["regional_us"],
        "the region answers at once": lambda case: case["regional_us"] == 0 < case["origin_us"],
        "the regional tier is the slower one": lambda case: (
            case["regional_us"] > case["origin_us"] > 0
        ),
        "nothing lives": lambda case: case["edge_ttl_us"] == case["regional_ttl_us"] == 0,
        "nothing lives at the edge": lambda case: (
            case["edge_ttl_us"] == 0 < case["regional_ttl_us"]
        ),
        "nothing lives in the region": lambda case: (
            case["regional_ttl_us"] == 0 < case["edge_ttl_us"]
        ),
        **{name: of_two_tiers()[name] for name in ("edges alone", "region alone", "no tiers")},
        "2^16 others since, and an edge has it": lambda case: (
            len(case["key"]) > MANY and case["edge_capacity"] > MANY and case["edge_ttl_us"] > MANY
        ),
        "2^16 others since, and nobody has it": lambda case: _comes_back(case, False, False),
        "2^16 gets of one key, others wait": _in_a_row,
        "2^16 writes since it was written": _old_write,
        "2^16 dead copies": _many_dead,
        "2^16 fetches under way": lambda case: _under_way(case, "origin_us"),
        "2^16 copies on their way": lambda case: _under_way(case, "regional_us"),
        "2^16 wait for one fetch": _most_of_one_under_way,
        "2^16 errors": _many_errors,
    }


# step


def keys_of(case: Case) -> np.ndarray:
    """The whole trace of a policy, a number a millisecond."""
    keys: np.ndarray = np.concatenate([batch["keys"] for batch in case["batches"]])
    return keys


def _news_again(case: Case) -> bool:
    """Broken when it is, and repaired when it is not."""
    news = [REPAIRED, *(int(key) for key in keys_of(case) if key < NOBODY)]
    pairs = set(pairwise(news))
    return {(BREAKS, BREAKS), (REPAIRED, REPAIRED)} <= pairs


def _warm_after_long(case: Case) -> bool:
    """A warm key is asked for the first time after more than 2^16 ms."""
    keys = keys_of(case)
    late = np.setdiff1d(keys[MANY:], keys[:MANY])
    return bool(((late >= 0) & (late < case["n_warm"])).any())


def _same_bits(case: Case) -> bool:
    """Warm and cold keys whose numbers end in the same 16 bits are asked for."""
    keys = np.unique(keys_of(case))
    warm, cold = keys[(keys >= 0) & (keys < case["n_warm"])], keys[keys >= case["n_warm"]]
    return bool(np.isin(cold[cold >= MANY] % MANY, warm).any())


def _broken_for_long(case: Case) -> bool:
    keys = keys_of(case)
    breaks, repaired = np.flatnonzero(keys == BREAKS), np.flatnonzero(keys == REPAIRED)
    return bool(len(breaks) and len(repaired) and repaired[-1] - breaks[0] > MANY)


def _recovers(case: Case) -> bool:
    """Somebody asks when the origin must refuse nobody any more."""
    repaired = np.flatnonzero(keys_of(case) == REPAIRED)
    if not len(repaired) or case["ttl_ms"] < 100:
        return False
    after = keys_of(case)[int(repaired[-1]) + 3 * case["ttl_ms"] :]
    return int((after >= 0).sum()) > 100


def of_step() -> dict[str, Reaches]:
    """The cells of `step`."""
    return {
        "news that are none": _news_again,
        "nothing is warm": lambda case: case["n_warm"] == 0,
        "everything is warm": lambda case: case["n_warm"] == case["n_keys"],
        "a fetch takes longer than all": lambda case: case["origin_ms"] > len(keys_of(case)),
        "a warm key after 2^16 ms": _warm_after_long,
        "2^16 different keys": lambda case: len(np.unique(keys_of(case))) > MANY,
        "warm and cold keys end alike": _same_bits,
        "2^16 fetches in a row": lambda case: case["origin_ms"] == 1 and len(keys_of(case)) > MANY,
        "2^16 fetches under way": lambda case: (
            case["origin_capacity"] > MANY
            and len(np.unique(keys_of(case)[: min(case["origin_ms"], 10**6)])) > MANY
        ),
        "broken for 2^16 ms": _broken_for_long,
        "recovered, and asked": _recovers,
    }
