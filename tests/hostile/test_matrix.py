"""Every attack in every mode this machine offers, and each in a harness where it must win.

By default a reduced set runs. `pytest -m hostile` runs all and prints the matrix attack x mode.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cage import control, play
from cage.attack import MODES, Attack, all_attacks
from cage.table import tables
from conftest import HONEST, LIMITS, LOCKED, solution, try_scale
from test_ordinary_user import SCRIPT, USER

from harness.box import NoBox, Setting, Window
from harness.errors import JudgeError
from harness.judge.arena import Arena
from harness.measure.launch import Launch

HERE, ROOT = Path(__file__).parent, Path(__file__).parent.parent.parent
ATTACKS = {attack.name: attack for attack in all_attacks()}
ME = "root" if hasattr(os, "geteuid") and os.geteuid() == 0 else "user"
NOT_HERE = "not available"
HELD = "held"
CELLS: dict[tuple[str, str], str] = {}
REDUCED = (
    "patched_clocks",
    "early_thread",
    "late_thread",
    "forged_done",
    "reads_the_reference",
    "mutates_input_by_address",
    "closed_commands",
    "reads_files",
    "tcp",
    "writes_files",
    "shared_memory_bomb",
    "fork_bomb",
    "old_system_calls",
    "inherited_descriptors",
    "endless_solve",
    "cannot_be_stopped",
)


@functools.cache
def available(locks: str) -> bool:
    """Whether a box of this mode can be had by this user."""
    if locks not in LOCKED:
        return False
    try:
        with Arena({"it": solution(HONEST)}, Setting(locks, LIMITS)):
            return True
    except NoBox:
        return False


@functools.cache
def as_ordinary_user() -> dict[tuple[str, str], play.Outcome] | None:
    """All attacks as a user who owns nothing; None where this user cannot become one."""
    if ME != "root" or not shutil.which("setpriv") or not LOCKED:
        return None
    python = Path(os.path.realpath(sys.executable))
    environment = {
        **os.environ,
        "PLACE": "/mnt",
        "BASE": str(python.parent.parent),
        "PYTHON": python.name,
        "PACKAGES": sysconfig.get_path("purelib"),
        "PROJECT": str(ROOT),
        "AS": USER,
    }
    script = SCRIPT.replace("-m pytest", "-m cage.run")
    script = script.replace('$PLACE/project"', '$PLACE/project:$PLACE/project/tests/hostile"')
    assert "cage.run" in script and "tests/hostile" in script
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, "sh", ",".join(LOCKED)],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = {}
    for line in done.stdout.splitlines():
        told = json.loads(line)
        key = (told.pop("name"), told.pop("locks"))
        found[key] = play.Outcome(**told)
    return found


def outcome_of(attack: Attack, mode: str) -> play.Outcome | None:
    """How it ended in a mode; None where the mode is not available."""
    user, locks = mode.split()
    if user == ME:
        return play.play(attack, locks) if available(locks) else None
    found = as_ordinary_user() if user == "user" else None
    return found.get((attack.name, locks)) if found else None


def check(attack: Attack, mode: str) -> None:
    outcome = outcome_of(attack, mode)
    if outcome is None:
        CELLS[attack.name, mode] = NOT_HERE
        pytest.skip(f"{mode} is not available here")
    faults = play.faults(attack, mode, outcome)
    CELLS[attack.name, mode] = "; ".join(faults) or HELD
    assert not faults, f"{attack.name} in {mode}: {faults}"


@pytest.mark.parametrize("locks", LOCKED)
@pytest.mark.parametrize("name", REDUCED)
def test_reduced(name: str, locks: str) -> None:
    check(ATTACKS[name], f"{ME} {locks}")


@pytest.mark.skipif(not LOCKED, reason="the controls are boxes of Linux on x86-64")
@pytest.mark.parametrize("name", ["patched_clocks", "forged_done", "reads_files", "fork_bomb"])
def test_reduced_controls(name: str) -> None:
    won, how = control.wins(ATTACKS[name])
    assert won, how


@pytest.mark.hostile
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ATTACKS)
def test_attack(name: str, mode: str) -> None:
    check(ATTACKS[name], mode)


@pytest.mark.hostile
@pytest.mark.skipif(ME != "root", reason="the controls need the rights the locks take away")
@pytest.mark.parametrize("name", ATTACKS)
def test_control(name: str) -> None:
    """Or the test above would prove nothing."""
    attack = ATTACKS[name]
    if attack.control[0] == "none":
        CELLS[name, "control"] = "none"
        pytest.skip(attack.control[2])
    done = subprocess.run(
        [sys.executable, "-m", "cage.run", "control", name],  # whatever it breaks, it is not this
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(ROOT)])},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    CELLS[name, "control"] = "wins" if told["wins"] else f"does not win: {told['how']}"
    busy = os.getloadavg()[0] > (os.cpu_count() or 1) / 2
    if not told["wins"] and busy and "free core" in attack.control[2]:
        pytest.skip("the machine is too busy for this control")
    assert told["wins"], f"{attack.fields['control']}, but: {told['how']}"


@pytest.mark.hostile
def test_print_the_matrix(capsys: pytest.CaptureFixture[str]) -> None:
    """Last, so that there is something to print."""
    columns = (*MODES, "control")
    with capsys.disabled():
        print(f"\n{'':34}" + "".join(f"{column:15}" for column in columns))
        for name in ATTACKS:
            cells = [CELLS.get((name, column), "-")[:60] for column in columns]
            print(f"{name:34}" + "".join(f"{cell:15}" for cell in cells))
    assert CELLS


def test_the_document_has_the_tables_of_the_attack_files() -> None:
    """Mend it by: PYTHONPATH=tests/hostile:. python -m cage.table, between the marks."""
    text = (ROOT / "docs" / "security.md").read_text()
    _, _, rest = text.partition("<!-- tables -->\n")
    printed, _, _ = rest.partition("<!-- end of tables -->")
    assert printed.strip() == tables().strip()


def test_every_row_of_the_list_of_threats_has_a_file() -> None:
    """Rows 51 to 54 are tests of this folder, not solutions."""
    rows = {attack.row for attack in ATTACKS.values()}
    assert {str(row) for row in range(1, 51)} <= rows
    assert sum(attack.row == "own" for attack in ATTACKS.values()) >= 10


def test_a_time_of_nothing_is_a_microsecond() -> None:
    """Row 51: a case driven to zero cannot make the mean of many cases what it likes."""
    launch = Launch(idle_ns=1e6)
    for cost_ns in (0, 5, 900_000):
        windows = {
            side: Window(wall_ns=10**7, cpu_ns=cost, idle_cpu_ns=0, faults=0, switches=0)
            for side, cost in (("reference", 5_000_000), ("solution", cost_ns))
        }
        launch.add(windows, ["reference", "solution"], 1)
    assert launch.costs_ns("solution", [0, 1, 2]) == [1e3, 1e3, 1e3]


SPINS = """
import threading
def spin():
    while True: pass
