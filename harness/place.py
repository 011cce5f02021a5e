"""Where a learner's things lie: `solutions/`, `.kata/` and `results/`, below the folder of work."""

from __future__ import annotations

import os
from pathlib import Path

SOLUTIONS, OWN, RESULTS = "solutions", ".kata", "results"


def is_inside_solutions() -> bool:
    """Whether one stands inside of `solutions/`, among one's files."""
    try:
        here = Path(os.getcwd())
        return (
            here.name == SOLUTIONS
            and not (here / SOLUTIONS).exists()
            and ((here.parent / OWN).is_dir() or any(here.glob("*.py")))
        )
    except OSError:
        return False


def folder_of_work() -> Path:
    """Here, or the folder above for somebody who stands inside of `solutions/`."""
    return Path("..") if is_inside_solutions() else Path()


def solutions() -> Path:
    """Where the learner's files lie."""
    return Path() if is_inside_solutions() else Path(SOLUTIONS)


def own() -> Path:
    """What is kept for the learner alone: history, failing cases, hints."""
    return folder_of_work() / OWN


def results() -> Path:
    """Published results."""
    return folder_of_work() / RESULTS
