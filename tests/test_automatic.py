"""Mistakes made by machine: what each edit does, that its identity does nothing, and the search."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from conftest import LOCKED
from documented import COPY, follow_the_page

from harness import catalog
from harness.author import automatic
from harness.author.automatic import CUTS, _of_inputs, _of_way, _swallowed, edits, mistakes_of
from harness.author.seeds import Matrix
from harness.author.slips import Slip, slips
from harness.box import Setting
from harness.catalog import case_text, domain
from harness.cli.author import author
from harness.kata import Function, array, out, scalar

SEEN = Function(
    "Seen",
    shape="stream",
    build=(scalar("first"),),
    parameters=(array("merchant", "int64[n]"), array("key", "int64[n]"), out("known", "uint8[n]")),
)
WAY = '''
"""A set of pairs, and how often each was there."""
from __future__ import annotations

from collections import OrderedDict


class Seen:
    def __init__(self, first):
        self.pairs, self.counts, self.order = set(), {}, OrderedDict()

    def apply(self, merchant, key, known):
        for i, (a, b) in enumerate(zip(merchant.tolist(), key.tolist(), strict=True)):
            known[i] = (a, b) in self.pairs
            self.pairs.add((a, b))
            self.counts[a, b] = self.counts.get((a, b), 0) + 1
            self.order[b] = a
'''
MADE: dict[str, Slip] = {each.name: each for each in slips(WAY, SEEN)}


def played(source: str, pairs: list[tuple[int, int]]) -> list[int]:
    module = ModuleType("seen")
    exec(source, module.__dict__)
    return known(module.Seen(0), pairs)


def known(seen: Any, pairs: list[tuple[int, int]]) -> list[int]:
    answer = np.zeros(len(pairs), np.uint8)
    merchant, key = np.array(pairs).T
    seen.apply(merchant, key, answer)
    return [int(each) for each in answer]


LONG = [(1, i) for i in range(70)] + [(1, 0), (1, 69)]


def test_every_container_and_every_way_to_clash_is_tried() -> None:
    containers = [f"container_{i}_forgets_beyond_{n}" for i in range(3) for n in (64, 4096, 65536)]
    keys = ["keys_joined", "keys_summed", "keys_xored"]
    assert [*MADE] == [*containers, *keys, "state_outside_the_object"]


@pytest.mark.parametrize("name", MADE)
def test_the_same_edit_as_identity_is_right(name: str) -> None:
    assert played(MADE[name].same, LONG) == played(WAY, LONG) == [0] * 70 + [1, 1]


def test_a_container_forgets_what_came_first() -> None:
    forgetful = MADE["container_0_forgets_beyond_64"]
    assert played(forgetful.source, LONG) == [0] * 71 + [1]
    assert played(forgetful.source, LONG[:60] + LONG[:1]) == [0] * 60 + [1]
    with pytest.raises(RuntimeError, match="more than it may hold"):
        played(forgetful.ends, LONG)
    assert played(MADE["container_0_forgets_beyond_4096"].ends, LONG) == [0] * 70 + [1, 1]


@pytest.mark.parametrize(
    ("name", "pairs"),
    [
        ("keys_joined", [(1, 23), (12, 3)]),
        ("keys_summed", [(1, 4), (2, 3)]),
        ("keys_xored", [(1, 2), (2, 1)]),
    ],
)
def test_keys_clash(name: str, pairs: list[tuple[int, int]]) -> None:
    assert played(WAY, pairs) == [0, 0]
    assert played(MADE[name].source, pairs) == [0, 1]


def test_objects_share_their_state() -> None:
    for source, second in ((WAY, [0]), (MADE["state_outside_the_object"].source, [1])):
        module = ModuleType("seen")
        exec(source, module.__dict__)
        one, other = module.Seen(0), module.Seen(0)
        assert known(one, [(1, 1)]) == [0]
        assert known(other, [(1, 1)]) == second


@pytest.mark.parametrize(
    ("how", "value", "left"),
    [
        ("cut to 8 bits", 257, 1),
        ("cut to 16 bits", 65_537, 1),
        ("cut to 31 bits", 2**31 + 5, 5),
        ("cut to 32 bits", 2**31, -(2**31)),
        ("as float32", 2**24 + 1, 2**24),
        ("as float64", 2**53 + 1, 2**53),
    ],
)
def test_a_cut_keeps_what_it_can_hold(how: str, value: int, left: int) -> None:
    _, most, cut = CUTS[how]
    assert cut(np.array([value, 0, int(most)])).tolist() == [left, 0, int(most)]


def test_a_cut_that_leaves_all_as_it_is_is_not_tried() -> None:
    function = Function("asked", (array("user", "int32[n]"), array("key", "int64[n]")))
    names = [*edits(function)]
    assert "user cut to 31 bits" in names and "user cut to 32 bits" not in names
    assert "key cut to 32 bits" in names and "user as float64" not in names


def test_swallowed_repeats_get_the_answer_before() -> None:
    batches = [{"key": np.array([5, 5, 6]), "at": np.array([1, 1, 1])}]
    made = _swallowed({"batches": [*batches, {"key": np.array([6]), "at": np.array([1])}]})
    assert made is not None
    case, widened = made
    assert [batch["key"].tolist() for batch in case["batches"]] == [[5, 6], [6]]
    assert widened({"hit": np.array([7, 8, 9])})["hit"].tolist() == [7, 7, 8, 9]
    assert _swallowed({"batches": [{"key": np.array([5, 6]), "at": np.array([1, 1])}]}) is None


def test_slips_in_ways_are_judged_and_not_passed_over() -> None:
    """Of a kata whose ways keep dicts, sets and an OrderedDict."""
    entry = catalog.find("lru-cache")
    matrix = Matrix(entry, Setting((LOCKED or ("off",))[0], entry.kata.limits), deep_seeds=1)
    tried = _of_way(matrix, entry.way("ordered_values"), range(1))
    assert tried
    verdicts = {each.how.partition(": ")[2]: each.verdict for each in tried}
    assert verdicts["state_outside_the_object"] == "rejected"
    assert [each.text for each in tried if each.alive] == []
    assert "the same edit as identity is not right" not in {each.text for each in tried}


def test_an_excuse_may_name_what_is_made_by_machine_and_no_more_than_lives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Everything that is tried at rate-limit is rejected, so nothing there is to be excused."""
    entry = catalog.find("rate-limit")
    function = entry.kata.function("allow")
    matrix = Matrix(entry, Setting((LOCKED or ("off",))[0], entry.kata.limits), deep_seeds=1)
    names = mistakes_of(entry, function)
    assert {"at_ms as float32", "n_users cut to 8 bits"} <= {*names}
    monkeypatch.setattr(automatic, "excused", lambda *_: "nobody asks so late")
    tried = [*_of_inputs(matrix, function, range(1))]
    assert [each.how for each in tried] == names
    assert all(each.alive and "UNREACHED excuses it" in each.text for each in tried)
    cache = catalog.find("lru-cache")
    slips_of_ways = mistakes_of(cache, cache.kata.function("LRU"))
    assert "ordered_values: state_outside_the_object" in slips_of_ways


def test_a_search_tells_who_disagrees_and_on_what(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = follow_the_page(tmp_path, monkeypatch)
    path = entry.submissions("accepted")["python"]
    path.write_text(path.read_text().replace("now >= interval_ms", "now > interval_ms"))
    search = ["explore", COPY, "--minutes", "0.02", "--seed", "a"]
    done = CliRunner().invoke(author, search)
    assert done.exit_code == 1, done.output
    assert "do NOT agree" in done.output
    assert done.output.count("disagrees: accepted/python, draw") == 1
    text = done.output[done.output.index(f"{COPY} allow\n") :]
    again = catalog.find(COPY)
    function, case = case_text.read(again, text)
    assert domain.broken_clause(again, function, case) is None


def test_a_search_on_a_kata_that_is_right_finds_nothing() -> None:
    done = CliRunner().invoke(author, ["explore", "rate-limit", "--minutes", "0.05"])
    assert done.exit_code == 0, done.output
    assert "oracle and 8 right ones agree" in done.output
