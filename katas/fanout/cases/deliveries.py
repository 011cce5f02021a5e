"""A case of `deliver` from accounts, edges and posts, and how many deliveries it asks for."""

from __future__ import annotations

import numpy as np

from harness.kata import Case
from katas.traces import graph_rows


def deliver_case(
    n_users: int, edges: list[tuple[int, int]], authors: object, tweets: np.ndarray
) -> Case:
    """A case of `deliver`; an edge is an author and a follower."""
    left, right = np.array(edges, np.int64).reshape(-1, 2).T
    start, user = graph_rows(n_users, left, right)
    return {"start": start, "user": user, "author": np.array(authors, np.int32), "tweet": tweets}


def deliveries(case: Case) -> int:
    return int(np.diff(case["start"])[case["author"]].sum())
