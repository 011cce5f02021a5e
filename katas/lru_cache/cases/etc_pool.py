"""The full size of the level lru."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng
from katas import traces


def make_etc(rng: Rng) -> Case:
    """A history that fills the cache, then twelve batches like those of Facebook's ETC pool.

    30 gets for a put, as Atikoglu et al. report (SIGMETRICS 2012); the share of deletes and peeks
    is ours. One Zipf law for all of them.
    """
    n_keys, count = 1_000_000, 400_000
    mixed = (0.95, 0.0317, 0.0033, 0.015)
    batches = [traces.cache_operations(rng, count, n_keys, (0.0, 1.0, 0.0, 0.0))]
    batches += [traces.cache_operations(rng, count, n_keys, mixed) for _ in range(12)]
    naming_seed = rng.integers(0, 2**63)
    for batch in batches:
        batch["key"] = traces.scattered(np.random.default_rng(naming_seed), batch["key"])
    return {"capacity": 100_000, "batches": batches}
