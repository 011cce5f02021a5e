"""What the simplest sane policy does: first come, first served."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit  # uncached: a kata's package may have another name in the next process

from harness.kata import Case

from .referee import BREAKS, FETCH, REFRESH, REJECT, REPAIRED, SERVE, WAIT, keys_of, rules_of


def first_come(case: Case) -> np.ndarray:
    """The baseline's actions: stale while revalidating, one fetch a key, whoever comes first."""
    keys = keys_of(case)
    action = np.zeros(len(keys), np.int64)
    _first_come(keys, rules_of(case), action)
    return action


@njit
def _first_come(keys: Any, rules: Any, action: Any) -> None:
    n_keys, n_warm, capacity, origin_ms, ttl_ms = rules
    value_ms = np.full(n_keys, -1)
    value_ms[:n_warm] = 0
    coming_ms = np.full(n_keys, -1)
    starts_ms = np.full(capacity, -origin_ms)
    started, broken = 0, False
    for now in range(len(keys)):
        key = keys[now]
        if key < 0:
            broken = True if key == BREAKS else False if key == REPAIRED else broken
            continue
        if 0 <= coming_ms[key] <= now:
            value_ms[key], coming_ms[key] = coming_ms[key], -1
        there, waits = value_ms[key] >= 0, coming_ms[key] >= 0
        room = not broken and starts_ms[started % capacity] + origin_ms <= now
        if there and (now < value_ms[key] + ttl_ms or waits or not room):
            action[now] = SERVE
        elif waits:
            action[now] = WAIT
        elif not room:
            action[now] = REJECT
        else:
            action[now] = REFRESH if there else FETCH
            starts_ms[started % capacity] = now
            started += 1
            coming_ms[key] = now + origin_ms
