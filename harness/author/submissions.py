"""A kata's own submissions before its small cases: are right ones right, is each wrong one stopped
by the check it names, and does every check stop somebody?
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.author import consistency
from harness.author.full_size import too_slow_as_stated
from harness.author.parallel import together
from harness.author.seeds import UNTOUCHED, Heard, Matrix, failures
from harness.catalog import Entry
from harness.catalog.claims import Fails, claims
from harness.catalog.mistakes import Wrong
from harness.catalog.solution import Solution, of_wrong, read
from harness.judge.verdict import ACCEPTED, LevelResult
from harness.kata import Function, Level

FAILS_LISTED = 3
"""Further seeds with the same fault say nothing new."""
Kills = dict[str, dict[str, int]]
"""Wrong submission -> check -> on how many seeds it was stopped by it."""


def not_right(matrix: Matrix, seeds: int) -> Iterator[str]:
    """What is wrong with oracle, reference, accepted submissions and ways: each is right at exactly
    the levels that it says it reaches, or whose function it defines.
    """
    for faults in together(lambda one: [*_not_right(matrix, seeds, *one)], _right(matrix.entry)):
        yield from faults


def _right(entry: Entry) -> Iterator[tuple[Solution, set[str]]]:
    """Everything that is to be right, and at which levels."""
    everything = {level.name for level in entry.kata.levels}
    yield read(entry.oracle, "oracle", own=False), everything
    yield read(entry.reference, "reference", own=False), everything
    for name, path in entry.submissions("accepted").items():
        yield read(path, f"accepted/{name}", own=False), set(claims(path).reaches)
    for name, path in entry.ways().items():
        levels = _levels_of(entry, consistency.function_in(entry.kata, path))
        yield read(path, f"mistakes/{name}", own=False), {level.name for level in levels}


def _not_right(matrix: Matrix, seeds: int, solution: Solution, levels: set[str]) -> Iterator[str]:
    heard = matrix.hear(solution, range(seeds), deep=solution.path != matrix.entry.oracle)
    for level in matrix.entry.kata.levels:
        for seed, results in enumerate(heard.by_seed):
            result = results[level.name]
            if level.name in levels and result.verdict != ACCEPTED:
                yield f"{solution.name} is {_told(result)}, seed {seed}; mend it"
                break
            if level.name not in levels and result.verdict not in UNTOUCHED:
                yield (
                    f"{solution.name} does not say what it reaches at {level.name}, where it "
                    f"is {result.verdict}; add 'reaches: {level.name} MEDAL'"
                )
                break


def not_stopped(matrix: Matrix, seeds: int, kills: Kills) -> Iterator[str]:
    """Wrong submissions that are not stopped as they state, on every seed; `kills` is filled."""
    wrong = matrix.entry.wrong()
    for heard_of_way in together(lambda some: _heard_wrong(matrix, seeds, some), _by_way(wrong)):
        for heard in heard_of_way:
            name = heard.solution.name
            kills[name] = _kills(heard)
            yield from _not_as_stated(matrix.entry, wrong[name].fails, heard)


def _by_way(wrong: dict[str, Wrong]) -> list[list[Wrong]]:
    """The mistakes of a way together, whole files alone; the most first, for they take longest."""
    ways: dict[str, list[Wrong]] = {}
    for each in wrong.values():
        ways.setdefault(each.way or f"{each.name}.py", []).append(each)
    return sorted(ways.values(), key=len, reverse=True)


def _heard_wrong(matrix: Matrix, seeds: int, wrong: list[Wrong]) -> list[Heard]:
    """A whole file, or all mistakes on one way."""
    if not wrong[0].way:
        return [matrix.hear(of_wrong(wrong[0]), range(seeds))]
    path = matrix.entry.way(wrong[0].way)
    function = consistency.function_in(matrix.entry.kata, path)
    return matrix.hear_mistakes(function, path.read_text("utf-8"), wrong, range(seeds))


def _kills(heard: Heard) -> dict[str, int]:
    """Check -> on how many seeds it stopped the solution."""
    count: dict[str, int] = {}
    for results in heard.by_seed:
        for stop in failures(results):
            count[stop.check] = count.get(stop.check, 0) + 1
    return count


def _not_as_stated(entry: Entry, stated: Fails, heard: Heard) -> Iterator[str]:
    name = heard.solution.name
    defined = [each.name for each in entry.kata.functions if set(each.names) <= heard.defined]
    if len(defined) > 1:
        yield f"wrong_answer/{name} defines {' and '.join(defined)}; keep the one it gets wrong"
    others: dict[str, list[int]] = {}
    for seed, results in enumerate(heard.by_seed):
        stops = failures(results)
        if stops != [stated]:
            found = " and ".join(map(str, stops)) or "nothing: it is right"
            others.setdefault(found, []).append(seed)
    for found, seeds in list(others.items())[:FAILS_LISTED]:
        yield (
            f"wrong_answer/{name} says '{stated}', but is stopped by {found} "
            f"({_seeds(seeds)}); make the family decisive, or correct the line"
        )


def idle_checks(entry: Entry, kills: Kills) -> Iterator[str]:
    """Checks that stop nobody."""
    for function in entry.kata.functions:
        levels = _levels_of(entry, function)
        names = {each.__name__ for level in levels for each in entry.checks(level)}
        for name in sorted(names - _killers(entry, levels, kills)):
            yield (
                f"no wrong submission of {function.name} is stopped by {name}; write one that "
                "an engineer could have written, or remove the check"
            )


def _killers(entry: Entry, levels: list[Level], kills: Kills) -> set[str]:
    """The checks of these levels that have stopped somebody."""
    places = {name for level in levels for name in [*entry.families(level), *entry.depth(level)]}
    return {
        check
        for name, wrong in entry.wrong().items()
        if wrong.fails.where in places
        for check in kills.get(name, {})
    }


def not_slow(matrix: Matrix, seeds: int, quick: bool) -> Iterator[str]:
    """Slow submissions that are wrong on small cases or, unless `quick`, fast enough at full size;
    nothing is timed before all have been heard.
    """
    slow = matrix.entry.slow()
    solutions = [of_wrong(each) for each in slow.values()]
    for heard in [*together(lambda one: matrix.hear(one, range(seeds), deep=False), solutions)]:
        name = heard.solution.name
        for seed, results in enumerate(heard.by_seed):
            if failures(results):
                yield (
                    f"time_limit/{name} is stopped by {failures(results)[0]}, seed {seed}; it "
                    "must be right on the small cases and slow at full size"
                )
                break
        if not quick:
            stated = slow[name].fails
            yield from too_slow_as_stated(matrix.entry, heard.solution, stated, matrix.setting)


def _levels_of(entry: Entry, function: Function) -> list[Level]:
    return [level for level in entry.kata.levels if level.function == function.name]


def _told(result: LevelResult) -> str:
    check = f"{result.check} at " if result.check else "at " if result.where else ""
    return f"{result.verdict} at {result.level}: {check}{result.where}: {result.text}".strip(": ")


def _seeds(seeds: list[int]) -> str:
    return f"{'seed' if len(seeds) == 1 else f'{len(seeds)} seeds, the first is'} {seeds[0]}"
