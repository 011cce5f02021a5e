"""Files that are alike: found after renaming, reordering and other comments, and else not."""

from __future__ import annotations

import ast
import csv
from pathlib import Path

import pytest
from commands import adopt_orphans, folder, kata

from harness import catalog
from harness.grade.similar import ALIKE, alike, given_by, tokens

__all__ = ["adopt_orphans", "folder"]

ENTRIES = {entry.kata.name: entry for entry in catalog.entries()}
WHOLE = [
    pytest.param(name, path, id=f"{name}-{path.stem}")
    for name, entry in ENTRIES.items()
    for path in entry.submissions("wrong_answer").values()
]
"""Solutions that no learner has seen, each a file of another idea."""


class Renamed(ast.NodeTransformer):
    """Every name that a file gives is another."""

    def __init__(self, tree: ast.Module) -> None:
        nodes = [*ast.walk(tree)]
        given = {node.id for node in nodes if isinstance(node, ast.Name) and _is_stored(node)}
        given |= {node.arg for node in nodes if isinstance(node, ast.arg)}
        self.names = {name: f"mine_{place}" for place, name in enumerate(sorted(given))}

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self.names.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = self.names.get(node.arg, node.arg)
        return node


def _is_stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def disguised(source: str) -> str:
    """Renamed, its functions in the other order, formatted anew, with other comments."""
    tree = ast.parse(source)
    tree = Renamed(tree).visit(tree)
    first = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    rest = [node for node in tree.body if node not in first]
    tree.body = [*first, *reversed(rest)]
    text = ast.unparse(tree)
    return "\n".join(
        f"{line}  # my own idea" if line.endswith(":") else line for line in text.splitlines()
    )


@pytest.mark.parametrize(("name", "path"), WHOLE)
def test_a_copy_in_disguise_is_found(name: str, path: Path) -> None:
    source = path.read_text()
    copy = disguised(source)
    assert copy != source
    found = alike({"ann": source, "bo": copy}, given_by(ENTRIES[name]))
    (pair,) = found.pairs
    assert (pair.one, pair.other) == ("ann", "bo") and pair.share >= ALIKE
    assert found.groups == (("ann", "bo"),)


@pytest.mark.parametrize("name", ENTRIES)
def test_different_ideas_are_not_alike(name: str) -> None:
    entry = ENTRIES[name]
    paths = entry.submissions("wrong_answer") | entry.submissions("time_limit")
    sources = {stem: path.read_text() for stem, path in paths.items()}
    assert alike(sources, given_by(entry)).pairs == ()


def test_what_the_kata_shows_its_learners_makes_nobody_alike() -> None:
    entry = ENTRIES["fanout"]
    rung = entry.submissions("accepted")["numpy"].read_text()
    found = alike({"ann": rung, "bo": disguised(rung)}, given_by(entry))
    assert found.pairs == ()
    assert found.mostly_given == ["ann", "bo"]


def test_what_much_of_the_class_has_makes_nobody_alike() -> None:
    source = next(iter(ENTRIES["fanout"].submissions("time_limit").values())).read_text()
    both = {"ann": source, "bo": source}
    assert alike(both, []).pairs
    everybody = {f"student {number}": source for number in range(30)}
    assert alike(everybody, []).pairs == ()


def test_what_is_no_python_is_compared_as_far_as_it_goes() -> None:
    assert [token.text for token in tokens("x = 1\n  def (")][:4] == ["name", "=", "1", ";"]
    assert tokens("") == [] or tokens("")[0].text == ";"
    assert alike({"a": "", "b": "", "c": "'''", "d": "\tx\n y"}, []).pairs == ()


def test_a_table_and_two_files_side_by_side(folder: Path) -> None:
    entry = ENTRIES["rate-limit"]
    source = entry.submissions("wrong_answer")["sliding_log"].read_text()
    (folder / "class").mkdir()
    marks = "\n# <script>alert(1)</script>\n"
    (folder / "class" / "=ann.py").write_text(f"{source}{marks}")
    (folder / "class" / "bo.py").write_text(disguised(source))
    options = ("--similar", "alike")
    done = kata(folder, "grade", "rate-limit", "class", *options, XDG_CACHE_HOME=None)
    assert done.returncode == 0, done.stderr
    assert "=ann and bo" in done.stdout and "never a verdict" in done.stdout
    (row,) = csv.DictReader((folder / "alike" / "similar.csv").read_text().splitlines())
    assert (row["student"], row["other"], row["group"]) == ("'=ann", "bo", "1")
    page = (folder / "alike" / row["page"]).read_text()
    assert page.count("<mark>") > 4 and "<script>" not in page
