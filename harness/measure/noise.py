"""What disturbs a measurement on this machine: gauges read from the system while it runs."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from harness.machine import allowed_cores

STEAL_SHARE_MAX = 0.02
CONTROL_OFF_MAX = 0.02
MARKS_MAX = 1
"""One mark is told; two, or a failed control, make a ranked run inconclusive (MEASURE point 8)."""

Control = dict[str, dict[str, float]]
"""Figure -> ratio, low and high of the reference against itself."""


@dataclass
class Gauges:
    """Samples of the run queue, and the host's share since the first of them."""

    runnable: list[int] = field(default_factory=list)
    began: tuple[int, int] | None = None

    def sample(self) -> None:
        """Look once; cheap enough to be done between two windows. Silent where nothing is told."""
        if self.began is None:
            self.began = _steal_and_total()
        try:
            running = Path("/proc/loadavg").read_text().split()[3].partition("/")[0]
            self.runnable.append(int(running))
        except (OSError, IndexError, ValueError):
            pass

    @property
    def steal_share(self) -> float:
        """The part of all CPU time since the first look that the host gave to others."""
        if self.began is None:
            return 0.0
        steal, total = (
            now - then for now, then in zip(_steal_and_total(), self.began, strict=True)
        )
        return steal / total if total > 0 else 0.0

    def marks(self, disagreeing: list[str], control: Control) -> list[str]:
        """What spoke against this run, a sentence each."""
        cores = len(allowed_cores()) or 1
        steal = self.steal_share
        found = []
        if self.runnable and median(self.runnable) > cores:
            found.append(f"{median(self.runnable):g} threads wanted {cores} cores at once")
        if steal > STEAL_SHARE_MAX:
            found.append(f"the host took {steal:.0%} of the CPU time away")
        if disagreeing:
            found.append(f"the launches of {' and '.join(disagreeing)} disagree by over 10 %")
        off = [name for name, figures in control.items() if _is_off(figures)]
        if off:
            told = ", ".join(f"{control[name]['ratio']:.3f} at {name}" for name in off)
            found.append(f"the reference against itself came out as {told}")
        return found

    def told(self, disagreeing: list[str], control: Control) -> dict[str, Any]:
        """For the record: the marks, the gauges and whether the numbers may be ranked."""
        marks = self.marks(disagreeing, control)
        return {
            "marks": marks,
            "runnable_median": float(median(self.runnable)) if self.runnable else None,
            "cores": len(allowed_cores()) or 1,
            "steal_share": round(self.steal_share, 4),
            "rankable": len(marks) <= MARKS_MAX and not any(map(control_failed, control.values())),
        }


def _is_off(figures: dict[str, float]) -> bool:
    return abs(math.log(figures["ratio"])) > CONTROL_OFF_MAX


def control_failed(figures: dict[str, float]) -> bool:
    """The reference is not itself, and by more than its launches scatter."""
    return _is_off(figures) and not figures["low"] <= 1.0 <= figures["high"]


def _steal_and_total() -> tuple[int, int]:
    try:
        times = [int(part) for part in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
        return times[7], sum(times[:8])
    except (OSError, IndexError, ValueError):
        return 0, 0
