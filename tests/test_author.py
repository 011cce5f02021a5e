"""docs/author.md held to the files that it quotes, and the skeleton that it begins with."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from documented import COPY, DOCUMENT, QUOTED, follow_the_page

from harness import catalog
from harness.author import layout, scaffold, signature
from harness.author.consistency import functions_in
from harness.author.gate import LONG, STEPS, Gate
from harness.author.pages import run_examples
from harness.binding import bind
from harness.catalog import mistakes
from harness.errors import MisuseError

ROOT = DOCUMENT.parent.parent
TEXT = DOCUMENT.read_text()


def kata(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command, in a folder that holds the kata's root as `my-katas`."""
    run = "import sys; from harness.cli import main; sys.argv[0] = 'kata'; main()"
    return subprocess.run(
        [sys.executable, "-c", run, *words],
        cwd=folder,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "KATA_PATH": str(folder / "my-katas"),
        },
        capture_output=True,
        text=True,
        timeout=300,
    )


def shown(command: str) -> list[str]:
    """The lines that the page shows below a command, the first time."""
    [*_, block] = re.findall(rf"^\$ {re.escape(command)}\n(.*?)^```", TEXT, re.M | re.S)[:1]
    return str(block).splitlines()


def test_what_the_page_quotes_stands_in_the_files_it_names() -> None:
    quoted = QUOTED.findall(TEXT)
    assert len(quoted) >= 4
    for path, _, text in quoted:
        assert text in (ROOT / path).read_text(), path


def test_what_the_page_shows_of_the_skeleton_is_what_comes(tmp_path: Path) -> None:
    [command] = re.findall(r"^\$ (kata author new .*)$", TEXT, re.M)
    begun = kata(*shlex.split(command)[1:], folder=tmp_path)
    assert begun.returncode == 0, begun.stderr
    wrote = [line for line in shown(command) if "wrote" in line]
    assert [line for line in begun.stdout.splitlines() if "wrote" in line] == wrote
    judged = kata("author", "verify", COPY, folder=tmp_path)
    assert judged.returncode == 1
    *first, dots = shown(f"kata author verify {COPY}")
    assert dots.strip() == "..."
    assert judged.stdout.splitlines()[: len(first)] == first


def test_the_kata_of_the_page_passes_the_gate_under_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(follow_the_page(tmp_path, monkeypatch), seeds=3, quick=True)
    findings = [*gate.run()]
    assert [finding.text for finding in findings if not finding.ok] == []
    assert {finding.step for finding in findings} == set(STEPS) - set(LONG)
    assert gate.kills["never_full"] == {"never_over_capacity": 3}
    lines = shown(f"kata author verify {COPY} --quick")
    for finding in findings:
        text = finding.text.replace("3 seeds", "20 seeds")
        assert f"  ok   {finding.step:<9}  {text}" in lines


def test_the_page_tells_every_step_of_the_gate() -> None:
    assert tuple(re.findall(r"^\| ([a-z ]+) \| ", TEXT, re.M)) == ("step", *STEPS)


