"""What a plan of `choose` costs, and what the cheapest would."""

from __future__ import annotations

import numpy as np

from harness.kata import Answers, Case, Quality

DEARER_MAX = 0.8
"""So far on the way to the cheapest plan comes at most who is not there, though by a single unit:
a share would not show one in 2^60.
"""


def cost_quality(case: Case, got: Answers) -> Quality:
    """The cost of the cheapest legal plan over that of this one; in integers, whether it is one.

    The baseline is what a rule by number of followers comes to at its best: push all posts of
    those with at most so many, pull the rest, the number chosen with all costs in view and within
    the cap. Pulling everything is such a rule too.
    """
    pull, saving = _pull_and_saving(case)
    best = pull - _best_savings(case, saving)
    mine = pull - int(saving[got["push"]].sum())
    baseline = _share(best, pull - _threshold_savings(case, saving))
    if mine == best:
        return Quality(1.0, baseline, 1.0)
    below = baseline + DEARER_MAX * (1.0 - baseline)
    return Quality(min(_share(best, mine), below), baseline, 1.0)


def _share(best: int, cost: int) -> float:
    """A plan that costs nothing is the best there is."""
    return best / cost if cost else 1.0


def _pull_and_saving(case: Case) -> tuple[int, np.ndarray]:
    """What it costs to pull everything, and how much less each edge costs when it is pushed."""
    reach = np.diff(case["start"])
    pull = case["per_pull"] * case["reads_per_hour"][case["user"]]
    push = np.repeat(case["per_push"] * case["posts_per_hour"], reach)
    return int(pull.sum()), pull - push


def _best_savings(case: Case, saving: np.ndarray) -> int:
    """All savings above 0; of an author with too many of them, the largest."""
    author = np.repeat(np.arange(len(case["start"]) - 1), np.diff(case["start"]))
    worth = np.flatnonzero(saving > 0)
    worth = worth[np.lexsort((-saving[worth], author[worth]))]
    ends = np.cumsum(np.bincount(author[worth], minlength=len(case["start"]) - 1))
    first = np.concatenate([[0], ends])[author[worth]]
    return int(saving[worth][np.arange(len(worth)) - first < case["burst_cap"]].sum())


def _threshold_savings(case: Case, saving: np.ndarray) -> int:
    """The savings of the best rule by number of followers; 0 where pulling everything is best."""
    reach = np.diff(case["start"])
    so_far = np.concatenate([[0], np.cumsum(saving)])
    of_author = so_far[case["start"][1:]] - so_far[case["start"][:-1]]
    within = reach <= case["burst_cap"]
    by_reach = np.zeros(int(reach.max(initial=0)) + 1, np.int64)
    np.add.at(by_reach, reach[within], of_author[within])
    return int(np.cumsum(by_reach).max(initial=0))
