"""Cases and checks of the bonus level jump."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from harness.kata import Case, Workload

from .rings import Rng, any_keys, mixed

Answers = dict[str, np.ndarray]
Check = Callable[[Case, Any, Answers], "str | None"]
FACTOR = 2862933555777941757


def _case(keys: np.ndarray, buckets: int) -> Case:
    return {"keys": np.ascontiguousarray(keys, np.uint64), "buckets": buckets}


def jump_example(rng: Rng) -> Case:
    """The example of the starter, and some more keys."""
    return _case(np.concatenate([np.arange(1, 7, dtype=np.uint64), any_keys(rng, 50)]), 10)


def single_bucket(rng: Rng) -> Case:
    """Everything is in bucket 1."""
    return _case(any_keys(rng, 30), 1)


def many_buckets(rng: Rng) -> Case:
    """Two billion buckets: every bit of the division counts."""
    return _case(any_keys(rng, 500), 2**31 - 1 - int(rng.integers(0, 100)))


def largest_keys(rng: Rng) -> Case:
    """Keys from both ends of 64 bits and around 2**63."""
    ends = np.arange(40, dtype=np.uint64)
    middle = np.uint64(2**63 - 20) + ends
    return _case(np.concatenate([ends, middle, ~ends]), int(rng.integers(50, 5000)))


def no_jumps(rng: Rng) -> Case:
    """Nothing is asked."""
    return _case(any_keys(rng, 0), 7)


def random_jumps(rng: Rng) -> Case:
    """Any keys, any number of buckets."""
    return _case(any_keys(rng, 400), int(rng.integers(2, 3000)))


FAMILIES: tuple[Callable[[Rng], Case], ...] = (
    jump_example, single_bucket, many_buckets, largest_keys, no_jumps, random_jumps,
)  # fmt: skip


def jump_workload(buckets: int) -> Workload:
    """A million keys."""
    return Workload(
        lambda rng: _case(any_keys(rng, 1_000_000), buckets), lambda case: len(case["keys"]), "keys"
    )


def _first(expected: Answers, got: Answers) -> int | None:
    wrong = np.flatnonzero(expected["bucket"] != got["bucket"])
    return int(wrong[0]) if len(wrong) else None


def _told(case: Case, i: int, expected: Answers, got: Answers) -> str:
    return (
        f"key {i} ({case['keys'][i]}, {case['buckets']} buckets): expected bucket "
        f"{expected['bucket'][i]}, got {got['bucket'][i]}"
    )


def buckets_are_numbered_from_1(case: Case, expected: Answers, got: Answers) -> str | None:
    """Buckets 1 ... buckets; 0 is empty."""
    i = _first(expected, got)
    if i is None:
        return None
    shifted = np.array_equal(got["bucket"].astype(np.int64) + 1, expected["bucket"])
    outside = (got["bucket"][i] < 1) | (got["bucket"][i] > case["buckets"])
    if not shifted and not outside:
        return None
    return f"{_told(case, i, expected, got)}; buckets are 1 ... {case['buckets']}"


def keys_go_in_unmixed(case: Case, expected: Answers, got: Answers) -> str | None:
    """The key itself is the seed of the generator."""
    i = _first(expected, got)
    if i is None or not np.array_equal(walk(mixed(case["keys"]), case["buckets"]), got["bucket"]):
        return None
    return f"{_told(case, i, expected, got)}, where mix64 of the key belongs; jump takes the key"


def walk(keys: np.ndarray, buckets: int) -> np.ndarray:
    """Lamping and Veach's loop, for all keys at once."""
    state, bucket = keys.copy(), np.zeros(len(keys), np.int64)
    j = np.zeros(len(keys), np.int64)
    active = np.arange(len(keys))
    while len(active):
        bucket[active] = j[active]
        state[active] = state[active] * np.uint64(FACTOR) + np.uint64(1)
        divisor = (state[active] >> np.uint64(33)) + np.uint64(1)
        j[active] = (bucket[active] + 1) * (2.0**31 / divisor.astype(np.float64))
        active = active[j[active] < buckets]
    return bucket + 1


def jumps_like_the_loop(case: Case, expected: Answers, got: Answers) -> str | None:
    """The last bucket that is jumped to below `buckets`."""
    i = _first(expected, got)
    if i is None:
        return None
    key, b, j, path = int(case["keys"][i]), -1, 0, []
    while j < case["buckets"]:
        b = j
        path.append(b + 1)
        key = (key * FACTOR + 1) % 2**64
        j = int((b + 1) * (2.0**31 / ((key >> 33) + 1)))
    steps = ", ".join(map(str, path[-6:]))
    return f"{_told(case, i, expected, got)}. It jumps to {steps}, and then to {j + 1}"


CHECKS: tuple[Check, ...] = (
    buckets_are_numbered_from_1,
    keys_go_in_unmixed,
    jumps_like_the_loop,
)
