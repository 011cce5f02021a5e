"""What the page of one request must be: checks of the level newest."""

from __future__ import annotations

import numpy as np

from harness.kata import Answers, Case
from katas import rows
from katas.rows import check_of

from ..feeds import NO_LIMIT
from . import looks
from .page import Page

__all__ = ["asked_authors", "shown_once", "newest_first", "full_page", "keeps_newest"]


def _wrong_page(case: Case, expected: Answers, got: Answers) -> Page | None:
    """The page, where it is wrong."""
    wanted, found = (answer["page"].tolist() for answer in (expected, got))
    if wanted == found:
        return None
    return Page("page", wanted, found, case, case["authors"], 0, NO_LIMIT, np.zeros(0, np.int64))


asked_authors = check_of(looks.asked_authors, _wrong_page)
shown_once = check_of(looks.shown_once, _wrong_page)
newest_first = check_of(rows.newest_first, _wrong_page)
full_page = check_of(looks.full_page, _wrong_page)
keeps_newest = check_of(looks.keeps_newest, _wrong_page)
