"""Where the first wrong id of an answer stands, in a call or in a stream."""

from __future__ import annotations

import numpy as np

from harness.kata import Answers, Case

from ..constants import RESTART
from .events import Life, place_of
from .place import Place, parts


def first_wrong(case: Case, expected: Answers, got: Answers) -> Place | None:
    """Its place; None where all ids are right, and of a batch without its stream."""
    wrong = np.flatnonzero(expected["ids"] != got["ids"])
    if not len(wrong):
        return None
    if "batches" in case:
        return _in_stream(case, expected, got, int(wrong[0]))
    return _in_call(case, expected, got, int(wrong[0])) if "state" in case else None


def _in_call(case: Case, expected: Answers, got: Answers, i: int) -> Place | None:
    """Request i of `generate` or `generate_many`."""
    if "raised" in expected and expected["raised"][0]:
        return None
    clock = case["clock_ms"]
    name = case["worker"] if isinstance(case["worker"], int) else int(case["worker"][i])
    state = case["state"] if case["state"].ndim == 1 else case["state"][name]
    same = np.flatnonzero(np.broadcast_to(case["worker"], len(clock))[:i] == name)
    before = expected["ids"][same]
    ids = before[before > 0]
    last = parts(int(ids[-1]))[::2] if len(ids) else tuple(state.tolist())
    where = f"request {i} (clock {int(clock[i])}, worker {name}"
    where += f", last id's time {last[0]} and sequence {last[1]})"
    refused = bool(len(before) and before[-1] < 0)
    answers = int(expected["ids"][i]), int(got["ids"][i])
    again = bool((got["ids"][:i] == answers[1]).any())
    return Place(where, *answers, refused, again)


def _in_stream(case: Case, expected: Answers, got: Answers, wrong: int) -> Place:
    """The event with that number, over all batches."""
    life = Life(case, expected["ids"], wrong)
    right, said = int(expected["ids"][wrong]), int(got["ids"][wrong])
    number, place = place_of(case, wrong)
    event = {name: int(column[place]) for name, column in case["batches"][number].items()}
    what = "RESTART" if event["kind"] == RESTART else "REQUEST"
    where = f"batch {number}, event {place} ({what} of process {event['process']}, "
    where += f"clock {event['clock_ms']}), lease until {life.lease_end}"
    again = bool((life.answers == said).any())
    return Place(where, right, said, life.refused, again, life.starts_after)
