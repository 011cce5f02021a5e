"""The case at which a solution failed: made small, shown, kept, and tried again."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import LOCKED

from harness import catalog
from harness.box import Setting
from harness.catalog import case_text
from harness.catalog.solution import of_wrong
from harness.judge.failing import Failing, failing
from harness.judge.shrink import Shrinking
from harness.judge.side_by_side import side_by_side
from harness.judge.small_cases import small_cases
from harness.judge.trial import Trial

ROOT = Path(__file__).parent.parent
ENTRY = catalog.find("rate-limit")
KATA = [
    sys.executable,
    "-c",
    "import sys; from harness.cli import main; sys.argv[0] = 'kata'; main()",
]
FOREVER_S = 1e9


# made small


def small(lines: list[str], fails: Any) -> list[str]:
    """Of lines that are their own case."""
    until_s = time.monotonic() + 20
    return Shrinking(list, lambda _: True, fails, until_s).shrunk(lines)


def test_only_the_lines_that_matter_are_left_and_their_numbers_are_small() -> None:
    lines = ["n 70", *(f"get {key} {key * 1000}" for key in range(60))]
    found = small(lines, lambda case: "n" in case[0] and sum("get" in each for each in case) >= 3)
    assert found == ["n 0", "get 0 0", "get 0 0", "get 0 0"]


def test_a_value_is_lowered_wherever_it_stands() -> None:
    lines = ["put 123456 9", "put 77 9", "get 123456"]

    def fails(case: list[str]) -> bool:
        keys = [line.split()[1] for line in case]
        return len(case) == 3 and keys[0] == keys[2] != keys[1]

    assert small(lines, fails) == ["put 0 0", "put 1 0", "get 0"]


def test_times_are_lowered_together() -> None:
    lines = [f"at {1_700_000_000_000 + step}" for step in (0, 40, 900)]

    def fails(case: list[str]) -> bool:
        times = [int(line.split()[1]) for line in case]
        return len(times) == 3 and times[0] < times[1] and times[2] - times[1] > 100

    first, second, third = (int(line.split()[1]) for line in small(lines, fails))
    assert (first, second) == (0, 1)
    assert 101 < third < 200


def test_what_only_has_to_rise_becomes_neighbours() -> None:
    drawn = np.cumsum(np.random.default_rng(1).integers(1, 900, 65)).tolist()
    lines = [f"post {value}" for value in drawn]

    def fails(case: list[str]) -> bool:
        ids = [int(line.split()[1]) for line in case]
        return len(ids) == 65 and ids == sorted(set(ids))

    assert small(lines, fails) == [f"post {value}" for value in range(65)]


def test_lines_that_only_go_together_go() -> None:
    lines = ["hold 1", "fail 5", "capture 1"]

    def fails(case: list[str]) -> bool:
        return "fail" in str(case) and ("hold" in str(case)) == ("capture" in str(case))

    assert small(lines, fails) == ["fail 0"]


def test_what_cannot_be_read_or_breaks_the_contract_is_no_case() -> None:
    def read(lines: list[str]) -> list[str]:
        if len(lines) == 2:
            raise ValueError("two are none")
        return lines

    shrinking = Shrinking(read, lambda case: "b 0" in case, lambda _: True, time.monotonic() + 9)
    assert shrinking.shrunk(["a 0", "b 0", "c 0"]) == ["b 0"]


def test_nothing_is_begun_after_the_time_is_used() -> None:
    shrinking = Shrinking(list, lambda _: True, lambda _: True, time.monotonic() - 1)
    assert shrinking.shrunk(["a 1"] * 9) == ["a 1"] * 9
    assert shrinking.tried == 0


def failed(name: str, budget_s: float = 5.0) -> Failing:
    """A wrong submission's failing case, made small."""
    setting = Setting((LOCKED or ("off",))[0], ENTRY.kata.limits)
    trial = Trial(ENTRY, of_wrong(ENTRY.wrong()[name]), ENTRY.kata.levels, setting)
    judged = small_cases(trial, lambda _: None)
    found = failing(judged.trial, judged.results["allow"], budget_s)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "name", ["never_full", "small_table", "as_many_as_ask", "parts_in_31_bits"]
)
def test_a_mistakes_case_is_ten_lines_or_fewer_and_fails_the_same_way(name: str) -> None:
    found = failed(name)
    stated = ENTRY.wrong()[name].fails
    assert (found.result.check or found.result.verdict.replace(" ", "_")) == stated.check
    assert found.result.where == stated.where
    assert found.text.count("\n") <= 10, found.text
    function, case = case_text.read(ENTRY, found.text)
    assert function.name == "allow"
    assert len(case["user"]) == len(found.case["user"])


def test_without_time_the_case_is_told_as_it_was() -> None:
    found = failed("never_full", budget_s=0.0)
    assert found.text.count("\n") >= 5
    assert found.result.check == "never_over_capacity"


# beside each other


