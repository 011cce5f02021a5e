"""Automatic mistakes: inputs cut to what does not hold them, repeats swallowed, and slips in ways.

What is cut is done to the case, before the reference gets it: if the answer is right all the same
on every family, no case needs the values that kata.py says there may be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from harness import binding
from harness.author import consistency
from harness.author.parallel import together
from harness.author.reach import excused, extent, inputs_of
from harness.author.seeds import Matrix
from harness.author.slips import Slip, slips
from harness.author.stand import Stand
from harness.catalog import Entry
from harness.catalog.claims import Fails
from harness.catalog.mistakes import Wrong
from harness.catalog.solution import read
from harness.errors import AuthorError
from harness.judge.answer import first_fault
from harness.judge.arena import SideEnded
from harness.judge.trial import REFERENCE
from harness.judge.verdict import ACCEPTED
from harness.kata import Answers, Case, Function, Level, Parameter

Cut = Callable[[np.ndarray], np.ndarray]
CUTS: dict[str, tuple[float, float, Cut]] = {
    "cut to 8 bits": (1 - 2**8, 2**8 - 1, lambda values: values & 0xFF),
    "cut to 16 bits": (1 - 2**16, 2**16 - 1, lambda values: values & 0xFFFF),
    "cut to 31 bits": (1 - 2**31, 2**31 - 1, lambda values: values & 0x7FFFFFFF),
    "cut to 32 bits": (-(2**31), 2**31 - 1, lambda values: values.astype(np.int32)),
    "as float32": (-(2**24), 2**24, lambda values: _through(values, np.float32)),
    "as float64": (-(2**53), 2**53, lambda values: _through(values, np.float64)),
}
"""How an input is kept too small -> the ends beyond which that is tried, and what becomes of it."""


def _through(values: np.ndarray, dtype: Any) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return values.astype(dtype).astype(np.int64)


@dataclass(frozen=True)
class Tried:
    """An automatic mistake: rejected, alive, or not applicable, and why."""

    function: str
    how: str
    verdict: str
    text: str

    @property
    def alive(self) -> bool:
        return self.verdict == "alive"

    def __str__(self) -> str:
        return f"{self.function}, {self.how}: {self.verdict}: {self.text}"


def try_all(matrix: Matrix, seeds: range) -> Iterator[Tried]:
    """Every automatic mistake of every function."""
    functions = matrix.entry.kata.functions
    for found in together(lambda one: [*_of_inputs(matrix, one, seeds)], functions):
        yield from found
    for found in together(lambda one: _of_way(matrix, one, seeds), matrix.entry.ways().values()):
        yield from found


def mistakes_of(entry: Entry, function: Function) -> list[str]:
    """What the automatic mistakes of a function are called, as UNREACHED may excuse them."""
    found = [*edits(function)]
    for path in entry.ways().values():
        if consistency.function_in(entry.kata, path).name == function.name:
            made = slips(path.read_text("utf-8"), function)
            found += [f"{path.stem}: {each.name}" for each in made]
    return found


# inputs


Edit = Callable[[Case], tuple[Case, Callable[[Answers], Answers]] | None]
"""A case as the mistake sees it, and the answer as it gives it; None where it is as it was."""


def _of_inputs(matrix: Matrix, function: Function, seeds: range) -> Iterator[Tried]:
    with matrix.stand(read(matrix.entry.reference, REFERENCE, own=False)) as stand:
        for name, edit in edits(function).items():
            yield _tried(matrix, stand, function, name, edit, seeds)


def edits(function: Function) -> dict[str, Edit]:
    """What is done to the cases of a function, by its name."""
    found: dict[str, Edit] = {}
    for each in inputs_of(function):
        low, high = extent(function, each)
        for how, (least, most, cut) in CUTS.items():
            whole = np.dtype(each.spec.partition("[")[0]).kind in "iu"
            if whole and (low < least or high > most):
                found[f"{each.name} {how}"] = _cutting(function, each, cut)
    return found | ({"repeats swallowed": _swallowed} if _rows_answered(function) else {})


def _tried(
    matrix: Matrix, stand: Stand, function: Function, name: str, edit: Edit, seeds: range
) -> Tried:
    levels = [one for one in matrix.entry.kata.levels if one.function == function.name]
    if function.turns or all(level.score == "quality" for level in levels):
        text = "any legal answer is right, and how good it is shows at full size"
        return Tried(function.name, name, "not applicable", text)
    places: dict[str, int] = {}
    missed = []
    for seed in seeds:
        place = _place(matrix, stand, function, levels, edit, seed)
        if place:
            places[place] = places.get(place, 0) + 1
        else:
            missed.append(seed)
    deep = {name for level in levels for name in matrix.entry.depth(level)}
    if places and places.keys() <= deep and missed == [*seeds[matrix.deep_seeds :]]:
        missed = []  # a long history has stopped it, and is played on the first seeds only
    why = excused(matrix.entry, function, name)
    if why and not missed:
        text = f"no more, {', '.join(places)} rejects it, and UNREACHED excuses it; remove that"
        return Tried(function.name, name, "alive", text)
    if why:
        return Tried(function.name, name, "not applicable", why)
    if missed:
        text = f"right on {len(missed)} of {len(seeds)} seeds, the first is {missed[0]}"
        return Tried(function.name, name, "alive", text)
    return Tried(function.name, name, "rejected", ", ".join(places))


def _place(
    matrix: Matrix,
    stand: Stand,
    function: Function,
    levels: list[Level],
    edit: Edit,
    seed: int,
) -> str:
    """The first family that shows it; nothing, where none does."""
    for level in levels:
        families = list(matrix.entry.families(level))
        families += matrix.entry.depth(level) if seed < matrix.deep_seeds else []
        for family in families:
            if _shows(matrix, stand, function, level, family, edit, seed):
                return family
    return ""


def _shows(
    matrix: Matrix,
    stand: Stand,
    function: Function,
    level: Level,
    family: str,
    edit: Edit,
    seed: int,
) -> bool:
    case = matrix.case(family, seed)
    edited = edit(case)
    if edited is None:
        return False
    answer = matrix.by_reference if family in matrix.entry.depth(level) else matrix.expected
    expected = answer(level, family, seed)
    try:
        ran = stand.run(function, edited[0], matrix.entry.kata.limits.call_s)
    except SideEnded:
        return True
    except AuthorError:
        return False  # a number that says how large something is: the call cannot be made
    got = edited[1](ran.answer)
    return first_fault(matrix.entry.checks(level), level, case, expected, got) is not None


def _cutting(function: Function, each: Parameter, cut: Cut) -> Edit:
    built = each in [*binding.flatten(function.build)]

    def edit(case: Case) -> tuple[Case, Callable[[Answers], Answers]] | None:
        if "batches" in case and not built:
            batches = [_cut_in(batch, each, cut) for batch in case["batches"]]
            changed = any(new is not old for new, old in zip(batches, case["batches"], strict=True))
            return ({**case, "batches": batches}, _as_it_is) if changed else None
        made = _cut_in(case, each, cut)
        return (made, _as_it_is) if made is not case else None

    return edit


def _cut_in(case: Case, each: Parameter, cut: Cut) -> Case:
    """The case with what is left of an input; the same case, where all is left."""
    value = case[each.name]
    array = np.atleast_1d(np.asarray(value))
    kept = cut(array).astype(array.dtype)
    if np.array_equal(kept, array):
        return case
    return {**case, each.name: int(kept[0]) if np.ndim(value) == 0 else kept}


def _as_it_is(answer: Answers) -> Answers:
    return answer


def _rows_answered(function: Function) -> bool:
    """Whether a stream's inputs and outputs are all of one length: an answer for each row."""
    flat = [*binding.flatten(function.parameters)]
    return function.shape == "stream" and len({_length(each) for each in flat}) == 1