for _ in range(30): threading.Thread(target=spin, daemon=True).start()
def scale(x, by, y):
    while True: pass
"""


@pytest.mark.parametrize("locks", LOCKED)
def test_two_at_once_are_both_judged(locks: str) -> None:
    """Row 52: one is hostile to the other's time; CPU time is not the neighbour's to spend."""
    with ThreadPoolExecutor() as pool:
        hostile = pool.submit(_verdict, SPINS, locks)
        honest = [pool.submit(try_scale, HONEST, locks) for _ in range(3)]
        assert all(tried.result().right for tried in honest)
        assert hostile.result() == "time limit"


def _verdict(source: str, locks: str) -> str:
    attack = Attack("two", "", source, {"row": "52", "expected": "", "control": ""})
    return play.play(attack, locks).verdict


@pytest.mark.parametrize("locks", LOCKED)
def test_a_killed_supervisor_is_our_fault_and_leaves_nothing(locks: str) -> None:
    """Row 53."""
    with Arena({"it": solution(HONEST)}, Setting(locks, LIMITS)) as arena:
        supervisor = arena.boxes["it"].process
        children = subprocess.run(
            ["pgrep", "-P", str(supervisor.pid)], capture_output=True, text=True
        ).stdout.split()
        assert children
        supervisor.kill()
        with pytest.raises(JudgeError):
            arena.load(["scale"], {})
    for _ in range(200):
        if not any(Path(f"/proc/{child}").exists() for child in children):
            return
        subprocess.run(["sleep", "0.02"])
    raise AssertionError("the worker outlived its supervisor")


@pytest.mark.hostile
@pytest.mark.skipif(not LOCKED, reason="needs locks")
def test_references_of_an_installed_wheel_are_hidden(tmp_path: Path) -> None:
    """A wheel puts references and oracles beside numpy, where solutions import from."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    [site] = (tmp_path / "venv" / "lib").glob("python*/site-packages")
    zipfile.ZipFile(wheel).extractall(site)
    (site / "others.pth").write_text(sysconfig.get_path("purelib"))
    name = "reads_the_reference"
    script = f"import sys; sys.path.insert(0, {str(HERE)!r}); sys.argv[1:] = WHAT\n"
    script += "from cage import run; import harness; assert 'venv' in harness.__file__; run.main()"
    for what, key in ((",".join(LOCKED), "verdict"), ("control", "how")):
        done = subprocess.run(
            [
                tmp_path / "venv" / "bin" / "python",
                "-c",
                script.replace("WHAT", repr([what, name])),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        told = [json.loads(line) for line in done.stdout.splitlines()]
        assert {line[key] for line in told} == {"loot" if what == "control" else "wrong answer"}
