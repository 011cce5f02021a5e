"""Cases of the level unpack."""

from __future__ import annotations

import itertools

import numpy as np

from harness.kata import Case, Rng, Workload

from ..constants import LAYOUTS

__all__ = [
    "worked_example",
    "no_ids",
    "twitter_fields",
    "discord_fields",
    "instagram_fields",
    "above_2_to_53",
    "instagram_sign_bit",
    "discord_sign_bit",
    "random_ids",
    "unknown_layout",
    "one_id",
    "bits_of_twitter",
    "bits_of_discord",
    "bits_of_instagram",
    "layout_after_the_last",
    "layout_from_the_end",
    "layout_in_its_low_bits",
    "lowest_layout",
    "highest_layout",
]
DEPTH = ("many_ids",)

TWITTER, DISCORD, INSTAGRAM = range(3)
N_IDS = 500_000


def _limits(layout: int) -> tuple[int, int, int]:
    """One more than the largest time, worker and sequence."""
    worker_bits, sequence_bits, _ = LAYOUTS[layout]
    return 1 << (42 if layout == DISCORD else 41), 1 << worker_bits, 1 << sequence_bits


def _pack(layout: int, elapsed: np.ndarray, worker: np.ndarray, sequence: np.ndarray) -> np.ndarray:
    """Ids of a layout; `elapsed` counts from its epoch."""
    worker_bits, sequence_bits, _ = LAYOUTS[layout]
    parts = [np.asarray(part, np.int64).astype(np.uint64) for part in (elapsed, worker, sequence)]
    shifts = np.array([worker_bits + sequence_bits, sequence_bits, 0], np.uint64)
    ids = (parts[0] << shifts[0]) | (parts[1] << shifts[1]) | parts[2]
    signed: np.ndarray = ids.view(np.int64)
    return signed


def _random_case(rng: Rng, layout: int, n: int, first: int, end: int) -> Case:
    """Ids with times from `first` to `end`."""
    _, workers, sequences = _limits(layout)
    parts = rng.integers(first, end, n), rng.integers(0, workers, n), rng.integers(0, sequences, n)
    return {"ids": _pack(layout, *parts), "layout": layout}


def worked_example(rng: Rng) -> Case:
    """The example of the starter."""
    ids = np.array([(86_400_000 << 22) + (5 << 12) + 7, 4_199_431])
    return {"ids": ids, "layout": TWITTER}


def no_ids(rng: Rng) -> Case:
    """Nothing to unpack."""
    return {"ids": np.zeros(0, np.int64), "layout": int(rng.integers(0, 3))}


