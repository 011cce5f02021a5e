"""Streams of any requests at random, in which keys, holds and accounts meet often."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng
from katas import traces

from ..protocol import request_batch


def random_requests(rng: Rng, n: int, ops: tuple[int, ...]) -> Case:
    """Everything at random between a handful of accounts, of which half may go below 0."""
    n_accounts, n_pool = 6, 40
    account = rng.integers(0, n_accounts, (2, n_pool))
    account[rng.random((2, n_pool)) < 0.03] = rng.choice([-1, n_accounts])
    pool = {
        "op": rng.choice(ops, n_pool),
        "debit": account[0],
        "credit": account[1],
        "amount": rng.integers(0, 60, n_pool),
        "ref": rng.integers(0, max(2, n // 8), n_pool),
        "timeout_ms": rng.choice([0, 150, 400, -1], n_pool, p=[0.5, 0.25, 0.23, 0.02]),
    }
    asked = rng.integers(0, n_pool, n)
    columns = {name: column[asked] for name, column in pool.items()}
    columns["amount"] = columns["amount"] + (rng.random(n) < 0.05)
    soon = rng.integers(0, 1 + np.arange(n) // 2)
    columns["ref"] = np.where(rng.random(n) < 0.3, columns["ref"], soon)
    key = traces.scattered(rng, np.arange(2 * n_pool))[asked + n_pool * rng.integers(0, 2, n)]
    columns["key"] = np.where(rng.random(n) < 0.4, 0, key)
    columns["t_ms"] = np.cumsum(rng.choice([0, 1, 7, 50, 100], n, p=[0.3, 0.3, 0.2, 0.1, 0.1]))
    columns["merchant"] = rng.integers(0, 2, n)
    cuts = np.sort(rng.integers(0, n, 8))
    parts = [slice(*ends) for ends in zip([0, *cuts], [*cuts, n], strict=True)]
    guarded = np.array([1, 1, 1, 0, 0, 1], np.uint8)
    return {
        "balance": rng.integers(0, 2_000, n_accounts) * guarded,
        "guarded": guarded,
        "ttl_ms": 4_000,
        "batches": [
            request_batch({name: column[part] for name, column in columns.items()})
            for part in parts
        ],
    }
