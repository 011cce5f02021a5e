"""What a change of results/ is worth, before a person looks at it.

    python .github/scripts/judge_results.py CHANGED --base REVISION --login LOGIN [--out FILE]

CHANGED is a clone with the change checked out; the harness that judges is the one that is
installed, which is the base's. A change of results may add to `results/KATA/LOGIN.jsonl` and put
`results/KATA/LOGIN.py` beside it, and touch nothing else. Its rows are audited as `kata board`
audits them, and the source runs in a box with locks, on the small cases; nothing is timed.

Prints the verdict as Markdown. Exit: 0 may be looked at, 1 may not, 2 wrongly called.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from harness import catalog
from harness.catalog.repository import ask, content
from harness.errors import KataError
from harness.results.board import standings
from harness.results.eligible import fault_of_handle
from harness.results.ledger import Results
from harness.results.publish import found_in
from harness.text import cleaned

PATH = re.compile(r"results/([a-z0-9_]+)/([^/]+)\.(py|jsonl)")
PLAIN = "100644"
LOCKED = ("full", "nons")
JUDGE_S = 900


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, add_help=False)
    parser.add_argument("changed", type=Path)
    parser.add_argument("--base", required=True)
    parser.add_argument("--login", required=True)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    clone, login = asked.changed.resolve(), asked.login.lower()
    try:
        files = changed_files(clone, asked.base)
        faults = [*faults_of_files(clone, asked.base, login, files)]
        lines = [f"- {fault}" for fault in faults]
        right = not faults
        for name in sorted({PATH.fullmatch(each)[1] for each in files}) if right else ():
            told, is_right = judged(clone, name, login)
            lines += told
            right &= is_right
    except KataError as error:
        lines, right = [f"- {error}"], False
    verdict = "A person may look at this." if right else "This cannot be taken as it is."
    page = "\n".join([f"## {verdict}", "", *(cleaned(line, 500) for line in lines), ""])
    if asked.out:
        asked.out.write_text(page, encoding="utf-8")
    print(page, end="")
    return 0 if right else 1


def changed_files(clone: Path, base: str) -> list[str]:
    """What differs from where the change left the base."""
    start = ask(clone, "merge-base", base, "HEAD").decode().strip()
    told = ask(clone, "diff-tree", "-r", "-z", "--name-only", "--no-renames", start, "HEAD")
    return [name.decode("utf-8", "replace") for name in told.split(b"\0") if name]


def faults_of_files(clone: Path, base: str, login: str, files: list[str]) -> Iterator[str]:
    """Is it only the sender's own, plain, and nothing taken away?"""
    if fault_of_handle(login):
        yield f"{fault_of_handle(login)} A handle is the login in lower-case letters."
        return
    if not files:
        yield "Nothing is changed."
    for name in files:
        found = PATH.fullmatch(name)
        if not found or found[1] not in {each.folder_name for each in catalog.entries()}:
            yield f"{name} is no result; a change of results has nothing else in it."
        elif found[2] != login:
            yield f"{name} is not yours: you are {login}, and a handle is its owner's login."
        elif mode(clone, name) != PLAIN:
            yield f"{name} is gone, or no plain file; results stay, and are plain files."
        elif found[3] == "jsonl":
            before, now = stored(clone, name, base), stored(clone, name, "HEAD")
            if not now.startswith(before):
                yield f"{name} has lost rows that the base has; take its newest state over first."


def mode(clone: Path, name: str) -> str:
    """The mode of a file in the change; "" where it is not there."""
    return ask(clone, "ls-tree", "HEAD", "--", name).decode("utf-8", "replace")[:6]


def stored(clone: Path, name: str, revision: str) -> bytes:
    try:
        return content(clone / name, revision)
    except KataError:  # it is new
        return b""


def judged(clone: Path, folder: str, login: str) -> tuple[list[str], bool]:
    """What the audit says of somebody's rows of a kata, and the box of the source."""
    [entry] = [each for each in catalog.entries() if each.folder_name == folder]
    results, damaged = Results(clone / "results"), list[str]()
    rows = [row for row in found_in(results, entry, damaged) if row.handle != "reference"]
    found = standings(entry, rows)
    own = str(results.path(entry, login))
    lines = [f"### {entry.kata.name}", ""]
    lines += [f"- {text}" for text in damaged if text.startswith(own)]
    right = len(lines) == 2
    places = [
        (board.level, place)
        for board in found.boards
        for place in (*board.places, *board.waiting)
        if place.handle == login and not place.by
    ]
    for level, place in places:
        lines.append(
            f"- {level}: {place.ratio:.3g} ({place.low:.3g} to {place.high:.3g}), {place.medal}, "
            f"{place.note or 'ranked'}, {place.machine}"
        )
    lines += [
        f"- not ranked: {' '.join(row.reasons)}"
        for row in found.refused
        if row.place.startswith(f"{own},")
    ]
    if not places:
        lines.append("- No row of it may be ranked.")
    told, is_right = in_a_box(entry.kata.name, results.path(entry, login).with_suffix(".py"))
    return [*lines, *told, ""], right and bool(places) and is_right


def in_a_box(kata: str, source: Path) -> tuple[list[str], bool]:
    """The verdict on the small cases, level by level; never without locks."""
    program = "from harness.cli import main; main()"
    command = [sys.executable, "-c", program, "run", kata, str(source), "--check", "--json"]
    said = ""
    for box in LOCKED:
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                command,
                cwd=folder,
                env={"KATA_BOX": box, "PATH": os.defpath, "HOME": folder},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=JUDGE_S,
            )
        if done.returncode in (0, 1):
            return told_of(json.loads(done.stdout))
        said = done.stderr.strip()[-300:]
    return [f"- The source was not judged: {said}"], False


def told_of(row: dict[str, Any]) -> tuple[list[str], bool]:
    levels = [f"- {each['level']}: {each['verdict']} {each['text']}" for each in row["levels"]]
    verdicts = {each["verdict"] for each in row["levels"]}
    is_right = "accepted" in verdicts and verdicts <= {"accepted", "not started", "not reached"}
    return ["", f"The source, on small cases, in a box ({row['locks']}):", "", *levels], is_right


if __name__ == "__main__":
    sys.exit(main())