def _length(each: Parameter) -> str:
    return each.spec.partition("[")[2].rstrip("]").partition(",")[0]


def _swallowed(case: Case) -> tuple[Case, Callable[[Answers], Answers]] | None:
    """Rows that repeat the row before get its answer, and are not passed on."""
    rows, batches = [], []
    for batch in case["batches"]:
        names = [key for key in batch if not key.startswith("_") and np.ndim(batch[key])]
        same = np.logical_and.reduce([_same_as_before(batch[key]) for key in names])
        whole = {**batch, **{key: batch[key][~same] for key in names}}
        rows.append(np.cumsum(~same) - 1)
        batches.append(whole)
    offsets = np.cumsum([0, *(len(np.unique(each)) for each in rows)])
    places = np.concatenate([each + at for each, at in zip(rows, offsets, strict=False)])
    if len(places) == offsets[-1]:
        return None
    return {**case, "batches": batches}, lambda got: {key: got[key][places] for key in got}


def _same_as_before(values: np.ndarray) -> np.ndarray:
    same = np.zeros(len(values), bool)
    same[1:] = (values[1:] == values[:-1]).all(axis=tuple(range(1, values.ndim)))
    return same


# ways


def _of_way(matrix: Matrix, path: Path, seeds: range) -> list[Tried]:
    """The slips of a way, each on a few seeds: they are decisive or they are nothing."""
    function = consistency.function_in(matrix.entry.kata, path)
    if function.shape == "policy":
        return []
    source = path.read_text("utf-8")
    made = slips(source, function)
    names = {each.same: f"same_{number}" for number, each in enumerate(made)}
    same = {name: text for text, name in names.items()}
    right = _alive(matrix, function, source, same, seeds[:1])
    sources = {each.name: each.source for each in made if names[each.same] in right}
    alive = _alive(matrix, function, source, sources, seeds)
    found = []
    for each in made:
        name = f"{path.stem}: {each.name}"
        if each.name not in sources:
            text = "the same edit as identity is not right"
            found.append(Tried(function.name, name, "not applicable", text))
        elif each.name in alive:
            found.append(_judged(matrix, function, name, source, each, seeds))
        else:
            found.append(Tried(function.name, name, "rejected", "by a family"))
    return found


def _judged(
    matrix: Matrix, function: Function, name: str, source: str, slip: Slip, seeds: range
) -> Tried:
    """A slip that is right everywhere: has it had nothing to do?"""
    why = excused(matrix.entry, function, name)
    if why:
        return Tried(function.name, name, "not applicable", why)
    if slip.ends and _alive(matrix, function, source, {"ends": slip.ends}, seeds):
        text = "no case holds so much; the domains of its sizes say whether one should"
        return Tried(function.name, name, "not applicable", text)
    return Tried(function.name, name, "alive", "it is right on every family")


def _alive(
    matrix: Matrix, function: Function, way: str, sources: dict[str, str], seeds: range
) -> set[str]:
    """Which of these sources are right on some seed."""
    wrong = [_as_wrong(name, source) for name, source in sources.items()]
    alive = set()
    for heard in matrix.hear_mistakes(function, way, wrong, seeds[: matrix.deep_seeds]):
        for results in heard.by_seed:
            if all(result.verdict == ACCEPTED for result in results.values()):
                alive.add(heard.solution.name)
    return alive


def _as_wrong(name: str, source: str) -> Wrong:
    return Wrong(name, source, "", Fails("", ""), Path(name))
