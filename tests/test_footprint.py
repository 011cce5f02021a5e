"""What stands beside a ratio: memory, first call, page faults, the collector; from real boxes."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import LOCKED, PLAIN_REPLAY

from harness import catalog
from harness.box import Setting
from harness.catalog.solution import Solution
from harness.judge.trial import Trial
from harness.measure.footprint import Footprint, footprint

TAKEN_BYTES = 80_000_000
GREEDY = f"""
import numpy as np
{PLAIN_REPLAY}
_plain = replay

def replay(keys, capacity, hit):
    taken = np.ones({TAKEN_BYTES // 8} if len(keys) > 10_000 else 1)
    _plain(keys, capacity, hit)
"""


def found(source: str, mode: str) -> Footprint:
    entry = catalog.find("lru-cache")
    solution = Solution("test", source, own=True, path=Path("test"))
    level = entry.level("replay")
    trial = Trial(entry, solution, (level,), Setting(mode, entry.kata.limits))
    passed = footprint(trial, level, "small_cache")
    assert passed is not None
    return passed


@pytest.mark.parametrize("mode", LOCKED)
def test_memory_is_what_the_first_full_call_takes(mode: str) -> None:
    plain, greedy = found(PLAIN_REPLAY, mode), found(GREEDY, mode)
    assert plain.grown_bytes is not None and greedy.grown_bytes is not None
    more = greedy.grown_bytes - plain.grown_bytes
    assert 0.9 * TAKEN_BYTES < more < 1.2 * TAKEN_BYTES
    assert plain.first_call_s < 1.0
    assert plain.gc_ratio > 0 and plain.faults >= 0


def test_who_ends_the_box_has_no_such_pass() -> None:
    entry = catalog.find("lru-cache")
    level = entry.level("replay")
    source = "import os\n\ndef replay(keys, capacity, hit):\n    os._exit(0)\n"
    solution = Solution("test", source, own=True, path=Path("test"))
    setting = Setting((*LOCKED, "off")[0], entry.kata.limits)
    trial = Trial(entry, solution, (level,), setting)
    assert footprint(trial, level, "small_cache") is None
