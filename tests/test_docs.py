"""What the README and the briefs promise exists."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import architecture
import pytest
from survive import surroundings

from harness import catalog

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
ENTRIES = catalog.entries()


def test_the_table_of_katas_is_printed_from_catalog_and_records() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "KATA_PATH"}
    printed = subprocess.run(
        [sys.executable, "-c", "from harness.cli import main; main()", "list", "--markdown"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert len(printed.splitlines()) == len(ENTRIES) + 2
    assert printed in README


def test_ci_runs_the_commands_of_the_readme() -> None:
    first, second = re.findall(r"^\$ (.*(?:pip install).*)$", README, re.MULTILINE)
    script = (ROOT / ".ci" / "run").read_text()
    for part in re.split(r" && ", f"{first} && {second}"):
        words = part.replace("python3 -m venv .venv", "python3 -m venv").split()
        if part.startswith(". "):
            continue
        lines = [line.replace(" -q", "") for line in script.splitlines()]
        assert any(" ".join(words) in line for line in lines), part


def test_the_workflows_test_the_pythons_that_are_promised() -> None:
    promised = re.findall(r":: (3\.\d+)", (ROOT / "pyproject.toml").read_text())
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text()
    tested = re.search(r"python: \[(.*)\]", workflow)
    assert tested is not None and re.findall(r"3\.\d+", tested[1]) == promised
    assert f'requires-python = ">={promised[0]}"' in (ROOT / "pyproject.toml").read_text()


def test_the_table_of_surroundings_has_every_row_that_is_tried() -> None:
    page = (ROOT / "docs" / "security.md").read_text()
    table = re.search(r"<!-- surroundings -->\n(.*?)<!-- end of surr", page, re.DOTALL)
    assert table is not None
    rows = [line.split(" | ") for line in table[1].splitlines()[2:]]
    assert [tuple(row[:2]) for row in rows] == [
        (f"| {row.name}", row.promised) for row in surroundings.ROWS
    ]


def test_the_page_of_the_architecture_is_printed_from_the_modules() -> None:
    assert (ROOT / "docs" / "architecture.md").read_text() == architecture.page()


def test_links_of_the_documents_lead_somewhere() -> None:
    for document in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.kata.name)
def test_the_worked_example_of_a_starter_is_true(entry: catalog.Entry) -> None:
    """Where a starter shows a session, the oracle gives its answers."""
    source = entry.starter.read_text()
    assert ast.get_docstring(ast.parse(source))
    if ">>>" not in source:
        return
    import doctest

    oracle = entry.module("oracle")
    starter: dict[str, object] = {"__name__": "starter"}
    exec(compile(source, str(entry.starter), "exec"), starter)
    names = {name for function in entry.kata.functions for name in function.names}
    scope = {**starter, **{name: getattr(oracle, name) for name in names}}
    examples = doctest.DocTestFinder(recurse=True)
    runner = doctest.DocTestRunner(verbose=False)
    for name in names:
        for test in examples.find(starter[name], name, globs=dict(scope)):
            runner.run(test)
    assert runner.summarize(verbose=False).failed == 0


def test_the_wheel_has_briefs_workers_and_submissions(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for wanted in (
        "harness/box/worker.py",
        "harness/box/driver.py",
        "katas/fanout/README.md",
        "katas/lru_cache/hints.md",
        "katas/fanout/submissions/accepted/naive.py",
        "reference/fanout.py",
    ):
        assert wanted in names
    assert not any(name.startswith(("tests/", "docs/")) for name in names)
