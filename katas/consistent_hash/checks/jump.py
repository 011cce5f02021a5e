"""What is wrong with a bucket, in words."""

from __future__ import annotations

import numpy as np

from harness.kata import Answers, Case

from ..rings import mixed
from .keys import first

__all__ = ["buckets_are_numbered_from_1", "keys_go_in_unmixed", "jumps_like_the_loop"]

FACTOR = 2862933555777941757


def _told(case: Case, i: int, expected: Answers, got: Answers) -> str:
    return (
        f"key {i} ({case['keys'][i]}, {case['buckets']} buckets): expected bucket "
        f"{expected['bucket'][i]}, got {got['bucket'][i]}"
    )


def buckets_are_numbered_from_1(case: Case, expected: Answers, got: Answers) -> str | None:
    """Buckets 1 ... buckets; 0 is empty."""
    i = first(expected, got, "bucket")
    if i is None:
        return None
    shifted = np.array_equal(got["bucket"].astype(np.int64) + 1, expected["bucket"])
    outside = (got["bucket"][i] < 1) | (got["bucket"][i] > case["buckets"])
    if not shifted and not outside:
        return None
    return f"{_told(case, i, expected, got)}; buckets are 1 ... {case['buckets']}"


def keys_go_in_unmixed(case: Case, expected: Answers, got: Answers) -> str | None:
    """The key itself is the seed of the generator."""
    i = first(expected, got, "bucket")
    if i is None or not np.array_equal(_walk(mixed(case["keys"]), case["buckets"]), got["bucket"]):
        return None
    return f"{_told(case, i, expected, got)}, where mix64 of the key belongs; jump takes the key"


def _walk(keys: np.ndarray, buckets: int) -> np.ndarray:
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
    i = first(expected, got, "bucket")
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
