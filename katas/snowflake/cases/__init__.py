"""Small cruel cases and full-size ones, a module for each level."""

from __future__ import annotations

from . import anything, generate, issue_6, many_workers, restart, unpack

LEVELS = {
    "unpack": unpack,
    "generate": generate,
    "many-workers": many_workers,
    "restart": restart,
    "issue-6": issue_6,
}
ANYTHING = anything.ANYTHING
