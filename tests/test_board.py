"""Boards: who is ranked where, and that no file in results/ can break or fool them."""

from __future__ import annotations

import copy
import functools
import hashlib
import json
import math
import os
import re
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import PLAIN_REPLAY, solution
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ranked_run import (
    ENTRY,
    FAST_REPLAY,
    KATA,
    Project,
    changed,
    published,
    quiet_run,
    recomputed,
    rerun,
    sealed,
)

from harness.catalog.digests import measured_digest
from harness.errors import MisuseError
from harness.kata import medal_of
from harness.results import tables
from harness.results.board import Board, Standings, standings
from harness.results.copies import Published
from harness.results.eligible import eligible, machine_class
from harness.results.ledger import Ledger, Line, Results, bests
from harness.results.places import APART_S, Place, ranked
from harness.results.publish import choose, leaving
from harness.results.record import Row, canonical

pytestmark = pytest.mark.slow  # a real ranked run stands behind them: minutes where it is busy

ROOT = Path(__file__).parent.parent
FUZZ = settings(
    max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    return Project(tmp_path, monkeypatch)


# ranking, on places alone


def place(handle: str, low: float, high: float, at_s: float = 0.0, source: str = "s") -> Place:
    return Place(handle, math.sqrt(low * high), low, high, "gold", 5, at_s, "2026-11-21", source)


def twice(handle: str, low: float, high: float, source: str = "s") -> list[Place]:
    """Two runs that agree, far enough apart; the later one is a little worse."""
    return [
        place(handle, low, high, 0.0, source),
        place(handle, low * 0.999, high * 0.999, APART_S, source),
    ]


def told(*places: Place) -> list[tuple[str, int | str]]:
    return [(found.handle, found.rank or found.note) for found in ranked(places)]


def test_the_low_end_ranks() -> None:
    assert told(*twice("wide", 0.5, 0.9), *twice("narrow", 0.6, 0.61), place("c", 0.1, 0.2)) == [
        ("narrow", 1),
        ("wide", 1),
        ("c", 3),
    ]


def test_a_rank_is_shared_with_the_leader_and_not_with_a_neighbour() -> None:
    """b overlaps a, c overlaps b and not a: c leads the next group."""
    chain = [*twice("a", 0.50, 0.60), place("b", 0.40, 0.52), place("c", 0.30, 0.45)]
    assert told(*chain) == [("a", 1), ("b", 1), ("c", 3)]
    assert told(*chain, place("d", 0.2, 0.44)) == [("a", 1), ("b", 1), ("c", 3), ("d", 3)]


def test_a_first_place_needs_two_runs() -> None:
    first = twice("ann", 0.5, 0.52)
    assert told(*first, place("bob", 0.8, 0.82)) == [("bob", "provisional"), ("ann", 1)]
    assert told(*first, *twice("bob", 0.8, 0.82)) == [("bob", 1), ("ann", 2)]


@pytest.mark.parametrize(
    "second",
    [
        place("bob", 0.8, 0.82, APART_S - 1),
        place("bob", 0.7, 0.72, APART_S),
        place("bob", 0.8, 0.82, APART_S, "another source"),
        place("eve", 0.8, 0.82, APART_S),
    ],
    ids=["too soon", "disagrees", "another source", "another person"],
)
def test_what_does_not_confirm_a_first_place(second: Place) -> None:
    places = dict(told(*twice("ann", 0.5, 0.52), place("bob", 0.8, 0.82), second))
    assert places["bob"] == "provisional" and places["ann"] == 1


def test_a_provisional_place_does_not_cost_the_confirmed_one() -> None:
    places = told(*twice("ann", 0.5, 0.52), place("ann", 0.8, 0.82, 9.0, "new"))
    assert places == [("ann", "provisional"), ("ann", 1)]


def test_while_nobody_is_confirmed_rank_1_is_free() -> None:
    assert told(place("a", 0.8, 0.9), place("b", 0.7, 0.85), place("c", 0.1, 0.2)) == [
        ("a", "provisional"),
        ("b", "provisional"),
        ("c", 3),
    ]


def test_one_place_a_person() -> None:
    places = [*twice("ann", 0.5, 0.52), place("bob", 0.2, 0.22), place("bob", 0.3, 0.32, 5.0, "x")]
    [_, bob] = ranked(places)
    assert (bob.handle, bob.low, bob.rank) == ("bob", 0.3, 2)


@given(st.permutations([*twice("a", 0.5, 0.6), *twice("b", 0.55, 0.7), place("c", 0.1, 0.9)]))
@settings(deadline=None, database=None)
def test_the_order_of_the_rows_does_not_matter(places: list[Place]) -> None:
    assert told(*places) == [("b", 1), ("a", 1), ("c", 1)]


# rows to boards


def board_of(*rows: Published) -> Standings:
    return standings(ENTRY, rows)


def row(run: Row, handle: str = "ann", number: int = 1) -> Published:
    return Published(
        handle,
        f"{handle}.jsonl, line {number}",
        published(run, handle),
        source_of=lambda _: solution(PLAIN_REPLAY),
    )


def test_two_runs_confirm_and_the_better_one_counts() -> None:
    worse, better = quiet_run(0.250), quiet_run(0.2505, minutes=11)
    board = board_of(row(worse), row(better, number=2)).boards[0]
    [first] = board.places
    speeds = better["levels"][0]["speeds"]
    assert (first.rank, first.medal, first.launches) == (1, better["levels"][0]["medal"], 5)
    assert first.low == pytest.approx(math.prod(s["low"] for s in speeds) ** (1 / len(speeds)))
    assert board.level == "replay" and first.machine_class == machine_class(better)


def test_all_machines_are_on_one_board_and_can_be_looked_at_apart() -> None:
    other = changed(quiet_run(), lambda run: run["machine"].update(cpu="Cyrix 6x86", cores=64))
    other["machine_id"] = _identity(other)
    rows = [row(quiet_run(), "bob"), _fresh(other, "eve")]
    found = board_of(*rows)
    assert found.refused == []
    [board] = found.boards[:1]
    assert {one.handle: one.machine for one in board.places}["eve"] == "Cyrix 6x86, 64 cores"
    assert len(board.places) == 2
    apart = standings(ENTRY, rows, machine="cyrix").boards[0]
    assert [one.handle for one in apart.places] == ["eve"]


def test_practice_mode_is_on_the_board_and_marked() -> None:
    found = board_of(row(sealed({**quiet_run(), "locks": "off"})), row(quiet_run(), "bob"))
    assert {one.handle: one.practice for one in found.boards[0].places} == {
        "ann": True,
        "bob": False,
    }
    assert tables.text(found, False).count(", practice") == 1
    assert board_of(row(sealed({**quiet_run(), "locks": "some"}))).refused


# reruns


def hosted(run: Row, handle: str = "ann", source: str = PLAIN_REPLAY) -> Published:
    return Published(
        "official",
        "official.jsonl, line 1",
        rerun(run, handle),
        source_of=lambda _: solution(source),
    )


def test_a_rerun_ranks_before_claims_and_says_how_far_they_were_off() -> None:
    rows = [row(quiet_run(0.25)), hosted(quiet_run(0.2)), row(quiet_run(0.3), "bob")]
    found = board_of(*rows)
    assert [board.kind for board in found.boards[:2]] == ["official", "claimed"]
    [first] = found.boards[0].places
    assert (first.handle, first.rank, first.by) == ("ann", 1, "host")
    assert first.claimed == pytest.approx(0.25, rel=0.01)
    assert "(+25" in tables.text(found, False)
    assert {one.handle for one in found.boards[1].places} == {"ann", "bob"}


def test_a_rerun_of_another_source_is_history() -> None:
    found = board_of(hosted(quiet_run(), source=PLAIN_REPLAY + "#"))
    assert "is not the source that ran" in found.refused[0].reasons[0]
    assert found.is_empty


def test_a_rerun_without_locks_is_none() -> None:
    found = board_of(hosted(sealed({**quiet_run(), "locks": "off"})))
    assert "in practice mode" in found.refused[0].reasons[0]


def test_a_claim_that_was_wrong_when_rerun_loses_its_rank(project: Project) -> None:
    wrong = changed(quiet_run(), lambda run: run["levels"][0].update(verdict="wrong answer"))
    found = board_of(row(quiet_run()), hosted(sealed(wrong)), row(quiet_run(), "bob"))
    board = found.boards[0]
    assert [one.handle for one in board.places] == ["bob"]
    assert [(one.handle, one.note) for one in board.waiting] == [("ann", "refuted")]
    assert "ann, replay: wrong answer when host ran the source again" in tables.text(found, False)
    other = {**wrong, "solution": {**wrong["solution"], "digest": "0" * 64}}
    found = board_of(row(quiet_run()), hosted(sealed(other)))
    assert [one.handle for one in found.boards[0].places] == ["ann"]


def test_nobody_can_call_himself_official(project: Project) -> None:
    project.ran(quiet_run())
    assert "taken by the reruns" in project.publish("--handle=official")[1]
    project.received("official", published(quiet_run(), "ann"))
    assert "by is missing" in project.board("--all")


def _identity(run: Row) -> str:
    described = json.dumps(run["machine"], sort_keys=True)
    return hashlib.sha256(described.encode()).hexdigest()[:16]


def _fresh(run: Row, handle: str) -> Published:
    """Another quiet run on the machine of `run`."""
    other = quiet_run()
    other.update(machine=run["machine"], machine_id=run["machine_id"])
    return row(sealed(other), handle)


def test_a_patch_release_is_the_same_class() -> None:
    run = quiet_run()
    later = changed(run, lambda run: run["machine"].update(python="3.11.99"))
    first = changed(run, lambda run: run["machine"].update(python="3.11.0"))
    assert machine_class(later) == machine_class(first)


def test_too_good_waits_for_a_person() -> None:
    found = board_of(row(quiet_run(11.0)), row(quiet_run(), "bob"))
    board = found.boards[0]
    assert [waiting.handle for waiting in board.waiting] == ["ann"]
    assert [one.handle for one in board.places] == ["bob"]
    assert "ann, replay: 11x" in tables.text(found, False)
    assert "waits for a person" in tables.markdown([found])


def test_a_run_counts_once() -> None:
    run = quiet_run()
    again = sealed(changed(run, lambda run: run.update(at="2039-01-01T00:00:00+00:00")))
    rows = [row(run), row(run, "bob"), row(again, number=2)]
    came = {"ann": 3, "bob": 4}
    found = standings(ENTRY, rows, came=lambda one: came[one.handle])
    assert [one.handle for one in found.boards[0].places] == ["ann"]
    assert all("a run counts once" in one.reasons[0] for one in found.refused)
    assert len(found.refused) == 2
    assert board_of(*rows).is_empty, "without a history nobody has it"
    found = standings(ENTRY, rows[:2], decided={run["id"]: "bob"})
    assert [one.handle for one in found.boards[0].places] == ["bob"]
    assert "A person decided that this run belongs to bob" in found.refused[0].reasons[0]


def test_the_same_windows_under_another_secret_are_the_same_run() -> None:
    run, other = quiet_run(), quiet_run()
    launches = run["levels"][0]["samples"]
    for name, parts in other["levels"][0]["samples"].items():
        parts[4]["windows"] = copy.deepcopy(launches[name][4]["windows"])
    rows = [row(run), row(sealed(recomputed(other)), "bob")]
    found = standings(ENTRY, rows, came=lambda one: one.handle == "bob")
    assert [one.handle for one in found.boards[0].places] == ["ann"]


def test_a_row_in_another_persons_file_is_refused(project: Project) -> None:
    project.received("bob", published(quiet_run(), "ann"))
    assert "Its handle is not the name of the file" in project.board("--all")


def test_a_source_that_is_not_beside_the_row_or_another_is_refused(project: Project) -> None:
    [reason] = eligible(published(quiet_run()), ENTRY, solution(PLAIN_REPLAY + "\n"))
    assert "ann.py is not the source that ran" in reason
    project.received("ann", published(quiet_run()), source=PLAIN_REPLAY + "# changed\n")
    assert "ann.py is not the source that ran" in project.board("--all")
    (project.results / "ann.py").unlink()
    assert "ann.py, does not lie beside it" in project.board("--all")
    (project.results / "ann.py").symlink_to(project.solution)
    assert "ann.py, does not lie beside it" in project.board("--all")


def test_the_kata_s_own_stand_beside_without_a_rank() -> None:
    run = quiet_run()
    bench = {
        **{name: run[name] for name in ("format", "at", "harness", "machine")},
        "kata": {**run["kata"], "digest": measured_digest(ENTRY)},
        "kind": "bench",
        "machine_id": run["machine_id"],
        "locks": "full",
        "figures": {
            name: {"numba": {"ratio": 0.3, "low": 0.29, "high": 0.31}, "reference": {"ratio": 1.0}}
            for name in ("small_cache", "large_cache")
        },
    }
    said = tables.text(standings(ENTRY, [row(run)], [sealed(bench)]), False)
    assert "0.3x" in said and "the kata's own" in said
    older = changed(bench, lambda row: row["kata"].update(version=1))
    said = tables.text(standings(ENTRY, [row(run)], [sealed(older)]), False)
    assert "the kata's own: version 1, " in said
    for broken in ({"figures": 3}, {"at": "noon"}, {"kata": {}}):
        found = standings(ENTRY, [], [sealed({**bench, **broken})])
        assert found.boards[0].rungs == {"reference": 1.0}


def test_shares_are_ranked_with_their_slack() -> None:
    run = quiet_run()
    [replay] = run["levels"]
    medal = medal_of(ENTRY.level("policy").pars, (0.61 - 0.5) / (1.0 - 0.5))
    scores = [
        {
            "workload": name,
            "value": 0.61,
            "baseline": 0.5,
            "bound": 1.0,
            "share": (0.61 - 0.5) / (1.0 - 0.5),
            "reference": 0.9,
            "medal": medal,
        }
        for name in ENTRY.level("policy").workloads
    ]
    policy = {
        **replay,
        "level": "policy",
        "medal": medal,
        "ratio": None,
        "speeds": [],
        "samples": {},
        "scores": scores,
    }
    run["levels"].append(policy)
    found = board_of(row(sealed(run)))
    assert found.refused == []
    [shares] = [board for board in found.boards if board.level == "policy"]
    assert shares.quality and shares.places[0].ratio == pytest.approx(0.22)
    assert "22.0%" in tables.text(found, False)
    noisy = changed(run, lambda run: run["noise"].update(rankable=False))
    assert "too busy" in eligible(published(sealed(noisy)), ENTRY, solution(PLAIN_REPLAY))[0]
    noisy["levels"][0]["verdict"] = "inconclusive"
    stands = [board.level for board in board_of(row(sealed(noisy))).boards if board.places]
    assert stands == ["policy"], "a share does not depend on noise"
    scores[0]["share"] = 0.9
    [reason] = eligible(published(sealed(run)), ENTRY, solution(PLAIN_REPLAY))
    assert reason.startswith("The share or medal of zipf is not what its value gives")


def test_a_host_runs_what_was_published(project: Project) -> None:
    """With real runs: a busy machine says that it cannot tell, and keeps nothing."""
    project.received("ann", published(quiet_run(source=FAST_REPLAY)), source=FAST_REPLAY)
    project.received("eve", published(quiet_run(source=WRONG_REPLAY), "eve"), source=WRONG_REPLAY)
    done = host("rerun", "lru-cache", "eve", "--by", "host")
    assert done.returncode == 1 and "wrong answer" in project.board()
    assert "eve, replay: wrong answer when host ran the source again" in project.board()
    done = host("rerun", "--by", "host")
    assert "1 of 1: lru-cache, ann" in done.stderr, "eve's was rerun already"
    assert done.returncode in (0, 3), done.stderr
    assert ("wrote results/lru_cache/official.jsonl" in done.stdout) != ("not kept" in done.stdout)
    if done.returncode == 0:
        assert re.search(r"1 +ann .*host", project.board())
        assert "was rerun already" in host("rerun", "lru-cache", "--by", "host").stdout


def host(*words: str) -> subprocess.CompletedProcess[str]:
    command = [*KATA, "board", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=900)


WRONG_REPLAY = """def replay(keys, capacity, hit):
    hit[:] = 1
"""

# what is printed


def test_a_board_nobody_is_on_says_how_to_get_on_it(project: Project) -> None:
    assert "kata run lru-cache --rank" in project.board()
    assert "kata publish" in project.kata("board")[1]
    said = project.board()
    assert all(f"lru-cache · {level.name}\n" in said for level in ENTRY.kata.levels)
    assert "the kata's own" in said, "there is something to beat"


def test_json_has_what_the_text_has(project: Project) -> None:
    run = quiet_run()
    project.received("ann", published(run), published(changed(run, lambda run: run.pop("levels"))))
    [found] = json.loads(project.board("--json"))
    assert found["kata"] == "lru-cache"
    [one] = found["boards"][0]["places"]
    assert one["handle"] == "ann" and one["note"] == "provisional" and one["rank"] is None
    assert "line 2" in found["refused"][0]["place"]


def test_a_row_of_an_older_version_says_so(project: Project) -> None:
    run = sealed(changed(quiet_run(), lambda run: run["kata"].update(version=0)))
    project.received("ann", published(run))
    assert "version 0 of the kata, and it is now" in project.board("--all")


HOSTILE = "a|b\n# <b>[x](y)\x1b[31m"


def test_no_word_of_a_row_reaches_the_terminal_or_the_page_unchecked(project: Project) -> None:
    run = quiet_run()
    run["machine"]["cpu"] = HOSTILE
    run["machine_id"] = _identity(run)
    project.received("ann", published(sealed(run)))
    said = project.board("--all")
    assert "machine.cpu is not a word" in said and "\x1b" not in said
    run["machine"]["cpu"] = "a|b <i>[x](y)`"
    run["machine_id"] = _identity(run)
    project.received("ann", published(sealed(run)))
    assert r"a\|b \<i\>\[x\](y)\`" in project.board("--markdown")


def test_a_title_is_one_line() -> None:
    board = Board("replay", "claimed", False, (replace(place("ann", 0.1, 0.2), rank=1),), (), {})
    shown = tables.text(Standings(ENTRY, [board]), False)
    assert shown.splitlines()[3].split()[:2] == ["1", "ann"]


# files that others wrote

FOREIGN = {
    b"{": "is not a row",
    b"[]": "is not a row",
    b"\xff": "is not a row",
    b'{"format":1}': "was cut or changed",
    b'{"format":2,"id":"x"}': "newer row format",
    b"[" * 100_000: "is not a row",
    b"9" * 5000: "is not a row",
    b'{"format":1,"a":"' + b"x" * (5 << 20) + b'"}': "longer than any row",
}


@pytest.mark.parametrize("number", range(len(FOREIGN)))
def test_a_foreign_line_is_named_and_the_rest_is_read(project: Project, number: int) -> None:
    line, why = list(FOREIGN.items())[number]
    good = canonical(published(quiet_run())).encode()
    project.received("ann")
    (project.results / "ann.jsonl").write_bytes(line + b"\n" + good + b"\n")
    said = project.board()
    assert "ann.jsonl, line 1, " in said and why in said
    assert "provisional  ann" in said


@pytest.mark.parametrize("name", ["Ann.jsonl", "a b.jsonl", "\x1b[31m.jsonl", "é.jsonl"])
def test_a_file_that_is_no_handle_is_named(project: Project, name: str) -> None:
    project.received("ann", published(quiet_run()))
    (project.results / "ann.jsonl").rename(project.results / name)
    said = project.board()
    assert "cannot be used" in said and "\x1b" not in said


def test_a_folder_and_a_pipe_are_passed_over(project: Project) -> None:
    project.received("ann", published(quiet_run()))
    (project.results / "b.jsonl").mkdir()
    os.mkfifo(project.results / "c.jsonl")
    said = project.board()
    assert said.count("is not a plain file") == 2 and "provisional  ann" in said


@given(st.binary(max_size=300))
@FUZZ
def test_any_bytes_are_rows_or_faults(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        results = Results(Path(name))
        path = results.path(ENTRY, "ann")
        path.parent.mkdir()
        path.write_bytes(data)
        lines = list(results.lines(ENTRY))
        assert all(isinstance(line, Line) and line.row is None and line.fault for line in lines)
        assert len(lines) <= data.count(b"\n") + 1


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from([-1, 0, 2**70, 1e308, "\ud800", "1970", "star", "reference"]),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=3), inside, max_size=3)
    ),
    max_leaves=5,
)


