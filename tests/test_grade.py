"""kata grade as a teacher meets it: real files, real processes, killed in the middle."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from commands import (
    KATA,
    adopt_orphans,
    assert_one_sentence,
    children,
    folder,
    kata,
    wait_until_gone,
)
from conftest import MODES, solution

from harness import catalog
from harness.box import Setting
from harness.catalog import Entry
from harness.catalog.solution import find
from harness.cli.grading import Grading
from harness.cli.render import Screen
from harness.grade import pool
from harness.grade.facts import Facts, FamilyFact, LevelFact
from harness.grade.gather import gathered
from harness.grade.kept import opened
from harness.grade.names import Names
from harness.grade.pool import Doing
from harness.grade.scheme import default
from harness.grade.table import FIRST, LAST, OF_A_LEVEL, graded
from harness.grade.task import Task, edition_of, facts_of
from harness.judge import every_family as every
from harness.judge.every_family import Exam, every_family
from harness.judge.secret import Secret
from harness.judge.trial import Trial

ENTRY = catalog.find("rate-limit")
SEED = "5e" * 32
LOOP = "def allow(*everything):\n    while True:\n        pass\n"
CACHE: dict[str, str | None] = {"XDG_CACHE_HOME": None}
"""What the reference has compiled is this machine's, and need not be compiled anew."""
__all__ = ["adopt_orphans", "folder"]


def source(name: str) -> str:
    found = find(ENTRY, name)
    assert found is not None
    return found.source


CRASH = (
    source("python")
    + """

right = allow


def allow(*everything):
    if len(everything[0]) > 300:
        raise KeyError("a `tick` and <b>HTML</b>")
    right(*everything)
"""
)


CLASS = {
    "Müller Änne_4711_assignsubmission_file_/meine lösung.py": source("python"),
    "smithbob_340934_208490284_allow.py": source("no_bursts"),
    "smithbob_340934_208490299_allow-1.py": "",
    "crash.py.txt": CRASH,
    "=cmd.py": source("python"),
    "empty.py": "",
    "torn.py": "def allow(:\n",
    "unread.py": "latin: \xe4",
    "letter.docx": "Dear teacher",
    "__MACOSX/._crash.py": "junk",
}


def hand_in(folder: Path, files: dict[str, str]) -> Path:
    """A folder `class` with these files; latin-1 where UTF-8 is not meant."""
    for name, text in files.items():
        path = folder / "class" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="latin-1" if name == "unread.py" else "utf-8")
    return folder / "class"


def journal(folder: Path) -> list[dict[str, Any]]:
    """The whole lines that a grade has kept."""
    found = []
    for path in (folder / ".kata" / "grades").glob("*.jsonl"):
        for line in path.read_bytes().split(b"\n")[:-1]:
            with suppress(ValueError):  # torn by a kill
                found.append(json.loads(line))
    return found