def test_the_first_difference_is_marked() -> None:
    lines = side_by_side({"hit": np.array([1, 0, 12])}, {"hit": np.array([1, 10, 7])})
    assert lines == ["hit", "  expected 1  0 12", "  yours    1 10  7", " " * 14 + "^"]


def test_rows_that_differ_are_shown_as_far_as_they_are_filled() -> None:
    expected, got = np.zeros((3, 50), np.int64), np.zeros((3, 50), np.int64)
    expected[1, :3], got[1, :2] = [103, 102, 101], [103, 101]
    lines = side_by_side({"pages": expected}, {"pages": got})
    assert lines[:3] == ["pages[1]", "  expected 103 102 101", "  yours    103 101   0"]
    assert lines[3].index("^") == lines[1].index("102") + 2


def test_a_difference_far_to_the_right_is_seen() -> None:
    expected = np.arange(1000)
    got = np.where(expected == 900, -1, expected)
    lines = side_by_side({"hit": expected}, {"hit": got})
    assert lines[1].startswith("  expected ... ")
    assert lines[1][lines[3].index("^") - 2 : lines[3].index("^") + 1] == "900"


def test_an_error_is_told_as_one() -> None:
    none, one = np.zeros(1, np.int64), np.ones(1, np.int64)
    assert side_by_side({"raised": one}, {"raised": none}) == [
        "raised",
        "  expected ValueError",
        "  yours    no error",
    ]
    assert side_by_side({"raised": none}, {"raised": none}) == []


def test_an_answer_alone_is_shown_too() -> None:
    assert side_by_side(None, {"push": np.array([True])}) == ["push", "  yours    1"]
    assert side_by_side({"hit": np.array([1])}, None) == ["hit", "  expected 1"]


# as a learner meets it


WRONG = """
def allow(user, at_ms, n_users, capacity, interval_ms, allowed):
    tokens = [capacity] * n_users
    for i, who in enumerate(user.tolist()):
        if tokens[who] > 0:
            tokens[who] -= 1
            allowed[i] = 1
"""


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*KATA, *words],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a wrong file was judged."""
    folder = tmp_path_factory.mktemp("learner")
    (folder / "solutions").mkdir()
    (folder / "solutions" / "rate_limit.py").write_text(WRONG)
    judged = run(folder, "run", "rate-limit")
    assert judged.returncode == 1, judged.stderr
    assert "the smallest case that fails the same way" in judged.stdout
    assert "kata try rate-limit" in judged.stdout
    assert re.search(r"expected [01 ]+\n +yours +[01 ]+\n +\^", judged.stdout)
    return folder


def test_the_case_is_kept_with_its_version_and_can_be_tried(begun: Path) -> None:
    kept = begun / ".kata" / "cases" / "rate-limit" / "allow.txt"
    head = f"# rate-limit version {ENTRY.kata.version}, level allow"
    assert kept.read_text().splitlines()[0] == head
    tried = run(begun, "try", "rate-limit")
    assert tried.returncode == 1
    assert "  wrong: passes_with_token: request " in tried.stdout
    assert "interval_ms" in tried.stdout and "yours" in tried.stdout
    again = run(begun, "try", "rate-limit", "allow", "--solution", "python")
    assert (again.returncode, again.stdout.splitlines()[-1]) == (0, "  right")


def test_a_case_of_ones_own_can_be_tried(begun: Path) -> None:
    (begun / "mine.txt").write_text(
        "rate-limit allow\nusers 1\ncapacity 1\ninterval_ms 10\nask 0 0..9 x10\n"
    )
    tried = run(begun, "try", "rate-limit", "mine.txt")
    assert (tried.returncode, tried.stdout.splitlines()[-1]) == (0, "  right")


def test_a_kind_of_case_can_be_tried_before_anything_has_failed(begun: Path) -> None:
    named = run(begun, "try", "rate-limit", "worked_example", "--solution", "oracle")
    assert (named.returncode, named.stdout.splitlines()[-1]) == (0, "  right")
    first = run(begun, "try", "lru-cache", "--solution", "naive")
    assert "worked_example" in first.stdout.splitlines()[0]
    assert (first.returncode, first.stdout.splitlines()[-1]) == (0, "  right")


@pytest.mark.parametrize(
    "look", ["breakpoint()", "import pdb; pdb.set_trace()", "input('what is it?')"]
)
def test_who_stops_in_a_locked_run_is_sent_to_try(tmp_path: Path, look: str) -> None:
    (tmp_path / "my.py").write_text(WRONG.replace("    tokens = ", f"    {look}\n    tokens = "))
    judged = run(tmp_path, "run", "rate-limit", "my.py")
    assert judged.returncode == 1
    assert "a locked run has no terminal" in judged.stdout
    assert judged.stdout.count("ask 0 ") == 6, "the case as it is: one looks at something"
    assert judged.stdout.count("a locked run has no terminal") == 1
    assert "kata try rate-limit --solution my.py" in judged.stdout


def test_a_likely_mistake_is_named_and_nothing_is_in_doubt(tmp_path: Path) -> None:
    """In other words than the mistake's own, and a slip that nobody has made before."""
    known = "the same answers come from a known mistake: "
    body = "    since = [0] * n_users\n    left = [capacity] * n_users\n"
    body += "    for i, (u, t) in enumerate(zip(user.tolist(), at_ms.tolist())):\n"
    body += "        if t - since[u] >= interval_ms:\n            left[u] = capacity\n"
    body += "        since[u] = t\n"
    body += "        if left[u]:\n            left[u] -= 1\n            allowed[i] = 1\n"
    head = "def allow(user, at_ms, n_users, capacity, interval_ms, allowed):\n"
    (tmp_path / "strange.py").write_text(head + body)
    assert known not in run(tmp_path, "run", "rate-limit", "strange.py").stdout
    body = body.replace(
        "        if t - since[u] >= interval_ms:\n            left[u] = capacity\n", ""
    )
    gains = "        left[u] = min(capacity, left[u] + (t - since[u]) // interval_ms)\n"
    body = body.replace("        since[u] = t\n", gains + "        since[u] = t\n")
    (tmp_path / "rounds.py").write_text(head + body)
    told = " ".join(ENTRY.wrong()["loses_parts"].told.split())
    judged = run(tmp_path, "run", "rate-limit", "rounds.py").stdout
    assert known + told in " ".join(judged.split())


