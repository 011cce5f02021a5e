"""Follows a placement through a stream: who is there, where each key was, and what may have moved.

A stream is judged batch by batch, each time with all that went before. So the state after the
batches that were found right is kept, and only what is new is looked at.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from harness.kata import Case

from ..streams import ADD, LOOKUP, REMOVE, stretches

Finding = tuple[str, str]
"""The name of the check that speaks, and its sentence."""

REMEMBERED = 4_000_000
"""So many owners are remembered of the times before changes that can still be undone: of the last
four changes where there are a million keys, of all where there are a few thousand.
"""
LARGE = 100_000
"""In batches of so many events shares are counted once, when the last lookups have come."""
MEAN_MIN, NODES_MIN = 100.0, 20
OVER, SPREAD = 1.05, 0.02
"""No node may be more than 5 % above the mean, and the standard deviation is at most 2 % of it."""


def overload(mean: float) -> float:
    """The most keys of a node: 1.05 of the mean, and five deviations of counting."""
    return OVER * mean + 5 * float(np.sqrt(mean))


def spread(mean: float, nodes: int) -> float:
    """The largest variance of loads: 2 % of the mean, squared, and what counting adds."""
    return mean + (SPREAD * mean) ** 2 + 6 * mean * float(np.sqrt(2 / nodes))


@dataclass(eq=False)
class Referee:
    """The fleet and the keys after the events so far; `finding` is the first fault."""

    case: Case
    batches: list[Case] = field(default_factory=list)
    answers: list[np.ndarray] = field(default_factory=list)
    finding: Finding | None = None

    def __post_init__(self) -> None:
        keys = self.case["_keys"]
        self.live = set(self.case["node"].tolist())
        self.left: dict[int, int] = {}  # node -> number of the change with which it left last
        self.came: dict[int, int] = {}
        self.excused = 0  # a node that came with this change has left since
        self.kinds: list[int] = []  # of every change that changed something
        self.stack: list[tuple[int, int]] = []  # changes that were not undone
        self.seen: list[np.ndarray | None] = [None]  # what was said before each, and now
        self.remembered = max(1, REMEMBERED // max(1, keys))
        self.last = np.zeros(keys, np.int32)  # the owner of each key when it was last asked for
        self.when = np.zeros(keys, np.int32)  # how many changes had been then
        self.events = 0

    def has_judged(self, batches: list[Case], owner: np.ndarray) -> bool:
        """Whether these batches and answers begin with those judged here.

        Batches are kept, so they are told by identity. Of answers only copies are kept, and they
        are told by content: an array may be overwritten, or lie where a freed one lay.
        """
        if len(batches) < len(self.batches):
            return False
        start = 0
        for mine, batch, said in zip(self.batches, batches, self.answers, strict=False):
            if mine is not batch or not np.array_equal(said, owner[start : start + len(said)]):
                return False
            start += len(said)
        return True

    def judge(self, batch: Case, owner: np.ndarray) -> None:
        """One batch and what was answered."""
        self.batches.append(batch)
        self.answers.append(owner.copy())
        lookups = np.flatnonzero(batch["kind"] == LOOKUP)
        last = int(lookups[-1]) if len(lookups) else -1
        for start, end in stretches(batch):
            if self.finding is None and end > start:
                numbers, said = batch["_key"][start:end], owner[start:end]
                self.finding = self._lookups(numbers, said, last < end or len(owner) < LARGE)
            if self.finding is None and end < len(owner):
                self.finding = self._change(batch, end, int(owner[end]))
            self.events += end - start + (end < len(owner))

    def _change(self, batch: Case, at: int, said: int) -> Finding | None:
        kind, node = int(batch["kind"][at]), int(batch["arg"][at])
        if said:
            what = "node joins" if kind == ADD else "node leaves"
            text = f"event {self.events}: a {what}, and `owner` is {said} there; leave it at 0"
            return "changes_answer_nothing", text
        if (node in self.live) == (kind == ADD):
            return None
        self.kinds.append(kind)
        if kind == ADD:
            self.live.add(node)
            self.came[node] = len(self.kinds)
        else:
            self.live.remove(node)
            self.left[node] = len(self.kinds)
            self.excused = max(self.excused, self.came.get(node, 0))
        if self.stack and self.stack[-1] == (ADD + REMOVE - kind, node):
            self.stack.pop()
            self.seen.pop()
        else:
            self.stack.append((kind, node))
            self.seen.append(None)
        return None

    def _now(self) -> np.ndarray:
        """What has been said with these very nodes, 0 for keys that were not asked for. Memory is
        taken when somebody asks, and the oldest is given back.
        """
        seen = self.seen[-1]
        if seen is None:
            seen = self.seen[-1] = np.zeros(len(self.last), np.int32)
            if len(self.seen) > self.remembered:
                kept = [i for i, each in enumerate(self.seen) if each is not None]
                for i in kept[: -self.remembered]:
                    self.seen[i] = None
        return seen

    def _lookups(self, numbers: np.ndarray, said: np.ndarray, count: bool) -> Finding | None:
        if not self.live:
            wrong = np.flatnonzero(said)
            text = "there is no node, so the owner is 0"
            return self._told("owners_are_known", wrong, said, text) if len(wrong) else None
        seen = self._now()
        before = seen[numbers]
        new = np.flatnonzero(before == 0)
        finding = self._strangers(said, new) or self._differing(numbers, said, before)
        if finding:
            return finding
        finding = self._moved(numbers[new], said[new], new)
        if finding:
            return finding
        seen[numbers] = said
        wrong = np.flatnonzero(seen[numbers] != said)
        if len(wrong):
            text = f"the same key went to node {seen[numbers[wrong[0]]]}, and nothing changed"
            return self._told("same_key_same_owner", wrong, said, text)
        self.last[numbers] = said
        self.when[numbers] = len(self.kinds)
        return self._uneven(seen) if count else None

    def _told(self, name: str, places: np.ndarray, said: np.ndarray, text: str) -> Finding:
        place = int(places[0])
        return name, f"event {self.events + place}: got node {said[place]}, but {text}"

    def _strangers(self, said: np.ndarray, new: np.ndarray) -> Finding | None:
        """Owners that are not there, among keys that are new since the last change."""
        there = np.array(sorted(self.live), np.int32)
        place = np.minimum(np.searchsorted(there, said[new]), len(there) - 1)
        wrong = new[there[place] != said[new]]
        if not len(wrong):
            return None
        node = int(said[wrong[0]])
        if node in self.left:
            return self._told("nobody_asks_the_gone", wrong, said, "that node has left")
        text = "no such node ever joined" if node else f"there are {len(self.live)} nodes"
        return self._told("owners_are_known", wrong, said, text)

    def _differing(
        self, numbers: np.ndarray, said: np.ndarray, before: np.ndarray
    ) -> Finding | None:
        wrong = np.flatnonzero((before != 0) & (before != said))
        if not len(wrong):
            return None
        place, number = int(wrong[0]), int(numbers[wrong[0]])
        if self.when[number] == len(self.kinds):
            text = f"the same key went to node {before[place]}, and nothing has changed since"
            return self._told("same_key_same_owner", wrong, said, text)
        text = (
            f"the key was on node {before[place]} with the same nodes, and all changes since "
            "then were undone, the last one first"
        )
        return self._told("undone_changes_restore", wrong, said, text)

    def _moved(self, numbers: np.ndarray, said: np.ndarray, at: np.ndarray) -> Finding | None:
        """Keys that changed their owner, though it stayed and the new one was there before."""
        before, asked = self.last[numbers], self.when[numbers]
        moved = np.flatnonzero((before != said) & (before != 0) & (asked >= self.excused))
        stayed = _of_each(self.left, before[moved]) <= asked[moved]
        stayed &= _of_each(self.came, said[moved]) <= asked[moved]
        for place in moved[stayed][:1].tolist():
            since, old, node = int(asked[place]), int(before[place]), int(said[place])
            kinds = self.kinds[since:]
            name = "keys_move_only_to_newcomers" if ADD in kinds else "only_the_leavers_keys_move"
            names = ("", "joined", "left")
            text = (
                f"event {self.events + int(at[place])}: the key was on node {old} and is on node "
                f"{node} now. Both were there before and are there still: since then "
                f"{len(kinds)} other nodes {' and '.join(names[k] for k in sorted(set(kinds)))}"
            )
            return name, text
        return None

    def _uneven(self, seen: np.ndarray) -> Finding | None:
        nodes = np.array(sorted(self.live), np.int32)
        loads = np.bincount(np.searchsorted(nodes, seen[seen > 0]), minlength=len(nodes))
        count, total = len(self.live), int(loads.sum())
        mean = total / count
        if mean < MEAN_MIN or count < 2:
            return None
        variance = float((loads.astype(float) ** 2).sum() / count - mean**2)
        if count >= NODES_MIN and variance > spread(mean, count):
            allowed = float(np.sqrt(spread(mean, count)))
            return "shares_are_even", (
                f"from event {self.events} on: {total:,} keys on {count} nodes, {mean:,.0f} on "
                f"average with a standard deviation of {np.sqrt(variance):,.0f}. It may be "
                f"{SPREAD:.0%} of the mean (with the noise of counting {allowed:,.0f})"
            )
        most = int(loads.argmax())
        if loads[most] > overload(mean):
            return "no_node_is_overloaded", (
                f"from event {self.events} on: of {total:,} keys on {count} nodes, node "
                f"{nodes[most]} has {loads[most]:,}, and the mean is {mean:,.0f}. At most {OVER} "
                f"of the mean may be on one node (with the noise of counting {overload(mean):,.0f})"
            )
        return None


def _of_each(numbers: dict[int, int], nodes: np.ndarray) -> np.ndarray:
    """What the dictionary says of each node, 0 where it says nothing."""
    known = np.array(sorted(numbers), np.int32)
    values = np.array([0, *(numbers[node] for node in known.tolist())], np.int64)
    place = np.searchsorted(known, nodes)
    place[place == len(known)] = 0
    found: np.ndarray = values[np.where(np.isin(nodes, known), place + 1, 0)]
    return found


_RECENT: deque[Referee] = deque(maxlen=4)


def finding_of(case: Case, got: dict[str, np.ndarray]) -> Finding | None:
    """The first fault of the answers to all batches of the case, or None."""
    batches, owner = case["batches"], got["owner"]
    known = [one for one in reversed(_RECENT) if one.case["node"] is case["node"]]
    referee = next((one for one in known if one.has_judged(batches, owner)), None)
    if referee is None:
        referee = Referee(case)
    else:
        _RECENT.remove(referee)  # until it has come through: half a batch is not to be remembered
    start = sum(map(len, referee.answers))
    for batch in batches[len(referee.batches) :]:
        if referee.finding is None:
            referee.judge(batch, owner[start : start + len(batch["kind"])])
        start += len(batch["kind"])
    _RECENT.append(referee)
    return referee.finding
