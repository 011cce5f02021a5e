"""Whether the decisions of a policy are legal, in words."""

from __future__ import annotations

import functools

import numpy as np

from harness.kata import TWO_ALIVE, Answers, Case, Check

__all__ = [
    "keeps_its_memory_in_state",
    "returns_known_values",
    "hits_evict_nobody",
    "never_evicts_newcomer",
    "fills_before_evicting",
    "frees_a_place",
    "evicts_residents",
]


def _rule(name: str, meaning: str) -> Check:
    """A check of one rule of the policy contract: it speaks if the first illegal decision breaks
    this rule.
    """

    def check(case: Case, expected: Answers | None, got: Answers) -> str | None:
        broken = _first_fault(case, got)
        return broken[1] if broken is not None and broken[0] == name else None

    check.__name__ = name
    check.__doc__ = meaning
    return check


def keeps_its_memory_in_state(case: Case, expected: Answers | None, got: Answers) -> str | None:
    """What was legal alone is legal beside another cache."""
    broken = _first_fault(case, got) if case.get(TWO_ALIVE) else None
    if broken is None:
        return None
    return (
        f"{broken[1]}. Another cache is alive here, with a state of its own, and got this chunk "
        "just before: what is legal alone and not beside it is kept outside `state`"
    )


def _first_fault(case: Case, got: Answers) -> tuple[str, str] | None:
    keys = np.array(keys_of(case), np.int64).tobytes()
    choices = np.ascontiguousarray(got["choice"], np.int64).tobytes()
    return _first_illegal(case["capacity"], case["n_keys"], keys, choices)


def keys_of(case: Case) -> list[int]:
    """The key of each request, in order."""
    return [key for batch in case["batches"] for key in batch["keys"].tolist()]


@functools.lru_cache(maxsize=1)
def _first_illegal(
    capacity: int, n_keys: int, keys: bytes, choices: bytes
) -> tuple[str, str] | None:
    """The rule that the first illegal decision breaks, and a sentence about it.

    Takes int64 arrays as bytes: six checks ask the same question one after another, and the answer
    is worked out once.
    """
    cached: set[int] = set()
    evicted_at: dict[int, int] = {}
    both = (np.frombuffer(values, np.int64).tolist() for values in (keys, choices))
    for i, (key, choice) in enumerate(zip(*both, strict=True)):
        full = len(cached) == capacity
        if choice == -1 and (key in cached or not full):
            cached.add(key)
        elif choice == -2 and key not in cached:
            pass
        elif full and key not in cached and choice in cached:
            cached.discard(choice)
            cached.add(key)
            evicted_at[choice] = i
        else:
            rule, story = _broken(key, choice, cached, capacity, n_keys, evicted_at)
            return rule, f"request {i} (key {key}): step returned {choice}, but {story}"
    return None


def _broken(
    key: int, choice: int, cached: set[int], capacity: int, n_keys: int, evicted_at: dict[int, int]
) -> tuple[str, str]:
    if choice < -2 or choice >= n_keys:
        return "returns_known_values", f"it may be -2, -1 or a key below {n_keys}"
    if key in cached:
        return "hits_evict_nobody", f"key {key} is cached: on a hit return -1"
    if choice == key:
        return "never_evicts_newcomer", f"{key} is the newcomer itself: return -2 to leave it out"
    if len(cached) < capacity:
        return (
            "fills_before_evicting",
            f"only {len(cached)} of {capacity} places are taken: return -1, or -2",
        )
    if choice == -1:
        return (
            "frees_a_place",
            f"all {capacity} places are taken: name a cached key to evict, or -2",
        )
    when = evicted_at.get(choice)
    ghost = "was never stored" if when is None else f"was evicted at request {when}"
    return "evicts_residents", f"key {choice} is not cached, it {ghost}"


returns_known_values = _rule("returns_known_values", "-2, -1 or a key.")
hits_evict_nobody = _rule("hits_evict_nobody", "A hit needs no place.")
never_evicts_newcomer = _rule(
    "never_evicts_newcomer", "The newcomer is not cached yet; leaving it out is -2."
)
fills_before_evicting = _rule("fills_before_evicting", "Nobody goes while there is room.")
frees_a_place = _rule("frees_a_place", "A full cache stores nothing without a victim.")
evicts_residents = _rule("evicts_residents", "Only cached keys can be evicted.")