def test_from_inside_solutions_everything_is_found(begun: Path) -> None:
    inside = begun / "solutions"
    before = sorted(path.name for path in inside.iterdir())
    judged = run(inside, "run", "rate-limit", "--check")
    assert "rate-limit · rate_limit.py" in judged.stdout
    assert "wrong: passes_with_token" in run(inside, "try", "rate-limit").stdout
    assert "allow" in run(inside).stdout
    assert sorted(path.name for path in inside.iterdir()) == before
    started = run(inside, "start", "lru-cache")
    assert "wrote lru_cache.py" in started.stdout
    (inside / "lru_cache.py").unlink()


def test_prints_and_the_place_of_a_crash_are_seen(begun: Path, tmp_path: Path) -> None:
    (tmp_path / "solutions").mkdir()
    broken = WRONG.replace("tokens[who] -= 1", "print('spent by', who); tokens[who] -= 1 / 0")
    (tmp_path / "solutions" / "rate_limit.py").write_text(broken)
    case = begun / ".kata" / "cases" / "rate-limit" / "allow.txt"
    tried = run(tmp_path, "try", "rate-limit", str(case))
    assert tried.returncode == 1
    assert "spent by 0" in tried.stdout
    assert "ZeroDivisionError: division by zero" in tried.stdout
    assert 'solutions/rate_limit.py", line 6, in allow' in tried.stdout
    assert "harness" not in tried.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["try", "lru-cache"], "nothing to try yet. Type: kata start lru-cache"),
        (["try", "rate-limit", "nothing.txt"], "nothing.txt cannot be read"),
        (["try", "rate-limit", "solutions/rate_limit.py"], "A case begins with the kata"),
        (["try", "rate-limit", "bad.txt"], "The contract does not allow this case: capacity is 0"),
        (["try", "rate-limit", "--solution", "starters"], "no submission of that name"),
    ],
)
def test_what_cannot_be_tried_gets_a_sentence(begun: Path, words: list[str], said: str) -> None:
    (begun / "bad.txt").write_text("rate-limit allow\nusers 1\ncapacity 0\ninterval_ms 10\n")
    tried = run(begun, *words)
    assert tried.returncode == 2, tried.stdout
    assert said in tried.stderr
    assert "Traceback" not in tried.stderr


def test_the_debugger_works_in_a_terminal(begun: Path) -> None:
    """`breakpoint()` stops in the learner's line, shows a variable, and goes on to the verdict."""
    (begun / "stops.py").write_text(
        WRONG.replace("            tokens", "            breakpoint()\n            tokens")
    )
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [*KATA, "try", "rate-limit", "--solution", "stops.py"],
        cwd=begun,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "HOME": str(begun), "TERM": "dumb"},
        stdin=follower,
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    seen = _until(leader, "(Pdb)")
    assert "tokens[who] -= 1" in seen
    os.write(leader, b"p tokens\n")
    assert re.search(r"\[\d", _until(leader, "(Pdb)"))
    os.write(leader, b"clear\nimport sys; sys.breakpointhook = lambda: None\n")
    _until(leader, "(Pdb)")
    os.write(leader, b"c\n")
    assert "wrong: passes_with_token" in _until(leader, "wrong: passes_with_token")
    assert process.wait(30) == 1
    os.close(leader)


def _until(leader: int, wanted: str) -> str:
    """What the terminal shows until a text has come; fails after half a minute."""
    seen, ends_s = "", time.monotonic() + 30
    while wanted not in seen and time.monotonic() < ends_s:
        if select.select([leader], [], [], 1.0)[0]:
            try:
                seen += os.read(leader, 4096).decode(errors="replace")
            except OSError:
                break
    assert wanted in seen, seen
    return seen
