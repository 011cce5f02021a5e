"""What lies in a kata's folder, and whether its parts fit together; nothing is judged here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from harness import mistakes
from harness.catalog import VERDICT_FOLDERS, Entry
from harness.claims import claims, parsed, skeleton
from harness.errors import AuthorError, KataError
from harness.kata import Function, Kata, Level

PYTHON = ("__init__.py", "kata.py", "oracle.py", "starter.py")
PACKAGES = ("cases", "checks")
"""A module, or a package with a module for each level."""
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
    for name in PACKAGES:
        if not _modules_of(entry, name):
            yield f"{name}.py is missing; write it (docs/author.md says what is in it)"
    if not entry.reference.is_file():
        yield f"reference/{entry.folder_name}.py is missing; write the reference"
    for folder in ("accepted", "time_limit"):
        if not entry.submissions(folder):
            yield f"submissions/{folder} has no file; add one"
    if not entry.ways() and not entry.submissions("wrong_answer"):
        yield "there is no wrong submission; write one in mistakes or submissions/wrong_answer"


def _stray(entry: Entry) -> Iterator[str]:
    known = {*PYTHON, *TEXTS, *PACKAGES, "submissions", "mistakes", "__pycache__"}
    used = {path.relative_to(entry.folder) for path in imported(entry)}
    for path in sorted(entry.folder.iterdir()):
        if path.name not in known and Path(path.name) not in used:
            yield f"{path.name} belongs to nothing: no module of the kata imports it; remove it"
    for package in PACKAGES:
        for path in sorted((entry.folder / package).glob("*")):
            place = path.relative_to(entry.folder)
            if path.name not in ("__init__.py", "__pycache__") and place not in used:
                yield f"{place} belongs to nothing: no module of the kata imports it; remove it"
    for path in sorted((entry.folder / "submissions").glob("**/*")):
        parts = path.relative_to(entry.folder / "submissions").parts
        expected = len(parts) == 2 and path.suffix == ".py" and parts[0] in VERDICT_FOLDERS
        is_folder = path.is_dir() and (parts[0] in VERDICT_FOLDERS and len(parts) == 1)
        if "__pycache__" not in parts and not expected and not is_folder:
            yield f"submissions/{'/'.join(parts)} belongs to nothing; remove it"

    for path in sorted((entry.folder / "mistakes").glob("*")):
        if path.suffix not in (".py", ".md") and path.name != "__pycache__":
            yield f"mistakes/{path.name} belongs to nothing; remove it"


def _modules_of(entry: Entry, part: str) -> list[Path]:
    """The module of a part, or the first of its package, if there is one."""
    old = {"checks": "check.py"}.get(part, "")
    places = [f"{part}.py", f"{part}/__init__.py", *([old] if old else [])]
    return [entry.folder / place for place in places if (entry.folder / place).is_file()]


def imported(entry: Entry) -> set[Path]:
    """The modules of the folder that its fixed ones import (`from . import shapes`), and those."""
    waiting = [entry.folder / name for name in PYTHON if (entry.folder / name).is_file()]
    waiting += [path for part in PACKAGES for path in _modules_of(entry, part)]
    found = set(waiting)
    while waiting:
        path = waiting.pop()
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except (SyntaxError, ValueError):
            continue  # told by whoever reads it next
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level:
                above = path.parents[node.level - 1]
                base = above.joinpath(*(node.module or "").split("."))
                named = [base / alias.name for alias in node.names] + [base]
                files = [place for each in named for place in (f"{each}.py", each / "__init__.py")]
                for file in map(Path, files):
                    if file.is_file() and file not in found:
                        found.add(file)
                        waiting.append(file)
    return found


def _imports(entry: Entry) -> Iterator[str]:
    for path in (*[path for part in PACKAGES for path in _modules_of(entry, part)], entry.oracle):
        place = path.relative_to(entry.folder)
        try:
            entry.module(path.stem if path.stem != "__init__" else path.parent.name)
        except Exception as error:
            yield f"{place} does not import: {type(error).__name__}: {error}; mend it"
    paths = [entry.starter, entry.reference]
    paths += [path for folder in VERDICT_FOLDERS for path in entry.submissions(folder).values()]
    paths += entry.ways().values()
    for path in paths:
        try:
            parsed(path)
        except AuthorError as error:
            yield f"{error}; mend it"


def _open_ends(entry: Entry) -> Iterator[str]:
    """What the skeleton still asks for, in the order in which one writes a kata."""
    paths = [entry.folder / "README.md", entry.folder / "kata.py"]
    paths += [*_modules_of(entry, "cases"), entry.oracle, *_modules_of(entry, "checks")]
    paths += [entry.starter, entry.folder / "hints.md"]
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
        if level.pars and not 0 < level.pars.bronze < level.pars.silver < level.pars.gold <= 1:
            yield f"kata.py: the pars of {level.name} must rise from bronze to gold, within 0 and 1"
        for name in _twice(level.workloads):
            yield f"kata.py: {level.name} names {name} twice; remove one"
    for name in set(functions) - {level.function for level in kata.levels}:
        yield f"kata.py: no level asks for {name}; add a level or remove the function"
    if kata.capacity.level not in levels or "{time}" not in kata.capacity.sentence:
        yield "kata.py: capacity must name a level and have {time} in its sentence"


def _modules(entry: Entry) -> Iterator[str]:
    """Cases and checks against kata.py."""
    levels = entry.kata.levels
    for part in ("cases", "checks"):
        yield from _strangers(entry, part)
    try:
        families = [name for level in levels for name in entry.families(level)]
        workloads = entry.workloads
        checks = {level.name: entry.checks(level) for level in levels}
    except (AttributeError, AuthorError) as error:
        yield f"{error}; name families and checks in __all__ of their modules"
        return
    for name in _twice(families):
        yield f"two levels have a family called {name}; rename one"
    for level in levels:
        if not entry.families(level):
            yield f"{level.name} has no families; write small cases that decide it"
    named = [name for level in levels for name in level.workloads]
    for name in dict.fromkeys(named):
        if name not in workloads:
            yield f"kata.py names the workload {name}, which no WORKLOADS have; add it"
    for name in workloads:
        if name not in named:
            yield f"no level uses the workload {name}; name it in kata.py, or drop it"
    for level in levels:
        yield from _checks_of(entry, level, checks[level.name])


def _strangers(entry: Entry, part: str) -> Iterator[str]:
    """Levels of a package of cases or checks that the kata does not have."""
    if (entry.folder / part).is_dir():
        for name in set(entry.module(part).LEVELS) - {level.name for level in entry.kata.levels}:
            yield f"{part}/__init__.py: LEVELS names {name}, which is no level; remove it"


def _checks_of(entry: Entry, level: Level, checks: tuple[object, ...]) -> Iterator[str]:
    if not checks:
        yield f"{level.name} has no checks; name what can be wrong with an answer"
    for name in _twice(getattr(each, "__name__", "") for each in checks):
        yield f"two checks of {level.name} are called {name}; rename one"
    if level.score == "quality" and entry.quality(level) is None:
        yield f"checks: QUALITY[{level.name!r}] is missing; say how good an answer is"


def _submissions(entry: Entry) -> Iterator[str]:
    """Rungs have files, and every file says what becomes of it."""
    try:
        entry.rungs()
    except KataError as error:
        yield f"{error}; add the file or remove the rung"
    levels = {level.name for level in entry.kata.levels}
    for name, path in entry.ways().items():
        defined = functions_in(entry.kata, path)
        if len(defined) != 1:
            several = " and ".join(each.name for each in defined) or "no function of the kata"
            yield f"mistakes/{name}.py, line 1: it defines {several}; a way defines one"
    yield from mistakes.faults(entry.folder, entry.submissions("wrong_answer"))
    for folder in ("accepted", "time_limit"):
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


def functions_in(kata: Kata, path: Path) -> list[Function]:
    """The functions of the kata that a file defines."""
    defined = {getattr(node, "name", "") for node in parsed(path).body}
    return [function for function in kata.functions if set(function.names) <= defined]


def function_in(kata: Kata, path: Path) -> Function:
    """The one function of the kata that a way defines."""
    defined = functions_in(kata, path)
    if len(defined) != 1:
        raise AuthorError(f"{path.name} must define one function of the kata, not {len(defined)}.")
    return defined[0]


def too_few_ways(entry: Entry) -> Iterator[str]:
    """Functions with fewer right solutions than keep the checks from asking for the reference's."""
    for function in entry.kata.functions:
        levels = {level.name for level in entry.kata.levels if level.function == function.name}
        ways = {
            skeleton(path)
            for path in entry.submissions("accepted").values()
            if levels & set(claims(path).reaches)
        }
        ways |= {
            skeleton(path)
            for path in entry.ways().values()
            if function in functions_in(entry.kata, path)
        }
        if len(ways) < WAYS_MIN:
            yield (
                f"{function.name} has {len(ways)} right submissions that differ; add accepted "
                f"ones or ways, built differently, until there are {WAYS_MIN}"
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
