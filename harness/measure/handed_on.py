"""What the launches of a run hand on to whoever records and shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from harness.judge.trial import Judged, Trial
from harness.judge.verdict import Results
from harness.kata import Level
from harness.measure.noise import Control

Protocol = Literal["default", "rank"]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Measured:
    """What the launches of a run hand on: what is known of each level, the reference against
    itself, and what disturbed them (both empty where nothing was launched for a rank).
    """

    trial: Trial
    results: Results
    surviving: tuple[Level, ...] = ()
    protocol: Protocol = "default"
    control: Control = field(default_factory=dict)
    noise: Mapping[str, Any] = field(default_factory=dict)
    timed: bool = True


def untimed(judged: Judged, protocol: Protocol = "default") -> Measured:
    """What was judged, where nobody wants it to be timed."""
    return Measured(judged.trial, judged.results, (), protocol, timed=False)
