"""Files that are alike: found after renaming, reordering and other comments, and else not."""

from __future__ import annotations

import ast
import csv
from pathlib import Path

import pytest

from harness import catalog
from harness.cli.alike import look
from harness.cli.render import Screen
from harness.grade.facts import Facts
from harness.grade.gather import gathered
from harness.grade.names import Names
from harness.grade.scheme import default
from harness.grade.similar import ALIKE, alike, given_by, tokens
from harness.grade.table import Known, graded

ENTRIES = {entry.kata.name: entry for entry in catalog.entries()}


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


@pytest.mark.parametrize("name", ENTRIES)
def test_copies_in_disguise_are_found_and_different_ideas_are_not_alike(name: str) -> None:
    """Of solutions that no learner has seen, each a file of another idea."""
    entry = ENTRIES[name]
    paths = entry.submissions("wrong_answer") | entry.submissions("time_limit")
    sources = {stem: path.read_text() for stem, path in paths.items()}
    copies = {f"{stem} again": disguised(source) for stem, source in sources.items()}
    assert not set(sources.values()) & set(copies.values())
    found = alike(sources | copies, given_by(entry))
    assert {(pair.one, pair.other) for pair in found.pairs} == {
        (stem, f"{stem} again") for stem in sources
    }
    assert all(pair.share >= ALIKE for pair in found.pairs)
    assert len(found.groups) == len(sources)


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


def test_a_table_and_two_files_side_by_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = ENTRIES["rate-limit"]
    source = entry.submissions("wrong_answer")["sliding_log"].read_text()
    (tmp_path / "class").mkdir()
    marks = "\n# <script>alert(1)</script>\n"
    (tmp_path / "class" / "=ann.py").write_text(f"{source}{marks}")
    (tmp_path / "class" / "bo.py").write_text(disguised(source))
    (tmp_path / "class" / "carl.py").write_text(entry.starter.read_text())
    (tmp_path / "class" / "dora.docx").write_text("no Python")
    found = gathered(tmp_path / "class", Names())
    known = {each.source: Known(Facts("full", ()), {}) for each in found.handed}
    one = graded(entry.kata, default(entry.kata), "5e" * 32, found, known)
    look(Screen(), entry, one, tmp_path / "alike")
    shown = capsys.readouterr().out
    assert "=ann and bo" in shown and "never a verdict" in shown
    (row,) = csv.DictReader((tmp_path / "alike" / "similar.csv").read_text().splitlines())
    assert (row["student"], row["other"], row["group"]) == ("'=ann", "bo", "1")
    page = (tmp_path / "alike" / row["page"]).read_text()
    assert page.count("<mark>") > 4 and "<script>" not in page