def _spots(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a JSON value: its holder and its key."""
    keys = value.keys() if isinstance(value, dict) else range(len(value))
    found = []
    for key in list(keys):
        found.append((value, key))
        if isinstance(value[key], dict | list):
            found += _spots(value[key])
    return found


@given(st.data())
@FUZZ
def test_any_forged_row_is_refused_or_ranked_and_never_a_crash(data: st.DataObject) -> None:
    forged = copy.deepcopy(published(_base()))
    for _ in range(data.draw(st.integers(1, 3))):
        # the windows are most of the places; half of the time, take one outside of them
        outside = data.draw(st.booleans())
        spots = [spot for spot in _spots(forged) if not outside or isinstance(spot[0], dict)]
        holder, key = spots[data.draw(st.integers(0, 10**6)) % len(spots)]
        if data.draw(st.booleans()):
            holder[key] = data.draw(JSON)
        elif isinstance(holder, dict):
            del holder[key]
        else:
            holder.pop()
    if isinstance(forged.get("run"), dict):
        forged["run"] = sealed(forged["run"])
        _history_is_read(forged["run"])
    parsed = json.loads(canonical(sealed(forged)))
    item = Published("ann", "ann.jsonl, line 1", parsed, source_of=lambda _: solution(PLAIN_REPLAY))
    found = standings(ENTRY, [item, replace(item, handle="official")])
    for text in (tables.text(found, True), tables.markdown([found])):
        text.encode()
    json.dumps(tables.as_json(found))
    assert bool(found.refused)


def _history_is_read(run: Row) -> None:
    with tempfile.TemporaryDirectory() as name:
        history = Ledger(Path(name))
        history.append(run)
        for known in history.own_runs(ENTRY):
            bests([known])
        rows = [line.row for line in history.lines() if line.row is not None]
    with suppress(MisuseError):
        source = solution(PLAIN_REPLAY)
        leaving(choose(ENTRY, source, rows, [], "ann"), ENTRY, source, None)


@functools.cache
def _base() -> Row:
    return quiet_run()
