"""A kata's wrong and slow submissions: edits of right solutions, and whole files of another idea.

`mistakes/WAY.py` is a right solution of one function. `mistakes/WAY.md` says what goes wrong on it:
a section a mistake, with its name as heading, what the learner may be told, a line
`fails: CHECK at WHERE`, and the edits that make it, as blocks of `diff`. What is right and too slow
fails at a workload; a way that is too slow itself says so in its docstring.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from harness.catalog.claims import Fails, claims, fails_of, parsed, without_docstring
from harness.errors import AuthorError

CHANGED_LINES_MAX = 14
"""More is another idea, and stays a whole file in submissions/wrong_answer."""
HEADING, FENCE = re.compile(r"^## +(\S.*?) *$"), re.compile(r"^```(\w*) *$")
NAME = re.compile(r"^[a-z][a-z0-9_]*$")


@dataclass(frozen=True)
class Wrong:
    """A wrong submission.

    `told` is what a learner may hear of it; `way` the right solution that it is an edit of, or
    nothing where it is a file of its own; `diff` its edits as the page shows them.
    """

    name: str
    source: str
    told: str
    fails: Fails
    path: Path
    way: str = ""
    diff: str = ""


@dataclass(frozen=True)
class Edit:
    """Lines of a way, and what stands there instead. `line` is that of its block in the page."""

    line: int
    rows: tuple[str, ...]

    @property
    def old(self) -> list[str]:
        """What stands in the way before: context and what is taken out."""
        return [row[1:] for row in self.rows if not row.startswith("+")]

    @property
    def new(self) -> list[str]:
        """What stands there afterwards: context and what is put in."""
        return [row[1:] for row in self.rows if not row.startswith("-")]

    @property
    def changed(self) -> int:
        """How many lines are taken out or put in."""
        return sum(row.startswith(("+", "-")) for row in self.rows)


@dataclass(frozen=True)
class Section:
    """One mistake as its page tells it."""

    name: str
    line: int
    told: str
    fails: Fails
    edits: tuple[Edit, ...]


def folder_of(kata_folder: Path) -> Path:
    """Where a kata keeps its ways and their pages."""
    return kata_folder / "mistakes"


def ways(kata_folder: Path) -> dict[str, Path]:
    """Name -> file of the right solutions that mistakes are edits of."""
    return {path.stem: path for path in sorted(folder_of(kata_folder).glob("*.py"))}


def wrong_of(kata_folder: Path, files: dict[str, Path]) -> dict[str, Wrong]:
    """Name -> wrong submission, of `files` and of all ways; AuthorError where one is unreadable."""
    found: dict[str, Wrong] = {}
    for each in _all(kata_folder, files):
        if isinstance(each, str):
            raise AuthorError(f"{each}.")
        found[each.name] = each
    return found


def faults(kata_folder: Path, files: dict[str, Path]) -> Iterator[str]:
    """What is wrong with the ways, their pages and `files`: one sentence each, with what to do."""
    trees = {name: _tree(path) for name, path in ways(kata_folder).items()}
    for each in _all(kata_folder, files):
        if isinstance(each, str):
            yield each
        elif each.diff:
            tree = _tree(each.source)
            if tree is None or tree == trees.get(each.way):
                what = "is no Python" if tree is None else f"says the same as {each.way}.py"
                yield f"mistakes/{each.way}.md: {each.name}, applied, {what}; correct its edits"


def _all(kata_folder: Path, files: dict[str, Path]) -> Iterator[Wrong | str]:
    """Every wrong submission; in the place of one that cannot be read, why."""
    places: dict[str, str] = {}
    pages = {path.stem for path in folder_of(kata_folder).glob("*.md")}
    for name, path in files.items():
        places[name] = f"submissions/{path.parent.name}/{path.name}"
        try:
            yield _whole(path)
        except AuthorError as problem:
            yield str(problem)
    for way, path in ways(kata_folder).items():
        if way not in pages:
            yield f"mistakes/{way}.py, line 1: it has no page; write mistakes/{way}.md"
            continue
        try:
            of_way = [*_slow_way(path), *_of_way(way, path)]
        except AuthorError as problem:
            of_way = [str(problem)]
        for each in of_way:
            if isinstance(each, Wrong):
                here = f"mistakes/{way}.md"
                if each.name in places:
                    yield f"{here}: {each.name} stands in {places[each.name]} too; rename one"
                    continue
                places[each.name] = here
            yield each
    for page in sorted(pages - set(ways(kata_folder))):
        yield f"mistakes/{page}.md, line 1: it has no way; write mistakes/{page}.py"


def _whole(path: Path) -> Wrong:
    stated, text = claims(path), ast.get_docstring(parsed(path)) or ""
    if stated.fails is None:
        place = f"{path.parent.name}/{path.stem}"
        raise AuthorError(f"{place}: write one line 'fails: CHECK at WHERE'")
    told = re.sub(r"^(fails|reaches):.*$", "", text, flags=re.MULTILINE).strip()
    return Wrong(path.stem, path.read_text(encoding="utf-8"), told, stated.fails, path)


def _slow_way(path: Path) -> Iterator[Wrong]:
    """The way itself, where it says that it is too slow."""
    if claims(path).fails is not None:
        yield replace(_whole(path), way=path.stem)


def _of_way(way: str, path: Path) -> Iterator[Wrong | str]:
    """The mistakes on a way's page; of those that cannot be made, why not."""
    page = path.with_suffix(".md")
    source = _text(path)
    for section in sections(page):
        if isinstance(section, str):
            yield section
            continue
        try:
            made = applied(source, section.edits, f"mistakes/{page.name}")
        except AuthorError as problem:
            yield str(problem)
            continue
        blocks = ("\n".join(edit.rows) for edit in section.edits)
        diff = "\n\n".join(f"```diff\n{block}\n```" for block in blocks)
        yield Wrong(section.name, made, section.told, section.fails, page, way, diff)


