"""Handles, records and kata folders as nobody would write them: a sentence each, never a crash.

Hypothesis makes the inputs, from a seed; what breaks is shrunk and printed.

    python -m tests.survive.fuzz --count 100000 --seed 1
"""

from __future__ import annotations

import copy
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, SearchStrategy

from harness import catalog
from harness.catalog.solution import find
from harness.errors import KataError
from harness.results import board, publish, record, tables
from harness.results.eligible import eligible, fault_of_handle
from harness.results.ledger import Ledger, Results, bests
from harness.results.record import Row, canonical

from .common import Counts, assert_sentence, finish, options
from .folders import Folders

SHARES = {"handles": 0.3, "lines": 0.4, "records": 0.2, "histories": 0.05, "folders": 0.05}
"""How the inputs are divided: the cheap ones are many."""
LETTERS = st.characters(codec=None)  # lone surrogates too
TEXTS = st.one_of(
    st.text(LETTERS, max_size=30),
    st.sampled_from(["", "..", "\x1b[2J", "a\nb", "\u202e", "\ud800", "1e999", "x" * 5000, "NaN"]),
)
NUMBERS = st.one_of(
    st.integers(),
    st.floats(),
    st.sampled_from([0, -1, 1, 2**63, -(2**63) - 1, 10**400, 1e308, 5e-324, -0.0]),
)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
ENTRY = catalog.find("lru-cache")


# handles


def check_handle(handle: str, counts: Counts) -> None:
    """Refused in a sentence, or the name of a file in the kata's folder on every system."""
    fault = fault_of_handle(handle)
    try:
        publish.checked_handle(handle)
        assert not fault
    except KataError as error:
        assert str(error) == fault
    counts[f"handles: {'refused' if fault else 'taken'}"] += 1
    if fault:
        assert_sentence(fault, "handle")
        assert fault.isprintable(), repr(fault)
        return
    path = Results(Path("results")).path(ENTRY, handle)
    assert path.parent == Path("results/lru_cache") and path.name == f"{handle}.jsonl"
    assert handle.isascii() and handle == handle.lower() and "." not in handle


HANDLES = st.one_of(
    TEXTS,
    st.text("abcz019-_", max_size=45),
    st.from_regex(r"(con|com|lpt|aux|nul|prn|reference)[0-9a-z]?\n?", fullmatch=True),
)

# rows


