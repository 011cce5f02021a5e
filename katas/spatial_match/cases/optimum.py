"""The best match of a case, for its maker: the generator promises that there is only one.

Solved by the Hungarian method over all pairs within reach, each rider with a way out of his own
("nobody"). Kept apart from reference and oracle, which have other ideas.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from ..geo import Array

FINE = 1 << 20
NEVER = 1 << 61


def unique_match(mm: Array, radius_mm: int) -> Array | None:
    """The driver (from 1, 0 for nobody) of each rider in the one best match; None if there are two.

    mm: int64[Q, D]. Among equally good matches, noise far below a millimetre chooses one, and the
    opposite noise another; where both choose the same there is no other (but for a chance of about
    one in a million).
    """
    riders, drivers = mm.shape
    ride = 2 * (radius_mm + 1) * (min(riders, drivers) + 1)
    noise = np.random.default_rng([riders, drivers]).integers(0, FINE // (2 * riders + 2), mm.shape)
    fine = np.where(mm <= radius_mm, (mm - ride) * FINE, NEVER)
    within = mm <= radius_mm
    one = _hungarian(np.where(within, fine + noise, NEVER))
    other = _hungarian(np.where(within, fine - noise, NEVER))
    return one if np.array_equal(one, other) else None


@njit(cache=True)
def _hungarian(cost: Array) -> Array:
    """The driver + 1 of each rider so that the sum is least; nobody (0) costs 0."""
    riders, drivers = cost.shape
    owner = np.full(drivers, -1)
    price = np.zeros(drivers, np.int64)
    driver = np.zeros(riders, np.int64)
    for start in range(riders):
        length = np.full(drivers, NEVER)
        came = np.full(drivers, -1)
        done = np.zeros(drivers, np.bool_)
        at, so_far, last = start, 0, -1
        best_out, out_last = 0, -1
        best_end = NEVER
        while True:
            for d in range(drivers):
                if not done[d] and cost[at, d] < NEVER:
                    new = so_far + cost[at, d] - price[d]
                    if new < length[d]:
                        length[d], came[d] = new, last
            nearest = -1
            for d in range(drivers):
                if not done[d] and (nearest < 0 or length[d] < length[nearest]):
                    nearest = d
            if nearest < 0 or length[nearest] >= best_out:
                break
            if owner[nearest] < 0:
                best_end = length[nearest]
                break
            done[nearest] = True
            last, at = nearest, owner[nearest]
            so_far = length[nearest] - (cost[at, nearest] - price[nearest])
            if so_far < best_out:
                best_out, out_last = so_far, nearest
        level = min(best_out, best_end)
        for d in range(drivers):
            if done[d] and length[d] < level:
                price[d] += length[d] - level
        d = nearest if best_end < best_out else out_last
        while d >= 0:
            before = came[d]
            owner[d] = start if before < 0 else owner[before]
            d = before
    for d in range(drivers):
        if owner[d] >= 0:
            driver[owner[d]] = d + 1
    return driver
