"""Katas by name, their files, and the solutions there are of them. No numpy but in `digests`
and `domain`."""

from harness.catalog.entry import VERDICT_FOLDERS, Entry, Family, close_to
from harness.catalog.finding import entries, find, in_order
from harness.catalog.sources import HOME

__all__ = [
    "HOME",
    "VERDICT_FOLDERS",
    "Entry",
    "Family",
    "case_text",
    "claims",
    "close_to",
    "digests",
    "domain",
    "entries",
    "excerpt",
    "find",
    "hints",
    "in_order",
    "lecture",
    "mistakes",
    "repository",
    "revision",
    "solution",
    "sources",
]
