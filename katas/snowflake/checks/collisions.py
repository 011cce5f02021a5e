"""What is wrong with the place of the first collision, in words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import Answers, Case, Check

from .events import joined, place_of
from .place import words


def _collision(name: str, meaning: str, speaks: Callable[[int, int], bool]) -> Check:
    def check(case: Case, expected: Answers, got: Answers) -> str | None:
        wrong = np.flatnonzero(expected["collision"] != got["collision"])
        if not len(wrong) or "batches" not in case:
            return None
        number = int(wrong[0])
        wanted, said = (int(side["collision"][number]) for side in (expected, got))
        if not speaks(wanted, said):
            return None
        told = _told(case, expected, number, wanted)
        return f"batch {number}: expected collision {wanted}, got {said}. {told}{meaning}"

    check.__name__, check.__doc__ = name, meaning
    return check


def _told(case: Case, expected: Answers, number: int, place: int) -> str:
    """Which id collides, and with what."""
    if place == 0:
        return "All its ids are new. "
    batches = case["batches"]
    event = sum(len(batch["kind"]) for batch in batches[:number]) + place - 1
    answer = expected["ids"][event]
    before = int(np.flatnonzero(expected["ids"] == answer)[0])
    batch, p = place_of(case, before)
    return (
        f"Event {place - 1} of this batch (the first is 0) is answered with {words(int(answer))}, "
        f"as event {p} of batch {batch}, of process {joined(case, 'process')[before]}, was. "
    )


counts_from_one = _collision(
    "counts_from_one",
    "Places are counted from 1, since 0 says that there is none.",
    lambda wanted, said: said > 0 and said == wanted - 1,
)
finds_the_first_collision = _collision(
    "finds_the_first_collision",
    "An id collides with any before it, in any batch and of any process.",
    lambda wanted, said: wanted > 0 and (said == 0 or said > wanted),
)
only_issued_ids_collide = _collision(
    "only_issued_ids_collide",
    "Only an id collides, and only with the same id: time, worker and sequence.",
    lambda wanted, said: True,
)
