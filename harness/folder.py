"""What lies in a kata's folder, and whether its parts fit together; nothing is judged here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from harness.catalog import VERDICT_FOLDERS, Entry
from harness.claims import claims, parsed, skeleton
from harness.errors import AuthorError, KataError
from harness.kata import Kata, Level

PYTHON = ("__init__.py", "kata.py", "cases.py", "check.py", "oracle.py", "starter.py")
TEXTS = ("README.md", "hints.md")
BRIEF = ("the incident", "capacity", "in production", "further reading")
"""Headings every brief has, beside one for each level."""
AFTER = "after you pass"
WAYS_MIN = 2
"""Different right solutions a function needs beside oracle and reference."""


def structure(entry: Entry) -> Iterator[str]:
    """Everything that is missing, stray or contradicts itself: one sentence each, with what to do.

    Stops after missing files, after modules that do not import, and while a TODO of the skeleton
    is left: nothing else can be said then.
    """
    missing = [*_missing(entry)]
    yield from missing
    yield from _stray(entry)
    if missing:
        return
    broken = [*_imports(entry)]
    yield from broken
    if broken:
        return
    open_ends = [*_open_ends(entry)]
    yield from open_ends
    if open_ends:
        return
    yield from _names(entry.kata)
    yield from _modules(entry)
    yield from _submissions(entry)


def texts(entry: Entry) -> Iterator[str]:
    """What the brief and the hints lack."""
    yield from _brief(entry)
    yield from _hints(entry)


def _missing(entry: Entry) -> Iterator[str]:
    for name in (*PYTHON, *TEXTS):
        if not (entry.folder / name).is_file():
            yield f"{name} is missing; write it (docs/author.md says what is in it)"
    if not entry.reference.is_file():
        yield f"reference/{entry.folder_name}.py is missing; write the reference"
    for folder in VERDICT_FOLDERS:
        if not entry.submissions(folder):
            yield f"submissions/{folder} has no file; add one"


def _stray(entry: Entry) -> Iterator[str]:
    known = {*PYTHON, *TEXTS, "submissions", "__pycache__", *siblings(entry)}
    for path in sorted(entry.folder.iterdir()):
        if path.name not in known:
            yield f"{path.name} belongs to nothing: no module of the kata imports it; remove it"
    for path in sorted((entry.folder / "submissions").glob("**/*")):
        parts = path.relative_to(entry.folder / "submissions").parts
        expected = len(parts) == 2 and path.suffix == ".py" and parts[0] in VERDICT_FOLDERS
        is_folder = path.is_dir() and (parts[0] in VERDICT_FOLDERS and len(parts) == 1)
        if "__pycache__" not in parts and not expected and not is_folder:
            yield f"submissions/{'/'.join(parts)} belongs to nothing; remove it"


def siblings(entry: Entry) -> set[str]:
    """Further modules of the folder that its modules import (`from . import shapes`)."""
    found: set[str] = set()
    waiting = [entry.folder / name for name in PYTHON if (entry.folder / name).is_file()]
    while waiting:
        try:
            tree = ast.parse(waiting.pop().read_text(encoding="utf-8"))
        except (SyntaxError, ValueError):
            continue  # told by whoever reads it next
        modules: list[str] = []
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level == 1:
                modules += [node.module] if node.module else [name.name for name in node.names]
        for name in {f"{module}.py" for module in modules} - found:
            if (entry.folder / name).is_file():
                found.add(name)
                waiting.append(entry.folder / name)
    return found


def _imports(entry: Entry) -> Iterator[str]:
    for part in ("cases", "check", "oracle"):
        try:
            entry.module(part)
        except Exception as error:
            yield f"{part}.py does not import: {type(error).__name__}: {error}; mend it"
    paths = [entry.starter, entry.reference]
    paths += [path for folder in VERDICT_FOLDERS for path in entry.submissions(folder).values()]
    for path in paths:
        try:
            parsed(path)
        except AuthorError as error:
            yield f"{error}; mend it"


def _open_ends(entry: Entry) -> Iterator[str]:
    """What the skeleton still asks for, in the order in which one writes a kata."""
    first = ("README.md", "kata.py", "cases.py", "oracle.py", "check.py", "starter.py", "hints.md")
    paths = [entry.folder / name for name in first]
    paths += [path for folder in VERDICT_FOLDERS for path in entry.submissions(folder).values()]
    for path in (*paths, entry.reference):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            before, found, rest = line.partition("TODO")
            if found:
                name = path.relative_to(entry.root)
                said = rest.strip().rstrip('",)').rstrip(".") or before.strip()
                yield f"TODO in {name}, line {number}: {said}"


def _twice(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [name for name in names if name in seen or seen.add(name)]  # type: ignore[func-returns-value]


def _names(kata: Kata) -> Iterator[str]:
    """What kata.py says, held against itself."""
    levels, functions = [each.name for each in kata.levels], [each.name for each in kata.functions]
    for name in _twice(levels) + _twice(functions):
        yield f"kata.py: two levels or two functions are called {name}; rename one"
    for level in kata.levels:
        if level.function not in functions:
            yield f"kata.py: {level.name} asks for {level.function}, which FUNCTIONS do not have"
        if not level.families:
            yield f"kata.py: {level.name} has no families; name small cases that decide it"
        if level.pars and not 0 < level.pars.bronze < level.pars.silver < level.pars.gold <= 1:
            yield f"kata.py: the pars of {level.name} must rise from bronze to gold, within 0 and 1"
        for name in _twice([*level.families, *level.workloads]):
            yield f"kata.py: {level.name} names {name} twice; remove one"
    for name in set(functions) - {level.function for level in kata.levels}:
        yield f"kata.py: no level asks for {name}; add a level or remove the function"
    if kata.capacity.level not in levels or "{time}" not in kata.capacity.sentence:
        yield "kata.py: capacity must name a level and have {time} in its sentence"


def _modules(entry: Entry) -> Iterator[str]:
    """cases.py and check.py against kata.py."""
    cases, check = entry.module("cases"), entry.module("check")
    for kind, known, named in (
        ("family", cases.FAMILIES, [name for each in entry.kata.levels for name in each.families]),
        ("workload", cases.WORKLOADS, [n for each in entry.kata.levels for n in each.workloads]),
    ):
        for name in dict.fromkeys(named):
            if name not in known:
                yield f"kata.py names the {kind} {name}, which cases.py does not have; add it"
        for name in known:
            if name not in named:
                yield f"no level uses the {kind} {name} of cases.py; name it in kata.py, or drop it"
    for level in entry.kata.levels:
        yield from _checks_of(level, check.CHECKS.get(level.name, ()), check)
    for name in set(check.CHECKS) - {level.name for level in entry.kata.levels}:
        yield f"check.py has checks for {name}, which is no level; remove them"


def _checks_of(level: Level, checks: tuple[object, ...], module: object) -> Iterator[str]:
    if not checks:
        yield f"check.py: CHECKS[{level.name!r}] is empty; name what can be wrong with an answer"
    for name in _twice(getattr(each, "__name__", "") for each in checks):
        yield f"check.py: two checks of {level.name} are called {name}; rename one"
    if level.score == "quality" and level.name not in getattr(module, "QUALITY", {}):
        yield f"check.py: QUALITY[{level.name!r}] is missing; say how good an answer is"


def _submissions(entry: Entry) -> Iterator[str]:
    """Rungs have files, and every file says what becomes of it."""
    try:
        entry.rungs()
    except KataError as error:
        yield f"{error}; add the file or remove the rung"
    levels = {level.name for level in entry.kata.levels}
    for folder in VERDICT_FOLDERS:
        for name, path in entry.submissions(folder).items():
            try:
                said = claims(path)
            except AuthorError as error:
                yield str(error)
                continue
            if folder == "accepted" and (not said.reaches or said.fails):
                yield f"accepted/{name}: write 'reaches: LEVEL TIER' lines, and no 'fails:'"
            if folder != "accepted" and (said.reaches or not said.fails):
                yield f"{folder}/{name}: write one line 'fails: CHECK at WHERE', and no 'reaches:'"
            for level in set(said.reaches) - levels:
                yield f"accepted/{name}: it reaches {level}, which is no level; correct the line"


def too_few_ways(entry: Entry) -> Iterator[str]:
    """Functions with fewer right solutions than keep the checks from asking for the reference's."""
    for function in entry.kata.functions:
        levels = {level.name for level in entry.kata.levels if level.function == function.name}
        ways = {
            skeleton(path)
            for path in entry.submissions("accepted").values()
            if levels & set(claims(path).reaches)
        }
        if len(ways) < WAYS_MIN:
            yield (
                f"{function.name} has {len(ways)} accepted submissions that differ; "
                f"add others, built differently, until there are {WAYS_MIN}"
            )