def applied(source: str, edits: tuple[Edit, ...], page: str) -> str:
    """The source after the edits, one after the other; AuthorError where one fits nowhere or twice.

    Cost: each edit reads the source once.
    """
    lines = source.split("\n")
    for edit in edits:
        places = places_of(edit.old, lines)
        if len(places) != 1:
            where = "nowhere" if not places else f"{len(places)} times"
            then = "correct its lines" if not places else "add lines of context"
            raise AuthorError(
                f"{page}, line {edit.line}: what the block takes out stands {where} in the way; "
                f"{then}"
            )
        lines[places[0] : places[0] + len(edit.old)] = edit.new
    return "\n".join(lines)


def places_of(old: list[str], lines: list[str]) -> list[int]:
    """Where these lines stand in a row; blanks at the end of a line are nothing."""
    wanted, have = [row.rstrip() for row in old], [row.rstrip() for row in lines]
    return [at for at in range(len(have) - len(wanted) + 1) if have[at : at + len(old)] == wanted]


def sections(page: Path) -> Iterator[Section | str]:
    """The mistakes of a page, in their order; of those that cannot be read, why not."""
    seen: set[str] = set()
    for name, line, body in _split(page):
        place = f"mistakes/{page.name}, line {line}"
        try:
            if not NAME.match(name):
                raise AuthorError(f"{place}: {name[:40]!r} is no name; write it like drops_stars")
            if name in seen:
                raise AuthorError(f"{place}: {name} stands on this page twice; rename one")
            seen.add(name)
            yield _section(name, line, body, page.name)
        except AuthorError as problem:
            yield str(problem)


def _split(page: Path) -> Iterator[tuple[str, int, list[str]]]:
    """Heading, its line and the lines below it; what stands above the first one is left out."""
    heading, body, fenced = ("", 0), list[str](), False
    for number, row in enumerate(_text(page).splitlines(), 1):
        found = None if fenced else HEADING.match(row)
        fenced ^= bool(FENCE.match(row))
        if found:
            if heading[0]:
                yield *heading, body
            heading, body = (found[1], number), []
        else:
            body.append(row)
    if heading[0]:
        yield *heading, body


def _section(name: str, line: int, body: list[str], page: str) -> Section:
    place = f"mistakes/{page}, line {line}"
    prose, edits, rows, begun = list[str](), list[Edit](), list[str](), 0
    for number, row in enumerate(body, line + 1):
        fence = FENCE.match(row)
        if begun and row == "```":
            edits.append(Edit(begun, tuple(rows)))
            begun = 0
        elif begun:
            if row and row[0] not in " +-":
                raise AuthorError(
                    f"mistakes/{page}, line {number}: a line of a diff begins with ' ', '-' or "
                    f"'+', or the block of line {begun} has no end"
                )
            rows.append(row or " ")
        elif fence and fence[1] == "diff":
            begun, rows = number, []
        else:
            prose.append(row)
    if begun:
        raise AuthorError(f"mistakes/{page}, line {begun}: the block has no end; add ```")
    text = "\n".join(prose)
    fails = fails_of(text, place)
    if fails is None:
        raise AuthorError(f"{place}: {name} has no line 'fails: CHECK at WHERE'; add it")
    told = re.sub(r"^fails:.*$", "", text, flags=re.MULTILINE).strip()
    if not told:
        raise AuthorError(f"{place}: {name} says nothing; tell in a sentence what it does")
    changed = sum(edit.changed for edit in edits)
    if not changed or not all(edit.old for edit in edits):
        raise AuthorError(f"{place}: {name} has no edit that fits a place; add a block of diff")
    if changed > CHANGED_LINES_MAX:
        raise AuthorError(
            f"{place}: {name} changes {changed} lines; over {CHANGED_LINES_MAX} it is another "
            "idea: make it a file in submissions/wrong_answer"
        )
    return Section(name, line, told, fails, tuple(edits))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise AuthorError(f"mistakes/{path.name}, line 1: cannot be read: {reason}") from None


def _tree(source: str | Path) -> str | None:
    """The syntax tree without the docstring; None where there is none."""
    try:
        text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
        return ast.dump(without_docstring(ast.parse(text)))
    except (SyntaxError, ValueError, OSError):
        return None
