"""Slow and obviously right: the brief word by word, in exact fractions of a token."""

from __future__ import annotations

from fractions import Fraction

import numpy as np


def allow(
    user: np.ndarray,
    at_ms: np.ndarray,
    n_users: int,
    capacity: int,
    interval_ms: int,
    allowed: np.ndarray,
) -> None:
    """A bucket gains a token every `interval_ms`, and what does not fit is lost."""
    tokens = [Fraction(capacity)] * n_users
    last_ms = [0] * n_users
    for i, (who, now_ms) in enumerate(zip(user.tolist(), at_ms.tolist(), strict=True)):
        gained = Fraction(now_ms - last_ms[who], interval_ms)
        last_ms[who] = now_ms
        tokens[who] = min(Fraction(capacity), tokens[who] + gained)
        if tokens[who] >= 1:
            tokens[who] -= 1
            allowed[i] = 1
