"""The kata of docs/author.md, in a folder of its own and under another name: one to be broken."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from harness import catalog
from harness.catalog import Entry

DOCUMENT = Path(__file__).parent.parent / "docs" / "author.md"
QUOTED = re.compile(r"^`((?:katas|reference)/\S+)`\n\n(`{3,})\w+\n(.*?)^\2$", re.M | re.DOTALL)
"""A file, the fence, and what the page quotes of it."""
NAME, COPY = "rate-limit", "token-bucket"


def follow_the_page(root: Path, monkeypatch: pytest.MonkeyPatch) -> Entry:
    """A copy of the page's kata below `root`, which is all that KATA_PATH names."""
    page = catalog.find(NAME)
    folder = root / "katas" / COPY.replace("-", "_")
    shutil.copytree(page.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "reference").mkdir()
    shutil.copy(page.reference, root / "reference" / f"{folder.name}.py")
    kata = folder / "kata.py"
    kata.write_text(kata.read_text().replace(f'name="{NAME}"', f'name="{COPY}"'))
    monkeypatch.setenv("KATA_PATH", str(root))
    return catalog.find(COPY)
