"""A case of rate-limit as lines: what a bucket is, and then who asks when.

users 2
capacity 3
interval_ms 100
ask 0 1500          # user 0, at 1,500 ms
"""

from __future__ import annotations

import numpy as np

from harness.kata import Case, CaseText
from katas import lines

_NUMBERS = {"users": "n_users", "capacity": "capacity", "interval_ms": "interval_ms"}


def _tell(case: Case) -> list[str]:
    head = [f"{word} {case[name]}" for word, name in _NUMBERS.items()]
    return [*head, *lines.told("ask", case["user"], case["at_ms"])]


def _read(text: list[str]) -> Case:
    words = lines.Words(text, numbers=tuple(_NUMBERS), rows={"ask": 2})
    user, at_ms = words.columns("ask")
    numbers = {name: words.number(word) for word, name in _NUMBERS.items()}
    return {"user": user.astype(np.int32), "at_ms": at_ms, **numbers}


TEXTS = {"allow": CaseText(_tell, _read)}