@pytest.mark.parametrize("signatures", [(), ("allow(user: int32[n], limit) -> ok: uint8[n]",)])
def test_every_todo_of_a_skeleton_is_a_line_of_the_gate(
    signatures: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = scaffold.new("a-new-one", tmp_path, signatures)
    monkeypatch.setenv("KATA_PATH", str(tmp_path))
    findings = [*Gate(catalog.find("a-new-one")).run()]
    assert not any(finding.ok for finding in findings)
    assert len(findings) == sum(path.read_text().count("TODO") for path in paths)
    for path in paths:
        if "TODO" in path.read_text():
            name = str(path.relative_to(tmp_path))
            assert any(f"TODO in {name}, line " in finding.text for finding in findings)


BAD_NAMES = "Rate rate_limit rate--limit -rate ../rate 1rate traces class fanout rate-limit"


@pytest.mark.parametrize("name", ["", "a" * 41, *BAD_NAMES.split()])
def test_a_name_that_cannot_be_one_writes_nothing(name: str, tmp_path: Path) -> None:
    with pytest.raises(MisuseError):
        scaffold.new(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("taken", ["katas/token_bucket", "reference/token_bucket.py"])
def test_nothing_is_written_over(taken: str, tmp_path: Path) -> None:
    (tmp_path / taken).parent.mkdir()
    (tmp_path / taken).write_text("mine")
    with pytest.raises(MisuseError, match="exists already"):
        scaffold.new(COPY, tmp_path)
    assert (tmp_path / taken).read_text() == "mine"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / taken]


def test_a_skeleton_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(OSError(28, "No space")))
    with pytest.raises(MisuseError, match="No space"):
        scaffold.new(COPY, tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_options_and_exit_codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    follow_the_page(tmp_path / "my-katas", monkeypatch)
    unknown = kata("author", "verify", "--step", "nonsense", COPY, folder=tmp_path)
    assert unknown.returncode == 2 and "There is no step 'nonsense'" in unknown.stderr
    good = kata("author", "verify", COPY, "--step", "brief", "--json", folder=tmp_path)
    assert good.returncode == 0, good.stdout
    assert '"step": "brief"' in good.stdout and f"{COPY} ·" not in good.stdout


ALLOW = (
    "allow(user: int32[n], at_ms: int64[n], n_users, capacity, interval_ms) -> allowed: uint8[n]"
)
SIGNATURES = [
    ("pack(rows: int32[n,64], ends: float64[n+1], rate: float64, k) -> out: uint8[n,k]",),
    ("mean(values:float64[n])->found:float64[1],count:int64[1]",),
    ("flags( b: bool[m] , deep: bool ) -> c: bool[ m , 2 ]",),
    ("numbers(seed: uint64) -> drawn: uint64[count]",),
    (
        "a_long_name_of_a_call("
        + ", ".join(f"parameter_{i}: int64[n]" for i in range(9))
        + ") -> o: int8[n]",
    ),
    (ALLOW, "wait_times(user: int32[n]) -> wait_ms: int64[n]"),
]


def test_a_signature_is_what_rate_limit_asks_for() -> None:
    asked = catalog.find("rate-limit").kata.function("allow")
    unbounded = [replace(each, low=None, high=None) for each in signature.flat(asked)]
    assert signature.read(ALLOW) == replace(asked, parameters=tuple(unbounded), sizes={})


@pytest.mark.parametrize(
    "signatures", [(), *SIGNATURES], ids=lambda lines: " and ".join(lines)[:30]
)
def test_a_skeleton_of_any_signature_loads_and_fits(
    signatures: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = [word for line in signatures for word in ("--function", line)]
    begun = kata("author", "new", COPY, "--into", "my-katas", *options, folder=tmp_path)
    assert begun.returncode == 0, begun.stderr
    monkeypatch.setenv("KATA_PATH", str(tmp_path / "my-katas"))
    entry = catalog.find(COPY)
    assert all("TODO" in text for text in layout.structure(entry))
    assert [each for each in mistakes.faults(entry.folder, {})] == []
    for level in entry.kata.levels:
        cases = [make(np.random.default_rng(1)) for make in entry.families(level).values()]
        cases += [entry.workloads[name].make(np.random.default_rng(1)) for name in level.workloads]
        for case in cases:
            assert all(slot.name for slot in bind(entry.kata.function_of(level).parameters, case))
        assert len(entry.checks(level)) == 1
    for ways in (entry.ways(), entry.submissions("accepted")):
        found = {each.name for path in ways.values() for each in functions_in(entry.kata, path)}
        assert found == {each.name for each in entry.kata.functions}
    ruff = [sys.executable, "-m", "ruff", "format", "--check", "--config", ROOT / "pyproject.toml"]
    formatted = subprocess.run([*ruff, "my-katas"], cwd=tmp_path, capture_output=True, text=True)
    assert formatted.returncode == 0, formatted.stdout


def test_the_example_of_a_skeleton_is_true_of_an_oracle_that_does_nothing(tmp_path: Path) -> None:
    for number, lines in enumerate([(), *SIGNATURES]):
        scaffold.new(f"kata-{number}", tmp_path, lines)
        folder = tmp_path / "katas" / f"kata_{number}"
        oracle = folder / "oracle.py"
        oracle.write_text(oracle.read_text().replace("raise NotImplementedError", "return"))
        names = [signature.read(line).name for line in lines] or ["solve"]
        failed, attempted, told = run_examples(folder / "starter.py", oracle, names)
        assert failed == 0 and attempted >= 3, told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "Cannot read ''; write it like 'allow(user: int32[n]"),
        ("allow user -> ok", "write it like 'allow(user: int32[n]"),
        ("allow(user: int32[n])", "allow has no output; say what it fills"),
        ("allow(user: int32[n]) -> ", "allow has no output; say what it fills"),
        ("allow() -> ok: uint8[4]", "allow has no input, and so but one answer"),
        ("allow(user: int32[n]) -> ok", "for one number write 'ok: int64[1]'"),
        ("allow(user: int32[n]) -> ok: uint8", "for one number write 'ok: uint8[1]'"),
        ("allow(user: in32[n]) -> ok: uint8[n]", "no dtype; write it like 'user: int32[n]'"),
        ("allow(user: object[n]) -> ok: uint8[n]", "'object' of user is no dtype"),
        ("allow(user: int32[n-1]) -> ok: uint8[n]", "'n-1' is no dimension of user; write"),
        ("allow(user: int32[]) -> ok: uint8[n]", "'' is no dimension of user; write"),
        ("allow(user: int32[n) -> ok: uint8[n]", "Cannot read"),
        ("allow(user int32[n]) -> ok: uint8[n]", "cannot be a name here; write words"),
        ("allow(user, user) -> ok: uint8[1]", "allow has the name user twice; rename one"),
        ("allow(ok: int8[n]) -> ok: uint8[n]", "allow has the name ok twice; rename one"),
        ("allow(class: int8[n]) -> ok: uint8[n]", "'class' cannot be a name here"),
        ("allow(_key: int8[n]) -> ok: uint8[n]", "'_key' cannot be a name here"),
        ("def(user: int8[n]) -> ok: uint8[n]", "'def' cannot be a name here"),
        ("allow(user: int8[n],) -> ok: uint8[n]", "'' cannot be a name here"),
    ],
)
def test_a_signature_that_cannot_be_read_writes_nothing(
    line: str, told: str, tmp_path: Path
) -> None:
    begun = kata("author", "new", COPY, "--into", "my-katas", "--function", line, folder=tmp_path)
    assert begun.returncode == 2
    assert told in begun.stderr and list(tmp_path.iterdir()) == []


def test_two_functions_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="the kata has the name allow twice"):
        scaffold.new(COPY, tmp_path, [ALLOW, ALLOW])
