"""Who may import whom. The rules of the layout, read from the source files themselves."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HARNESS = sorted((ROOT / "harness").rglob("*.py"))
BOXED = (
    "worker.py",
    "driver.py",
    "jitcache.py",
    "report.py",
    "supervisor.py",
    "process.py",
    "locks.py",
    "filter.py",
    "namespaces.py",
)
KATAS = sorted(path for path in (ROOT / "katas").rglob("*.py"))
STANDARD = set(sys.stdlib_module_names)

# each room may import those to its left; the entry points are at the end
ROOMS = [
    "__init__",
    "errors",
    "kata",
    "verdict",
    "shape",
    "words",
    "binding",
    "inprocess",
    "secret",
    "stats",
    "together",
    "machine",
    "claims",
    "mistakes",
    "catalog",
    "digests",
    "lecture",
    "folder",
    "scaffold",
    "solution",
    "revision",
    "box",
    "arena",
    "calibration",
    "limit",
    "checking",
    "sampling",
    "reference_cache",
    "trial",
    "judge",
    "matrix",
    "as_mistake",
    "scoring",
    "tamper",
    "mutants",
    "pilot",
    "beside",
    "launch",
    "doctor",
    "figures",
    "noise",
    "measure",
    "compare",
    "ladder",
    "full_size",
    "record",
    "bench",
    "ledger",
    "measured",
    "verify",
    "audit",
    "eligible",
    "board",
    "tables",
    "publish",
    "render",
    "cli",
]


def imported(path: Path) -> set[str]:
    """Every module a file imports at run time, dotted; imports for type checkers alone do not
    count.
    """
    tree = ast.parse(path.read_text())
    hidden = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and ast.unparse(branch.test) == "TYPE_CHECKING"
        for node in ast.walk(branch)
    }
    found = set()
    for node in ast.walk(tree):
        if id(node) in hidden:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = path.parents[node.level - 1].relative_to(ROOT) if node.level else None
            assert above is None or len(above.parts) > 1, f"{path} imports from above its room"
            beside = [".".join(above.parts)] if above else []
            module = ".".join([*beside, *([node.module] if node.module else [])])
            found |= {f"{module}.{alias.name}" for alias in node.names}
    return found


def room(path: Path) -> str:
    return path.relative_to(ROOT / "harness").parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", HARNESS, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_in_the_harness_calls_upstairs(path: Path) -> None:
    allowed = ROOMS[: ROOMS.index(room(path)) + 1]
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "harness":
            target = parts[1] if len(parts) > 1 and parts[1] in ROOMS else "__init__"
            assert target in allowed, f"{path.name} imports {name}"
        assert parts[0] not in ("katas", "reference"), (
            "katas are reached by name, through the catalog"
        )


@pytest.mark.parametrize("name", BOXED)
def test_what_runs_beside_a_solution_needs_the_standard_library_alone(name: str) -> None:
    own = {path.removesuffix(".py") for path in BOXED}
    inside = {"numpy", "numba"} if name in ("worker.py", "driver.py") else set()
    for module in imported(ROOT / "harness" / "box" / name):
        assert module.split(".")[0] in STANDARD | own | inside, module


@pytest.mark.parametrize("path", KATAS, ids=lambda path: str(path.relative_to(ROOT)))
def test_katas_import_the_vocabulary_traces_and_their_siblings_alone(path: Path) -> None:
    siblings = f"katas.{path.relative_to(ROOT / 'katas').parts[0]}."
    for name in imported(path):
        top = name.split(".")[0]
        if top in ("harness", "katas"):
            allowed = ("harness.kata.", "katas.traces.", siblings)
            assert name.startswith(allowed) or name == "katas.traces", name
            apart = {"submissions", "mistakes"} & set(path.parts)
            assert not apart and path.name not in ("oracle.py", "starter.py")
        else:
            assert top in STANDARD | {"numpy", "numba", "h3"}, name
    if path.name == "kata.py":
        assert not any(name.startswith("numpy") for name in imported(path)), "kata list reads it"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "reference").glob("*.py")), ids=lambda path: path.name
)
def test_references_import_nothing_of_ours(path: Path) -> None:
    assert {name.split(".")[0] for name in imported(path)} <= STANDARD | {"numpy", "numba", "h3"}


@pytest.mark.parametrize("command", [["--help"], ["list"], []], ids=["help", "list", "alone"])
def test_looking_loads_neither_numpy_nor_numba(command: list[str], tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from harness.cli import main\n"
        f"sys.argv = ['kata', *{command!r}]\n"
        "try: main()\n"
        "finally: assert not {'numpy', 'numba', 'rich'} & set(sys.modules), 'slow to start'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "fanout" in done.stdout
