"""Who may import whom. The rules of the layout, read from the source files themselves."""

from __future__ import annotations

import ast
import graphlib
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HARNESS = sorted((ROOT / "harness").rglob("*.py"))
BOXED = (
    "worker.py",
    "loading.py",
    "driver.py",
    "jitcache.py",
    "mapping.py",
    "report.py",
    "turns.py",
    "supervisor.py",
    "process.py",
    "start.py",
    "account.py",
    "ended.py",
    "patience.py",
    "locking.py",
    "locks.py",
    "rights.py",
    "syscalls.py",
    "filter.py",
    "namespaces.py",
)
KATAS = sorted(path for path in (ROOT / "katas").rglob("*.py"))
SHARED = tuple(f"katas.{path.stem}" for path in (ROOT / "katas").glob("[a-z]*.py"))
"""What stands beside the katas' folders, for those who want it."""
STANDARD = set(sys.stdlib_module_names)

GROUND = ("kata", "errors", "text", "machine", "place")
FLOORS = (
    {*GROUND, "__init__"},
    {"binding", "catalog"},
    {"box"},
    {"judge"},
    {"measure"},
    {"results"},
    {"grade"},
    {"author"},
    {"site"},
    {"cli"},
    {"testing"},
)
"""Each may import what is on its own floor and below; `cli` is where all come together, but for a
learner's pytest."""
HEIGHT = {room: height for height, floor in enumerate(FLOORS) for room in floor}
BOX_KNOWS = {"box", "kata", "errors", "binding"}
LINES_MAX = 300


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


def ours(path: Path) -> set[tuple[str, ...]]:
    """What a file imports of the harness, below `harness`, name by name."""
    names = {tuple(name.split(".")) for name in imported(path)}
    return {name[1:] for name in names if name[0] == "harness"}


@pytest.mark.parametrize("path", HARNESS, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_in_the_harness_calls_upstairs(path: Path) -> None:
    for target, *_ in ours(path):
        below = target if target in HEIGHT else "__init__"
        assert HEIGHT[below] <= HEIGHT[room(path)], f"{path} imports {target}"
        assert room(path) != "box" or target in BOX_KNOWS, f"{path} imports {target}"
    tops = {name.split(".")[0] for name in imported(path)}
    assert not tops & {"katas", "reference"}, "katas are reached by name, through the catalog"


@pytest.mark.parametrize("path", HARNESS, ids=lambda path: str(path.relative_to(ROOT)))
def test_of_another_package_only_what_it_offers_is_used(path: Path) -> None:
    for target, *rest in ours(path):
        if (ROOT / "harness" / target).is_dir() and target != room(path) and rest:
            offered = importlib.import_module(f"harness.{target}").__all__
            assert rest[0] in offered, f"{path} uses {target}.{rest[0]}, which is no offer"


@pytest.mark.parametrize("folder", sorted({path.parent for path in HARNESS}), ids=str)
def test_a_package_says_what_it_offers_and_offers_what_there_is(folder: Path) -> None:
    if folder.name == "harness":
        return
    package = importlib.import_module(f"harness.{folder.name}")
    for name in getattr(package, "__all__", ()):
        there = hasattr(package, name) or (folder / f"{name}.py").is_file()
        assert there, f"{folder.name} has no {name}"


def test_there_is_no_circle() -> None:
    """A file that imports another is not imported by it, over however many."""
    files = {path.relative_to(ROOT).with_suffix("").parts: path for path in HARNESS}
    below: dict[Path, set[Path]] = {}
    for parts, path in files.items():
        names = [("harness", *name) for name in ours(path)]
        wanted = [name[:length] for name in names for length in range(2, len(name) + 1)]
        below[path] = {files[name] for name in wanted if name in files} - {path}
        assert parts[-1] == "__init__" or path not in below[path]
    order = graphlib.TopologicalSorter(below)
    assert len([*order.static_order()]) == len(HARNESS)


@pytest.mark.parametrize("path", HARNESS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_room_is_larger_than_one_takes_in(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LINES_MAX


@pytest.mark.parametrize("name", BOXED)
def test_what_runs_beside_a_solution_needs_the_standard_library_alone(name: str) -> None:
    own = {path.removesuffix(".py") for path in BOXED}
    inside = {"numpy", "numba"} if name in ("worker.py", "loading.py", "driver.py") else set()
    for module in imported(ROOT / "harness" / "box" / name):
        assert module.split(".")[0] in STANDARD | own | inside, module


@pytest.mark.parametrize("path", KATAS, ids=lambda path: str(path.relative_to(ROOT)))
def test_katas_import_the_vocabulary_what_they_share_and_their_siblings_alone(path: Path) -> None:
    siblings = f"katas.{path.relative_to(ROOT / 'katas').parts[0]}."
    for name in imported(path):
        top = name.split(".")[0]
        if top in ("harness", "katas"):
            assert name.startswith(("harness.kata.", *SHARED, siblings)), name
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