class Lines:
    """One file of published rows, read again and again."""

    def __init__(self, results: Results) -> None:
        self.results, self.path = results, results.path(ENTRY, "ann")
        self.path.parent.mkdir(parents=True)

    def check(self, line: bytes, counts: Counts) -> None:
        """Any line between two good ones: passed over in words, or a row that can be used."""
        self.path.write_bytes(GOOD_LINE + line.replace(b"\n", b" ") + b"\n" + GOOD_LINE)
        faults: list[str] = []
        found = publish.found_in(self.results, ENTRY, faults)
        assert [item.row["id"] for item in found].count(GOOD["id"]) >= 2, "a good row is lost"
        for fault in faults:
            assert_sentence(fault, "line")
        standings = board.standings(ENTRY, found, [item.row for item in found])
        for refused in standings.refused:
            for reason in refused.reasons:
                assert_sentence(reason, "reason")
        counts[f"lines: {'passed over' if faults else 'a row, or empty'}"] += 1


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path to every part of a JSON value; of long lists only the first and last."""
    found = [path]
    if isinstance(value, dict):
        parts = list(value.items())
    else:
        parts = list(enumerate(value)) if isinstance(value, list) else []
        parts = [*parts[:1], *parts[-1:]]
    for name, inside in parts:
        found += places(inside, (*path, name))
    return found


def damaged(row: Row, draw: DataObject, times: int) -> Any:
    """A copy with some parts replaced, removed, renamed or doubled."""
    row = copy.deepcopy(row)
    for _ in range(times):
        path = draw.draw(st.sampled_from(places(row)))
        if not path:
            return draw.draw(JSON)
        inside = row
        for name in path[:-1]:
            inside = inside[name]
        action = draw.draw(st.sampled_from(["replace", "replace", "remove", "add", "swap"]))
        if action == "remove":
            del inside[path[-1]]
        elif action == "add" and isinstance(inside, dict):
            inside[draw.draw(TEXTS)] = draw.draw(JSON)
        elif action == "add":
            inside.append(copy.deepcopy(inside[path[-1]]))
        elif action == "swap" and isinstance(inside[path[-1]], int | float):
            inside[path[-1]] = draw.draw(NUMBERS)
        else:
            inside[path[-1]] = draw.draw(JSON)
        if not isinstance(row, dict | list) or not row:
            return row
    return row


def sealed(row: Any) -> Any:
    """With the id its content has, where it can have one: what a forger would write."""
    from ranked_run import sealed as seal

    try:
        return seal(row) if isinstance(row, dict) else row
    except (ValueError, TypeError):
        return row


def line_of(row: Any, draw: DataObject) -> bytes:
    """The row as a line; sometimes cut, or with bytes that are no text."""
    line = canonical(row).encode("utf-8", "surrogatepass")
    if draw.draw(st.integers(0, 9)) == 0:
        cut = draw.draw(st.integers(0, len(line)))
        line = line[:cut] + draw.draw(st.binary(max_size=4)) + line[cut + 2 :]
    return line.replace(b"\n", b" ") + b"\n"


GOOD = record.of_ladder(ENTRY, "full", {"small_cache": {"naive": {"ratio": 1.0, "units_s": 1.0}}})
GOOD_LINE = canonical(GOOD).encode() + b"\n"
HEADS = st.fixed_dictionaries(
    {},
    optional={
        "format": st.sampled_from([1, 1, 1, 2, True, "1", 10**30]),
        "kind": st.sampled_from(["run", "ladder", "published", "bench", ""]) | JSON,
        "id": JSON,
        "kata": JSON | st.just(GOOD["kata"]),
        "machine": JSON | st.just(GOOD["machine"]),
        "figures": JSON,
        "levels": JSON,
        "run": JSON,
        "handle": JSON,
    },
)
LINES = st.one_of(
    st.binary(max_size=60),
    JSON.map(lambda value: canonical(value).encode()),
    HEADS.map(lambda row: canonical(row).encode()),
    HEADS.map(lambda row: canonical(sealed(row)).encode()),
    st.integers(1, 3000).map(lambda depth: b"[" * depth),
    st.builds(lambda at, to: GOOD_LINE[:at] + to, st.integers(0, len(GOOD_LINE)), st.binary()),
)


class Rows:
    """Files of rows in a project folder, and everybody who reads them."""

    def __init__(self, place: Path, run: Row, published: Row) -> None:
        self.place, self.run, self.published = place, run, published
        self.ledger, self.results = Ledger(place / ".kata"), Results(place / "results")
        self.mine = self.results.path(ENTRY, "ann")
        for path in (self.ledger.path, self.mine):
            path.parent.mkdir(parents=True, exist_ok=True)

    def check_record(self, draw: DataObject, counts: Counts) -> None:
        """A published row: the judge of rows and the boards say why it is not ranked."""
        inner = draw.draw(st.booleans())
        times = draw.draw(st.integers(1, 3))
        if inner:
            row = {**self.published, "run": sealed(damaged(self.run, draw, times))}
        else:
            row = damaged(self.published, draw, times)
        row = sealed(row) if draw.draw(st.integers(0, 4)) else row
        self.mine.write_bytes(line_of(row, draw))
        self.read_published(counts)

    def read_published(self, counts: Counts) -> None:
        """Everything `kata board` and `kata publish` do with results."""
        faults: list[str] = []
        found = publish.found_in(self.results, ENTRY, faults)
        for item in found:
            for reason in eligible(item.row, ENTRY, item.source_of(item.handle)):
                assert_sentence(reason, "reason")
        standings = board.standings(ENTRY, found, [item.row for item in found])
        text = tables.text(standings, True)
        assert "\x1b" not in text and text.replace("\n", "").isprintable(), repr(text)
        tables.markdown([standings])
        canonical({"boards": tables.as_json(standings)}).encode()
        for fault in faults:
            assert_sentence(fault, "fault")
        told = "damaged" if faults else "refused" if standings.refused else "ranked or passed over"
        counts[f"records: {told}"] += 1

    def check_history(self, draw: DataObject, counts: Counts) -> None:
        """A row of the own history: read by `kata run`, `kata` and `kata publish`."""
        row = damaged(self.run, draw, draw.draw(st.integers(1, 3)))
        row = sealed(row) if draw.draw(st.integers(0, 4)) else row
        good = canonical(self.run).encode() + b"\n"
        self.ledger.path.write_bytes(good + line_of(row, draw) + good)
        lines = list(self.ledger.lines())
        for line in lines:
            if line.row is None:
                assert_sentence(str(line), "line")
        rows = list(self.ledger.rows())
        assert rows.count(self.run) >= 2, "an earlier or a later row is lost"
        bests(self.ledger.own_runs(ENTRY))
        self.ledger.ladder(ENTRY, self.run["machine_id"], "full")
        solution = find(ENTRY, str(self.place / "my.py"))
        assert solution is not None
        runs = [line.row for line in lines if line.row is not None]
        try:
            chosen = publish.choose(ENTRY, solution, runs, [], "ann")
            for text in publish.leaving(chosen, ENTRY, solution, None):
                assert_sentence(text, "what leaves")
            counts["histories: published the good row"] += 1
        except KataError as error:
            assert "\n" not in str(error), str(error)
            counts["histories: nothing to publish"] += 1


# all of it


def fuzzed(
    name: str,
    action: Callable[..., None],
    strategy: SearchStrategy[Any],
    count: int,
    number: int,
    counts: Counts,
) -> None:
    """`count` inputs for one action; the smallest one that breaks it is a fault."""
    quiet = settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=True,
    )

    @quiet
    @seed(number)
    @given(strategy)
    def check(value: Any) -> None:
        counts[f"{name}: inputs"] += 1
        action(value, counts)

    try:
        check()
    except BaseExceptionGroup as group:
        for error in group.exceptions:
            counts.broke(f"{name}: {_told(error)}")
    except Exception as error:
        counts.broke(f"{name}: {_told(error)}")


def _told(error: BaseException) -> str:
    place, frame = "", error.__traceback__
    while frame is not None:
        if "harness" in frame.tb_frame.f_code.co_filename:
            place = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}"
        frame = frame.tb_next
    return f"{type(error).__name__}: {error} ({place})"[:600]


def run(count: int, seed: int, only: tuple[str, ...] = tuple(SHARES)) -> Counts:
    """`count` inputs in all, divided by SHARES."""
    from ranked_run import PLAIN_REPLAY, published

    from .made import quiet_run

    counts = Counts()
    shares = {name: max(1, int(count * SHARES[name])) for name in only}
    with tempfile.TemporaryDirectory(prefix="survive-") as place:
        if "handles" in only:
            fuzzed("handles", check_handle, HANDLES, shares["handles"], seed, counts)
        if "lines" in only:
            reader = Lines(Results(Path(place) / "lines"))
            fuzzed("lines", reader.check, LINES, shares["lines"], seed, counts)
        if "records" in only or "histories" in only:
            (Path(place) / "my.py").write_text(PLAIN_REPLAY)
            good = quiet_run()
            rows = Rows(Path(place), good, published(good))
            for name, action in (("records", rows.check_record), ("histories", rows.check_history)):
                if name in only:
                    fuzzed(name, action, st.data(), shares[name], seed, counts)
        if "folders" in only:
            os.mkdir(f"{place}/roots")
            folders = Folders(Path(place) / "roots")
            fuzzed("folders", folders.check, st.data(), shares["folders"], seed, counts)
    return counts


if __name__ == "__main__":
    finish(run(**options(__doc__, count=100_000, seed=1)))