class Run:
    """One grade that was killed in the middle, begun again, and typed a third time."""

    def __init__(self, folder: Path) -> None:
        hand_in(folder, CLASS)
        started = subprocess.Popen(
            [*KATA, "grade", "rate-limit", "class"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while len(journal(folder)) < 2:  # the seed, and the first file
            assert started.poll() is None, "it ended before it could be killed"
            time.sleep(0.02)
        started.kill()
        started.wait()
        self.kept = journal(folder)
        options = ("--csv", "points.csv", "--feedback", "pages", "--json")
        self.done = kata(folder, "grade", "rate-limit", "class", *options, **CACHE)
        assert self.done.returncode == 0, self.done.stderr
        self.lines = journal(folder)
        self.csv = (folder / "points.csv").read_text(encoding="utf-8")
        self.rows = {row["student"]: row for row in csv.DictReader(self.csv.splitlines())}
        self.pages = {path.stem: path.read_text() for path in (folder / "pages").glob("*.md")}
        self.folder = folder


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    place = tmp_path_factory.mktemp("graded")
    (place / "temporary").mkdir()
    folder = place / "project"
    folder.mkdir()
    before = children()
    yield Run(folder)
    wait_until_gone(before)
    assert list((place / "temporary").iterdir()) == []


def test_each_student_has_a_row_whatever_was_handed_in(run: Run) -> None:
    assert run.done.returncode == 0, run.done.stderr
    assert {name: (row["status"], row["points"]) for name, row in run.rows.items()} == {
        "Müller Änne 4711": ("judged", "100.0"),
        "smithbob 340934": ("judged", run.rows["smithbob 340934"]["points"]),
        "crash": ("judged", run.rows["crash"]["points"]),
        "'=cmd": ("judged", "100.0"),
        "empty": ("judged", "0.0"),
        "torn": ("judged", "0.0"),
        "unread": ("unreadable", "0.0"),
        "letter.docx": ("unreadable", "0.0"),
    }
    assert 0 < float(run.rows["smithbob 340934"]["points"]) < 50
    assert 25 < float(run.rows["crash"]["points"]) < 50, "right but for what crashes"
    assert run.rows["empty"]["allow verdict"] == "not started"
    assert "UTF-8" in run.rows["unread"]["reason"]


def test_columns_stay(run: Run) -> None:
    of_levels = [f"allow {what}" for what in OF_A_LEVEL]
    assert run.csv.splitlines()[0].split(",") == [*FIRST, *of_levels, *LAST]


def test_killed_and_begun_again_nothing_is_judged_twice_and_nothing_is_lost(run: Run) -> None:
    assert run.lines[: len(run.kept)] == run.kept
    keys = [tuple(line["key"]) for line in run.lines if "key" in line]
    assert len(keys) == len(set(keys))
    sources = {text for name, text in CLASS.items() if name.endswith((".py", ".py.txt"))}
    judged = [key for key in keys if key[1] == "judged"]
    assert len(judged) == len(sources) - 2, "all but what is unreadable, and what is no solution"
    again = kata(run.folder, "grade", "rate-limit", "class", "--csv", "again.csv", **CACHE)
    assert (run.folder / "again.csv").read_text(encoding="utf-8") == run.csv
    assert journal(run.folder) == run.lines
    assert "judged:" not in again.stderr


def test_json_has_each_family_and_the_seed(run: Run) -> None:
    found = json.loads(run.done.stdout)
    assert found["seed"] == run.rows["crash"]["seed"] == run.lines[0]["seed"]
    crash = next(each for each in found["students"] if each["student"] == "crash")
    families = crash["levels"][0]["families"]
    assert [each["family"] for each in families[:2]] == list(ENTRY.families(ENTRY.kata.levels[0]))[
        :2
    ]
    assert {each["verdict"] for each in families} == {"accepted", "runtime error"}


def test_of_two_files_of_a_student_the_better_counts(run: Run) -> None:
    row = run.rows["smithbob 340934"]
    both = {row["file"], row["other_files"]}
    assert both == {name for name in CLASS if name.startswith("smithbob")}
    assert "You handed in more than one file" in run.pages["smithbob 340934"]


def test_a_page_shows_a_small_case_and_what_next(run: Run) -> None:
    page = run.pages["smithbob 340934"]
    assert "| allow | wrong |" in page
    assert "\nusers 1\n" in page and "expected" in page and "yours" in page
    assert "Next: mend allow" in page and "kata run rate-limit YOUR_FILE.py" in page
    assert "All right." in run.pages["Müller Änne 4711"]
    assert "save it as UTF-8" in run.pages["unread"]
    assert run.pages["torn"].count("SyntaxError") == 1


@pytest.mark.slow
def test_what_is_right_is_timed_once_and_medals_count_where_the_scheme_says(run: Run) -> None:
    (run.folder / "medals.toml").write_text("[medals]\nnone = 0.5\nbronze = 0.6\nsilver = 0.7\n")
    options = ("--time", "--scheme", "medals.toml", "--csv", "timed.csv")
    first = kata(run.folder, "grade", "rate-limit", "class", *options, **CACHE)
    assert first.returncode in (0, 3), first.stderr
    rows = csv.DictReader((run.folder / "timed.csv").read_text(encoding="utf-8").splitlines())
    by_student = {row["student"]: row for row in rows}
    assert by_student["smithbob 340934"]["allow medal"] == "", "what is wrong is not timed"
    right = by_student["Müller Änne 4711"]
    if first.returncode == 0:
        factors = {"none": 50.0, "bronze": 60.0, "silver": 70.0, "gold": 100.0, "star": 100.0}
        assert float(right["points"]) == factors[right["allow medal"]]
        again = kata(run.folder, "grade", "rate-limit", "class", *options, **CACHE)
        assert "timed:" not in again.stderr, "what was timed is kept"


def test_what_a_solution_says_is_no_markdown(run: Run) -> None:
    blocks = run.pages["crash"].split("```")
    assert any("<b>HTML</b>" in block for block in blocks[1::2])
    assert not any("<b>" in block for block in blocks[0::2])


@pytest.mark.slow
def test_all_anew_gives_the_same_points(run: Run) -> None:
    done = kata(run.folder, "grade", "rate-limit", "class", "--again", "--csv", "anew.csv", **CACHE)
    assert "judged: 0 of 5" in done.stderr
    assert (run.folder / "anew.csv").read_text(encoding="utf-8") == run.csv


def test_an_endless_file_costs_its_limit_once() -> None:
    limits = replace(ENTRY.kata.limits, call_s=0.4)
    entry = Entry(replace(ENTRY.kata, limits=limits), ENTRY.root)
    secret = Secret(bytes.fromhex(SEED))
    trial = Trial(entry, solution(LOOP), entry.kata.levels, Setting(MODES[0], limits), secret)
    (results,) = every_family(trial, Exam(entry, secret)).values()
    assert results[0].verdict == "time limit"
    assert {each.verdict for each in results[1:]} == {"not reached"}


def test_a_machine_too_busy_to_judge_makes_nobody_wrong(tmp_path: Path) -> None:
    """What it says of a family is open: asked again, alone; and if that is open too, not judged."""
    open_one = FamilyFact("a", "inconclusive", text="in 100 s this machine ran it for 1 s")
    busy = Facts("full", (LevelFact("allow", (open_one,)),))
    right = Facts("full", (LevelFact("allow", (FamilyFact("a", "accepted"),)),))
    assert busy.is_open and not right.is_open and busy.levels[0].fault is None

    def saying(facts: Facts) -> Doing:
        return lambda tasks: (pool.Outcome(task, facts.as_json()) for task in tasks)

    hand_in(tmp_path, {"a.py": source("python")})
    found = gathered(tmp_path / "class", Names())
    for then, status, points in ((right, "judged", 100.0), (busy, "not judged", 0.0)):
        with opened(tmp_path / f"{status}.jsonl") as lines:
            lines.begin(SEED, again=False)
            grading = Grading(ENTRY, found, lines, saying(busy), saying(then), Screen())
            known = grading.known(grading.facts(), {})
            (row,) = graded(ENTRY.kata, default(ENTRY.kata), SEED, found, known).rows
        assert (row.status, row.points) == (status, points)
    assert (tmp_path / "not judged.jsonl").read_text().count("\n") == 1, "only the seed is kept"


def test_who_nearly_uses_up_each_limit_has_none_of_the_function(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(every, "FUNCTION_S", 0.5)
    slow = source("python") + (
        "\n\nimport time\nright = allow\n\n\ndef allow(*everything):\n"
        "    until = time.process_time() + 0.2\n    while time.process_time() < until:\n"
        "        pass\n    right(*everything)\n"
    )
    secret = Secret(bytes.fromhex(SEED))
    setting = Setting(MODES[0], ENTRY.kata.limits)
    trial = Trial(ENTRY, solution(slow), ENTRY.kata.levels, setting, secret)
    (results,) = every_family(trial, Exam(ENTRY, secret)).values()
    assert {each.verdict for each in results} == {"time limit"}
    assert "together took more than" in results[0].text


def test_every_family_is_asked_whatever_failed_before() -> None:
    """The same mistake, seen where it matters, and right where it does not."""
    secret = Secret(bytes.fromhex(SEED))
    setting = Setting(MODES[0], ENTRY.kata.limits)
    trial = Trial(ENTRY, solution(source("no_bursts")), ENTRY.kata.levels, setting, secret)
    (results,) = every_family(trial, Exam(ENTRY, secret)).values()
    level = ENTRY.kata.levels[0]
    asked = [*ENTRY.families(level), "anything", *ENTRY.depth(level)]
    assert [each.where for each in results] == asked
    verdicts = [each.verdict for each in results]
    first = verdicts.index("wrong answer")
    assert "accepted" in verdicts[first:], "what comes after the first fault is asked too"


def test_a_judge_that_dies_judges_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is killed by the machine's memory or by a person leaves the file to a new one."""
    begun: list[pool.Bench] = []

    class Doomed(pool.Bench):
        def __init__(self) -> None:
            super().__init__()
            if not begun:
                os.kill(self.pid, signal.SIGKILL)
            begun.append(self)

    monkeypatch.setattr(pool, "Bench", Doomed)
    task = Task("rate-limit", edition_of(ENTRY), SEED, "my.py", source("python"))
    (outcome,) = pool.on_this_machine(2)([task])
    assert outcome.answer is not None and facts_of(outcome.answer).is_right
    assert len(begun) == 2


def test_what_cannot_be_judged_is_not_called_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "Bench", _Dead)
    task = Task("rate-limit", edition_of(ENTRY), SEED, "my.py", source("python"))
    (outcome,) = pool.on_this_machine(1)([task])
    assert outcome.answer is None and "process that judges" in outcome.fault


class _Dead(pool.Bench):
    def __init__(self) -> None:
        super().__init__()
        os.kill(self.pid, signal.SIGKILL)


def test_facts_go_through_json() -> None:
    families = (FamilyFact("a", "accepted"), FamilyFact("b", "wrong answer", "c", "t", ("x", 1)))
    facts = Facts("full", (LevelFact("allow", families),))
    assert Facts.of_json(json.loads(json.dumps(facts.as_json()))) == facts


def test_points_by_families_levels_and_medals() -> None:
    scheme = default(ENTRY.kata)
    half = LevelFact("allow", (FamilyFact("a", "accepted"), FamilyFact("b", "wrong answer")))
    whole = LevelFact("allow", (FamilyFact("a", "accepted"),))
    assert scheme.of_level(half) == 25.0
    assert scheme.of_level(whole) == scheme.of_level(whole, "none") == 100.0
    strict = replace(scheme, factors={**scheme.factors, "none": 0.5, "bronze": 0.8})
    assert strict.of_level(whole, "bronze") == 80.0
    assert strict.of_level(whole) == 50.0, "who is wrong elsewhere has no more than who is slow"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere",), "There is no folder or ZIP nowhere"),
        ((), "Name the folder or ZIP"),
        (("full", "--seed", "12"), "64 digits"),
        (("full", "--scheme", "medals.toml"), "add --time"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
def test_bad_input_gets_a_sentence(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    (folder / "full").mkdir()
    (folder / "full" / "a.py").write_text("")
    (folder / "medals.toml").write_text("[medals]\nnone = 0.8\n")
    done = kata(folder, "grade", "rate-limit", *arguments)
    assert done.returncode == 2
    assert_one_sentence(done.stderr, said)
    assert not (folder / ".kata").exists()


def test_the_default_scheme_is_one_that_can_be_given(folder: Path) -> None:
    told = kata(folder, "grade", "fanout", "--default-scheme")
    (folder / "told.toml").write_text(told.stdout)
    again = kata(folder, "grade", "fanout", "--default-scheme", "--scheme", "told.toml")
    assert told.returncode == again.returncode == 0
    assert told.stdout == again.stdout and "deliver = 1" in told.stdout


@pytest.mark.slow
def test_killed_at_any_moment_again_and_again_it_comes_to_an_end(folder: Path) -> None:
    """Each start is killed a little later than the one before; what was kept stays and is used."""
    wrong = list(ENTRY.wrong())[:6]
    hand_in(folder, {f"{name}.py": source(name) for name in ("python", "naive", *wrong)})
    rng, kept, kills = random.Random(7), b"", 0
    command = [*KATA, "grade", "rate-limit", "class", "--feedback", "pages"]
    before = children()
    while True:
        started = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            assert started.wait(rng.uniform(0.5, 2.0) + kills) == 0
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()
            wait_until_gone(before)
        (path,) = [*(folder / ".kata" / "grades").glob("*.jsonl")] or [folder / "nothing"]
        now = path.read_bytes() if path.exists() else b""
        assert now.startswith(kept), "something that was kept is lost"
        kept = now
        if started.returncode == 0:
            break
        kills += 1
    assert kills >= 2
    keys = [tuple(line["key"]) for line in journal(folder) if "key" in line]
    assert len(keys) == len(set(keys)) == 8 + 6, "eight judged, six explained, each once"
    assert len([*(folder / "pages").glob("*.md")]) == 8


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_ctrl_c_ends_all_that_judge(folder: Path) -> None:
    hand_in(folder, {"loop.py": LOOP, "other.py": LOOP + "\n"})
    started = subprocess.Popen(
        [*KATA, "grade", "rate-limit", "class"],
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
    )
    while len(_descendants(started.pid)) < 2:
        assert started.poll() is None
        time.sleep(0.02)
    started.send_signal(signal.SIGINT)
    _, said = started.communicate(timeout=20)
    assert started.returncode == 130, said
    assert said.splitlines()[-1] == "kata: stopped."


def _descendants(pid: int) -> set[int]:
    """The processes that a process has started."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").iterdir():
        found.update(map(int, (task / "children").read_text().split()))
    return found


def test_a_case_that_asks_nothing_is_no_credit_for_a_starter() -> None:
    def level(*verdicts: str) -> LevelFact:
        return LevelFact("a", tuple(FamilyFact(str(i), each) for i, each in enumerate(verdicts)))

    assert level("not started", "accepted", "not started").right == 0
    assert level("accepted", "accepted", "not started").right == 2
    assert level("wrong answer", "accepted", "not started", "not started").right == 1
