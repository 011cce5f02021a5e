"""One run, several rows: whose it is, by the history, and disputed where that says nothing."""

from __future__ import annotations

from typing import Any

from harness.results.copies import Published, without_copies


def published(handle: str, run: str, secret: str = "", windows: Any = 0, at: str = "") -> Published:
    samples = {"any": [{"windows": windows or run}]}
    told = {"id": run, "secret": {"commitment": secret or run}, "levels": [{"samples": samples}]}
    return Published(handle, f"{handle}.jsonl, line 1", {"run": told, "at": at})


def kept(*rows: Published, came: dict[str, int] | None = None) -> list[str]:
    found, refused = without_copies(rows, lambda row: (came or {}).get(row.handle))
    assert len(found) + len(refused) == len(rows)
    return [row.handle for row in found]


def test_runs_that_have_nothing_in_common_are_kept_in_their_order() -> None:
    assert kept(published("bob", "1"), published("ann", "2")) == ["bob", "ann"]


def test_the_first_in_the_history_has_it_whatever_the_rows_say() -> None:
    owner, thief = published("ann", "1", at="2026"), published("eve", "1", at="1970")
    assert kept(thief, owner, came={"ann": 1, "eve": 2}) == ["ann"]
    assert kept(owner, thief, came={"eve": 7}) == ["eve"], "what is not in it comes after all"


def test_without_a_history_nobody_has_it() -> None:
    rows = published("ann", "1"), published("eve", "1"), published("bob", "2")
    assert kept(*rows) == ["bob"]
    _, refused = without_copies(rows, lambda _: None)
    assert all("disputed, until a person decides" in each.reasons[0] for each in refused)
    assert kept(*rows, came={"ann": 4, "eve": 4}) == ["bob"], "nor if one commit brought both"


def test_a_secret_a_launch_and_what_they_have_in_common_with_others_are_marks() -> None:
    one, two = published("ann", "1", windows="w"), published("eve", "2", windows="w")
    between = published("bob", "3", secret="1", windows="w2")
    assert kept(one, two, between, came={"ann": 1, "eve": 2, "bob": 3}) == ["ann"]


def test_one_persons_own_copies_are_no_dispute() -> None:
    assert kept(published("ann", "1"), published("ann", "1")) == ["ann"]