def headings(text: str) -> list[str]:
    """The headings of a Markdown text, in small letters and without marks."""
    return [
        re.sub(r"[`*_]", "", found).strip().lower()
        for found in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    ]


def _brief(entry: Entry) -> Iterator[str]:
    found = headings(entry.brief)
    for wanted in BRIEF:
        if not any(heading.startswith(wanted) for heading in found):
            yield f"README.md has no section '## {wanted.capitalize()}'; write it"
    for level in entry.kata.levels:
        in_heading = any(level.name in heading for heading in found)
        if not in_heading and f"`{level.name}`" not in entry.brief:
            yield f"README.md does not explain the level {level.name}; give it a section"


def _hints(entry: Entry) -> Iterator[str]:
    text = (entry.folder / "hints.md").read_text(encoding="utf-8")
    found = headings(text)
    for wanted in (*[level.name for level in entry.kata.levels], AFTER):
        if wanted.lower() not in found:
            yield f"hints.md has no section '## {wanted}'; write it"


def example(entry: Entry) -> Iterator[str]:
    """The starter shows a session, and the oracle gives its answers."""
    source = entry.starter.read_text(encoding="utf-8")
    if not ast.get_docstring(ast.parse(source)):
        yield "starter.py has no docstring; say what the learner is to do"
    if ">>>" not in source:
        yield "starter.py has no worked example; write one as a session (>>>) into a docstring"
        return
    failed, attempted, told = run_examples(entry.starter, entry.oracle, _defined(entry))
    if failed:
        yield (
            f"{failed} of {attempted} lines of starter.py's example are not what the oracle says "
            f"({told}); correct the one that is wrong"
        )


def _defined(entry: Entry) -> list[str]:
    return [name for function in entry.kata.functions for name in function.names]


def run_examples(starter: Path, oracle: Path, names: list[str]) -> tuple[int, int, str]:
    """The sessions of the starter's docstrings, played with the oracle's functions.

    How many lines failed, of how many, and the first of them.
    """
    import doctest

    scope: dict[str, object] = {"__name__": "starter"}
    exec(compile(starter.read_text(encoding="utf-8"), str(starter), "exec"), scope)
    answers: dict[str, object] = {"__name__": "oracle"}
    exec(compile(oracle.read_text(encoding="utf-8"), str(oracle), "exec"), answers)
    told: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    finder = doctest.DocTestFinder(recurse=True)
    playing = {**scope, **{name: answers[name] for name in names if name in answers}}
    for name in [name for name in names if name in scope]:
        for test in finder.find(scope[name], name, globs=dict(playing)):
            runner.run(test, out=told.append)
    result = runner.summarize(verbose=False)
    return result.failed, result.attempted, " ".join("".join(told[:1]).split())[-200:]
