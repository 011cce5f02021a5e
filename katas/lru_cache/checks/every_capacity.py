"""What is wrong with an answer of the level every-capacity, in words."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np

from harness.kata import Answers, Case

__all__ = [
    "starts_at_capacity_zero",
    "more_room_never_hurts",
    "no_places_no_hits",
    "room_for_all_hits_all_repeats",
    "counts_distinct_keys",
    "as_a_replay_would",
]


def starts_at_capacity_zero(case: Case, expected: Answers, got: Answers) -> str | None:
    """hits[c] belongs to a cache of c places, and c begins at 0."""
    wanted, said = expected["hits"], got["hits"]
    for shift, ours, theirs in ((1, wanted[1:], said[:-1]), (-1, wanted[:-1], said[1:])):
        starts_right = shift > 0 or said[0] == 0
        if starts_right and ours.any() and np.array_equal(ours, theirs):
            c = int(np.flatnonzero(wanted != said)[0])
            return (
                f"hits[{c}]: expected {wanted[c]}, got {said[c]}, which is what {c + shift} places "
                f"hit. Every number stands one place too far to the "
                f"{'left' if shift > 0 else 'right'}: hits[c] belongs to c places, from c = 0"
            )
    return None


def more_room_never_hurts(case: Case, expected: Answers, got: Answers) -> str | None:
    """What a small LRU cache holds, a larger one holds too."""
    falls = np.flatnonzero(np.diff(got["hits"]) < 0)
    if not len(falls):
        return None
    c = int(falls[0])
    return (
        f"hits[{c}] is {got['hits'][c]} and hits[{c + 1}] is {got['hits'][c + 1]}: an LRU cache "
        "of more places holds all that one of fewer holds, so the numbers never fall"
    )


def no_places_no_hits(case: Case, expected: Answers, got: Answers) -> str | None:
    """A cache without a place hits nothing."""
    if got["hits"][0] == 0:
        return None
    return f"hits[0] must be 0, for a cache of no places holds nothing; got {got['hits'][0]}"


def room_for_all_hits_all_repeats(case: Case, expected: Answers, got: Answers) -> str | None:
    """With a place for every request only the first request of each key misses."""
    n, wanted, said = len(case["keys"]), int(expected["hits"][-1]), int(got["hits"][-1])
    if wanted == said:
        return None
    return (
        f"hits[{n}]: expected {wanted}, got {said}. There is room for every key, so all {n} "
        f"requests hit but the first ones of the {n - wanted} different keys"
    )


def counts_distinct_keys(case: Case, expected: Answers, got: Answers) -> str | None:
    """Between two requests of a key it is the different keys that count, not the requests."""
    keys = case["keys"]
    different = np.flatnonzero(expected["hits"] != got["hits"])
    if not len(different) or not np.array_equal(got["hits"], _by_reuse_time(keys)):
        return None
    # where it first differs, more requests need c places than came after c requests
    c = int(different[0])
    i = _needing(keys, c, 1)[0]
    return (
        f"hits[{c}]: expected {expected['hits'][c]}, got {got['hits'][c]}. You count the requests "
        f"since the last one of the key, but many requests of one key take one place: request {i} "
        f"(key {keys[i]}) hits with {c} places"
    )


def as_a_replay_would(case: Case, expected: Answers, got: Answers) -> str | None:
    """hits[c] is the number of hits of an LRU cache of c places on the whole trace."""
    different = np.flatnonzero(expected["hits"] != got["hits"])
    if not len(different):
        return None
    c = int(different[0])
    keys, wanted = case["keys"], expected["hits"]
    count = int(wanted[c] - wanted[c - 1]) if c else 0
    deciding = _needing(keys, c, min(3, count))
    story = ", ".join(f"{i} (key {keys[i]})" for i in deciding) or "none"
    return (
        f"hits[{c}]: expected {wanted[c]}, got {got['hits'][c]}, the first wrong one. Requests "
        f"that hit from {c} places on, not with fewer: {count}"
        + (f", the first of them {story}" if count else "")
    )


def _needing(keys: np.ndarray, c: int, count: int) -> list[int]:
    """The first `count` requests that need exactly c places: those that hit the oldest key of a
    full cache of c. There are so many.
    """
    cached: OrderedDict[int, None] = OrderedDict()
    found: list[int] = []
    for i, key in enumerate(keys.tolist() if count else []):
        if key in cached:
            if len(cached) == c and next(iter(cached)) == key:
                found.append(i)
                if len(found) == count:
                    break
            cached.move_to_end(key)
        else:
            cached[key] = None
            if len(cached) > c:
                cached.popitem(last=False)
    return found


def _by_reuse_time(keys: np.ndarray) -> np.ndarray:
    """The curve of who takes the requests since the last one of the key for places."""
    order = np.argsort(keys, kind="stable")
    same = keys[order[1:]] == keys[order[:-1]]
    curve: np.ndarray = np.cumsum(np.bincount(np.diff(order)[same], minlength=len(keys) + 1))
    return curve
