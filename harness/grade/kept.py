"""What is known of a grade, kept line by line: killed at any moment and begun again, nothing is
judged twice and nothing is lost.

`.kata/grades/KATA-FOLDER.jsonl`, one a folder that is graded. A line is one file judged or
explained, on disk before the next begins; found by the source, the edition of the kata and the
grade's seed. Two students with the same source are judged once.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from harness import place
from harness.errors import KataError, MisuseError

SEED = re.compile(r"[0-9a-f]{64}")
"""A grade's seed, 256 bits: who knows it knows the cases."""


class NotKept(KataError):
    """A line could not be written."""

    exit_code = 70


def path_of(kata: str, graded: Path) -> Path:
    """Where the lines of a folder or ZIP lie."""
    name = re.sub(r"\W+", "-", graded.name)[:40].strip("-") or "here"
    digest = hashlib.sha256(os.fsencode(graded.absolute())).hexdigest()[:8]
    return place.own() / "grades" / f"{kata}-{name}-{digest}.jsonl"


class Kept:
    """The lines of one grade; alone at work on them while it is open."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path, self._handle = path, handle
        self._known: dict[tuple[str, ...], dict[str, Any]] = {}
        self.seed = ""
        for line in _whole_lines(path):
            if SEED.fullmatch(str(line.get("seed", ""))):
                self.seed = line["seed"]
            elif isinstance(line.get("key"), list) and isinstance(line.get("found"), dict):
                self._known[tuple(map(str, line["key"]))] = line["found"]

    def begin(self, seed: str, again: bool) -> None:
        """Take this seed, or the kept one, or draw one; with `again` what is known is asked
        anew.
        """
        if again:
            self._known.clear()
        wanted = seed or self.seed or secrets.token_hex(32)
        if wanted != self.seed:
            self.seed = wanted
            self._append({"seed": wanted})

    def find(self, *key: str) -> dict[str, Any] | None:
        """What is known of a file, by the words it was kept with; of this grade's seed."""
        return self._known.get((self.seed, *key))

    def keep(self, found: dict[str, Any], *key: str) -> None:
        """On disk when this returns. NotKept where it cannot be."""
        self._append({"key": [self.seed, *key], "found": found})
        self._known[self.seed, *key] = found

    def _append(self, row: dict[str, Any]) -> None:
        line = json.dumps(row, separators=(",", ":")).encode() + b"\n"
        try:
            end = os.lseek(self._handle, 0, os.SEEK_END)
            if end and os.pread(self._handle, 1, end - 1) != b"\n":
                line = b"\n" + line  # whoever wrote before was killed in the middle
            while line:
                line = line[os.write(self._handle, line) :]
            os.fsync(self._handle)
        except OSError as error:
            raise NotKept(
                f"What was judged cannot be kept in {self.path} ({error.strerror}); mend that and "
                "type it again: what is there is not judged twice."
            ) from error


@contextmanager
def opened(path: Path) -> Iterator[Kept]:
    """The grade's lines. MisuseError where another process is at work on them."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise NotKept(
            f"{path} cannot be written ({error.strerror}); grade in a folder where it can be."
        ) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise MisuseError(
                "This folder is being graded by another command already; wait for it."
            ) from None
        yield Kept(path, handle)
    finally:
        os.close(handle)


def _whole_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Every line that is whole; a torn one was never promised to anybody."""
    with path.open("rb") as file:
        for line in file:
            try:
                found = json.loads(line)
            except ValueError:
                continue
            if isinstance(found, dict):
                yield found