def _fields(rng: Rng, layout: int) -> Case:
    """Each part at its least, its largest and in between; all ids below 2**53."""
    _, workers, sequences = _limits(layout)
    early = 1, int(rng.integers(2, 2**29)), 2**29
    choices = (
        early,
        (0, 1, workers // 2 + 1, workers - 1),
        (0, 1, sequences // 2 + 1, sequences - 1),
    )
    parts = np.array(list(itertools.product(*choices))).T
    return {"ids": _pack(layout, *parts), "layout": layout}


def twitter_fields(rng: Rng) -> Case:
    """41, 10 and 12 bits from 2010 on."""
    return _fields(rng, TWITTER)


def discord_fields(rng: Rng) -> Case:
    """The same widths from 2015 on."""
    return _fields(rng, DISCORD)


def instagram_fields(rng: Rng) -> Case:
    """13 bits of worker and 10 of sequence."""
    return _fields(rng, INSTAGRAM)


def above_2_to_53(rng: Rng) -> Case:
    """Ids of today, far above 2**53, where a float has no room for the last digits."""
    return _random_case(rng, int(rng.integers(0, 3)), 60, 3 * 10**11, 10**12)


def _with_sign_bit(rng: Rng, layout: int) -> Case:
    """Times whose highest bit is set: negative as int64."""
    end = _limits(layout)[0]
    case = _random_case(rng, layout, 40, end // 2, end)
    case["ids"] = np.append(case["ids"], [-1, -(2**63)])
    return case


def instagram_sign_bit(rng: Rng) -> Case:
    """Instagram's ids after 27 June 2046."""
    return _with_sign_bit(rng, INSTAGRAM)


def discord_sign_bit(rng: Rng) -> Case:
    """Discord's ids after 2084, whose time needs its 42nd bit."""
    return _with_sign_bit(rng, DISCORD)


def random_ids(rng: Rng) -> Case:
    """Any ids of any layout."""
    layout = int(rng.integers(0, 3))
    return _random_case(rng, layout, 300, 0, _limits(layout)[0])


def unknown_layout(rng: Rng) -> Case:
    """A number that is no layout."""
    case = _random_case(rng, TWITTER, int(rng.integers(1, 5)), 1, 10**12)
    return {**case, "layout": int(rng.choice([-2, 4, 41]))}


def one_id(rng: Rng) -> Case:
    """A single id of Discord's, in the month after its epoch."""
    return _random_case(rng, DISCORD, 1, 1, 2**31)


def _bits(rng: Rng, layout: int) -> Case:
    """Ids that differ in a single bit, for each that there is; the ends of all ids; and repeats."""
    first = int(_random_case(rng, layout, 1, 0, _limits(layout)[0])["ids"][0])
    bits = rng.permutation(63 if layout == TWITTER else 64).astype(np.uint64)
    single = (np.uint64(first % 2**64) ^ (np.uint64(1) << bits)).view(np.int64)
    ends = [0, 1, 2**53 + 1, 2**63 - 2, 2**63 - 1]
    ends += [] if layout == TWITTER else [-1, -2, -(2**63), 1 - 2**63]
    ids = np.concatenate([[first, first], single, np.repeat(rng.permutation(ends), 2), [first]])
    return {"ids": ids, "layout": layout}


def bits_of_twitter(rng: Rng) -> Case:
    """All 63 bits count."""
    return _bits(rng, TWITTER)


def bits_of_discord(rng: Rng) -> Case:
    """All 64 bits count, 42 of them in the time."""
    return _bits(rng, DISCORD)


def bits_of_instagram(rng: Rng) -> Case:
    """All 64 bits count, 13 of them in the worker."""
    return _bits(rng, INSTAGRAM)


def layout_after_the_last(rng: Rng) -> Case:
    """One more than there are."""
    return {**unknown_layout(rng), "layout": 3}


def layout_from_the_end(rng: Rng) -> Case:
    """A number that finds a layout in a list, as Python counts from the end."""
    return {**unknown_layout(rng), "layout": -1}


def layout_in_its_low_bits(rng: Rng) -> Case:
    """A number that is a layout if only its lowest 8, 16 or 32 bits are looked at."""
    return {**unknown_layout(rng), "layout": 2**32}


def lowest_layout(rng: Rng) -> Case:
    """No layout and no ids: wrong all the same."""
    return {"ids": np.zeros(0, np.int64), "layout": -(2**63)}


def highest_layout(rng: Rng) -> Case:
    """The same at the other end."""
    return {"ids": np.zeros(0, np.int64), "layout": 2**63 - 1}


def many_ids(rng: Rng) -> Case:
    """More than 2**16 ids, all different, and the first of them again."""
    layout = int(rng.integers(0, 3))
    case = _random_case(rng, layout, 70_000, 0, _limits(layout)[0])
    return {**case, "ids": np.append(case["ids"], case["ids"][:100])}


def _archive(rng: Rng) -> Case:
    """Half a million ids in no order, of one of the layouts."""
    layout = int(rng.integers(0, 3))
    lowest = 1 if layout == TWITTER else -(2**63)
    return {"ids": rng.integers(lowest, 2**63 - 1, N_IDS), "layout": layout}


WORKLOADS = {
    "archive": Workload(_archive, lambda case: len(case["ids"]), "ids"),
}
