"""A grade as rows with columns that stay: one student each, as CSV and as JSON."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.errors import MisuseError
from harness.grade.facts import Facts
from harness.grade.gather import Gathered, Handed
from harness.grade.scheme import Medals, Scheme
from harness.kata import Kata

FORMAT = 1
JUDGED, UNREADABLE, NOT_JUDGED = "judged", "unreadable", "not judged"
FIRST = ("student", "file", "status", "points", "of")
OF_A_LEVEL = ("points", "right", "families", "verdict", "medal")
LAST = ("reason", "other_files", "sha256", "kata_version", "seed")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


@dataclass(frozen=True)
class Known:
    """What is known of one source: `facts` or, where the judge failed, why there are none."""

    facts: Facts | None
    medals: Medals
    fault: str = ""


@dataclass(frozen=True)
class Row:
    """A student: the file that counts, what it is, its points; the files that do not count."""

    student: str
    handed: Handed
    status: str
    points: float
    known: Known
    others: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """Why there are no facts."""
        return self.handed.fault or self.known.fault


@dataclass(frozen=True)
class Graded:
    """A whole class."""

    kata: Kata
    scheme: Scheme
    seed: str
    rows: tuple[Row, ...]
    nobodys: tuple[str, ...] = ()


def graded(
    kata: Kata, scheme: Scheme, seed: str, found: Gathered, known: Mapping[str, Known]
) -> Graded:
    """The rows of all students; `known` is by source."""
    by_student: dict[str, list[Row]] = {}
    for handed in found.handed:
        by_student.setdefault(handed.student, []).append(_row(scheme, handed, known))
    rows = tuple(_counting(files) for files in by_student.values())
    return Graded(kata, scheme, seed, rows, found.nobodys)


def _row(scheme: Scheme, handed: Handed, known: Mapping[str, Known]) -> Row:
    if handed.fault:
        return Row(handed.student, handed, UNREADABLE, 0.0, Known(None, {}))
    one = known[handed.source]
    if one.facts is None:
        return Row(handed.student, handed, NOT_JUDGED, 0.0, one)
    points = scheme.of(one.facts, one.medals)
    return Row(handed.student, handed, JUDGED, points, one)


def _counting(files: Sequence[Row]) -> Row:
    """Of several files of a student the best counts; while one is not judged, none does."""
    open_ones = [row for row in files if row.status == NOT_JUDGED]
    best = max(open_ones or files, key=lambda row: (row.points, row.status == JUDGED))
    others = tuple(row.handed.file for row in files if row is not best)
    return Row(best.student, best.handed, best.status, best.points, best.known, others)


def columns(kata: Kata) -> list[str]:
    """The names of the columns: the same for every grade of a version of a kata."""
    of_levels = [f"{level.name} {what}" for level in kata.levels for what in OF_A_LEVEL]
    return [*FIRST, *of_levels, *LAST]


def cells(one: Graded, row: Row) -> dict[str, Any]:
    """A row by the names of its columns; points are empty where nothing was judged."""
    open_one = row.status == NOT_JUDGED
    found: dict[str, Any] = {
        "student": row.student,
        "file": row.handed.file,
        "status": row.status,
        "points": "" if open_one else row.points,
        "of": one.scheme.points,
        "reason": row.reason,
        "other_files": "; ".join(row.others),
        "sha256": hashlib.sha256(row.handed.source.encode()).hexdigest(),
        "kata_version": one.kata.version,
        "seed": one.seed,
    }
    facts = row.known.facts
    if row.handed.fault:
        found["sha256"] = ""
    for fact in facts.levels if facts else ():
        medal = row.known.medals.get(fact.level)
        values = (
            one.scheme.of_level(fact, medal),
            fact.right,
            len(fact.families),
            fact.verdict,
            medal or "",
        )
        found |= {
            f"{fact.level} {what}": value for what, value in zip(OF_A_LEVEL, values, strict=True)
        }
    return {name: found.get(name, "") for name in columns(one.kata)}


def as_csv(one: Graded) -> str:
    """With a line of names first. What a spreadsheet would take for a formula gets an apostrophe
    before it.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, columns(one.kata), lineterminator="\n")
    writer.writeheader()
    for row in one.rows:
        writer.writerow({name: safe(value) for name, value in cells(one, row).items()})
    return text.getvalue()


def safe(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULAS) else value


def as_json(one: Graded) -> dict[str, Any]:
    """Everything: what a row has, and each family with what was wrong."""
    return {
        "format": FORMAT,
        "kata": {"name": one.kata.name, "version": one.kata.version},
        "seed": one.seed,
        "scheme": {
            "points": one.scheme.points,
            "whole": one.scheme.whole,
            "levels": dict(one.scheme.weights),
            "medals": dict(one.scheme.factors),
        },
        "students": [
            {
                **{name: cells(one, row)[name] for name in (*FIRST, "reason", "sha256")},
                "other_files": list(row.others),
                "levels": _levels(one, row),
            }
            for row in one.rows
        ],
        "files_of_nobody": list(one.nobodys),
    }


def _levels(one: Graded, row: Row) -> list[dict[str, Any]]:
    facts = row.known.facts
    return [
        {
            "level": fact.level,
            "points": one.scheme.of_level(fact, row.known.medals.get(fact.level)),
            "of": round(one.scheme.at_most(fact.level), 2),
            "verdict": fact.verdict,
            "medal": row.known.medals.get(fact.level, ""),
            "families": [
                {
                    "family": each.name,
                    "verdict": each.verdict,
                    "check": each.check,
                    "text": each.text,
                }
                for each in fact.families
            ],
        }
        for fact in (facts.levels if facts else ())
    ]


def write(path: Path, text: str) -> None:
    """A file as a whole or not at all. MisuseError where it cannot be written."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_text(text, encoding="utf-8", newline="")
            os.replace(beside, path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise MisuseError(
            f"{path} cannot be written ({error.strerror}). What was judged is kept: type it again "
            "with another place."
        ) from None
