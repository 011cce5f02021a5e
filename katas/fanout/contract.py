"""What a case of fanout may be, beyond the ends in kata.py."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from harness.kata import Case, Clause

from .events import DELETE, FOLLOW, POST, READ, UNFOLLOW
from .reaches import AT_FULL_SIZE, REACHES, UNREACHED, both_costs, owners

__all__ = ["AT_FULL_SIZE", "REACHES", "UNREACHED", "VALID"]

EVENTS_MAX = 10_000_000


def _graph(case: Case, neighbour: str) -> str | None:
    """What start and user promise; `neighbour` names what stands in a row, "follower"."""
    start, user = case["start"], case["user"]
    if start[0] != 0 or start[-1] != len(user) or (np.diff(start) < 0).any():
        return f"start does not ascend from 0 to {len(user)}, the number of edges"
    owner = owners(case)
    own = np.flatnonzero(owner == user)
    if len(own):
        return f"edge {own[0]}: account {user[own[0]]} is its own {neighbour}"
    falls = np.flatnonzero((np.diff(user) <= 0) & (np.diff(owner) == 0))
    if len(falls):
        edge = int(falls[0]) + 1
        return (
            f"edge {edge}: {neighbour} {user[edge]} of account {owner[edge]} "
            f"comes after {user[edge - 1]}; they ascend"
        )
    return None


def _deliver(case: Case) -> str | None:
    falls = np.flatnonzero(np.diff(case["tweet"]) <= 0)
    if len(falls):
        i = int(falls[0]) + 1
        return f"post {i} has id {case['tweet'][i]}, which is not above {case['tweet'][i - 1]}"
    return _graph(case, "follower")


def _choose(case: Case) -> str | None:
    broken = _graph(case, "follower")
    if broken:
        return broken
    for cost, rate in (("per_push", "posts_per_hour"), ("per_pull", "reads_per_hour")):
        most = case[cost] * max(case[rate].tolist(), default=0)
        if most >= 2**63:
            return f"{cost} times {rate} comes to {most}, which is more than 2**63 - 1"
    dearest = sum(max(pair) for pair in both_costs(case))
    if dearest >= 2**63:
        return f"the dearest plan costs {dearest}, which is more than 2**63 - 1"
    return None


def _timelines(case: Case) -> str | None:
    if case["n_users"] != len(case["start"]) - 1:
        return f"n_users is {case['n_users']}, and start has {len(case['start']) - 1} accounts"
    if sum(len(batch["kind"]) for batch in case["batches"]) > EVENTS_MAX:
        return f"there are more than {EVENTS_MAX:,} events"
    return _graph(case, "followee") or next(_broken_events(case), None)


def _broken_events(case: Case) -> Iterator[str]:
    """Of each batch the first event whose arg is not what its kind asks for."""
    newest = 0
    for number, batch in enumerate(case["batches"]):
        kind, arg = batch["kind"], batch["arg"]
        reads = int((kind == READ).sum())
        if batch["R"] != reads:
            yield f"batch {number} has {batch['R']} pages for {reads} reads"
        ids = arg[kind == POST]
        above = np.concatenate([[newest], ids])
        falls = np.flatnonzero(ids <= above[:-1])
        if len(falls):
            at = falls[0]
            yield f"batch {number}: post {ids[at]} comes after {above[at]}; ids increase"
        newest = int(above[-1])
        for wrong, what in (
            ((kind == DELETE) & (arg < 1), "ids are above 0"),
            ((kind == READ) & (arg != 0), "for a READ it is 0"),
            (np.isin(kind, (FOLLOW, UNFOLLOW)) & (arg >= case["n_users"]), "no such account"),
        ):
            events = np.flatnonzero(wrong)
            if len(events):
                yield f"batch {number}, event {events[0]}: arg is {arg[events[0]]}; {what}"


VALID: dict[str, Clause] = {"deliver": _deliver, "choose": _choose, "Timelines": _timelines}
