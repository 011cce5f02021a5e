"""The kata of docs/author.md, written to a folder: a complete one that no other test depends on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness import catalog
from harness.author import scaffold
from harness.catalog import Entry

DOCUMENT = Path(__file__).parent.parent / "docs" / "author.md"
FILE = re.compile(r"^`((?:katas|reference)/\S+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OWN_NAMES = ("wrong_answer/name_of_the_fault.py", "time_limit/reason_it_is_slow.py")
"""Of the skeleton's files, those that the page tells to remove."""


def follow_the_page(root: Path, monkeypatch: pytest.MonkeyPatch) -> Entry:
    """`kata author new`, then every file as the page shows it."""
    scaffold.new("rate-limit", root)
    for name in OWN_NAMES:
        (root / "katas" / "rate_limit" / "submissions" / name).unlink()
    for path, text in FILE.findall(DOCUMENT.read_text()):
        (root / path).write_text(text)
    monkeypatch.setenv("KATA_PATH", str(root))
    return catalog.find("rate-limit")
