"""Which mistakes full size sees: those whose clause the timed input needs."""

from __future__ import annotations

import pytest

from harness import catalog
from harness.author import needed
from harness.author.needed import Needed, at_full_size, told
from harness.author.seeds import Matrix
from harness.box import Setting
from harness.catalog import Entry
from harness.catalog.mistakes import Wrong
from harness.kata import Function


def test_a_shortcut_that_full_size_does_not_see_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = catalog.find("rate-limit")
    wrong = entry.wrong()

    def two(_: Entry, __: Function) -> list[Wrong]:
        return [wrong["capacity_and_one"], wrong["begins_empty"]]

    monkeypatch.setattr(needed, "candidates_of", two)
    found = list(at_full_size(Matrix(entry, Setting("off", entry.kata.limits), 1)))
    assert {each.mistake: each.said for each in found} == {
        "capacity_and_one": "caught",
        "begins_empty": "right",  # long ago is long enough for every bucket to be full
    }
    assert told(found) == (
        "1 of 2 mistakes are caught at full size too; right there: begins_empty (rush)"
    )


def test_what_takes_too_long_is_told_apart() -> None:
    found = [Needed("any", "one", "caught"), Needed("any", "other", "too long")]
    assert told(found) == "1 of 2 mistakes are caught at full size too, 1 not within 30 s"
