"""Whether the parts of a kata agree: kata.py, cases, checks, submissions and ways."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from harness.catalog import Entry, mistakes
from harness.catalog.claims import claims, parsed, skeleton
from harness.errors import AuthorError, KataError
from harness.kata import Function, Kata, Level

WAYS_MIN = 2
"""Different right solutions a function needs beside oracle and reference."""


def contradictions(entry: Entry) -> Iterator[str]:
    """What contradicts itself: one sentence each, with what to do."""
    yield from _names(entry.kata)
    yield from _modules(entry)
    yield from _submissions(entry)


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
    files = entry.submissions("wrong_answer") | entry.submissions("time_limit")
    unreadable = [*mistakes.faults(entry.folder, files)]
    yield from unreadable
    if not unreadable:
        yield from _other_functions(entry)
    if not unreadable and not entry.slow():
        yield "there is no slow submission; write one in mistakes or submissions/time_limit"
    for name, path in entry.submissions("accepted").items():
        try:
            said = claims(path)
        except AuthorError as error:
            yield str(error)
            continue
        if not said.reaches or said.fails:
            yield f"accepted/{name}: write 'reaches: LEVEL MEDAL' lines, and no 'fails:'"
        for level in set(said.reaches) - levels:
            yield f"accepted/{name}: it reaches {level}, which is no level; correct the line"


def _other_functions(entry: Entry) -> Iterator[str]:
    """Mistakes that are no longer of their way's function."""
    for each in entry.stopped().values():
        if each.diff:
            wanted = functions_in(entry.kata, entry.way(each.way))
            if _functions_of(entry.kata, ast.parse(each.source)) != wanted:
                yield f"mistakes/{each.way}.md: {each.name} is of another function than its way"


def functions_in(kata: Kata, path: Path) -> list[Function]:
    """The functions of the kata that a file defines."""
    return _functions_of(kata, parsed(path))


def functions_of(kata: Kata, source: str) -> list[Function]:
    """The functions of the kata that a source defines."""
    return _functions_of(kata, ast.parse(source))


def _functions_of(kata: Kata, tree: ast.Module) -> list[Function]:
    defined = {getattr(node, "name", "") for node in tree.body}
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
