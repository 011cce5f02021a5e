"""After a run of a world: one's guess beside the fact, the chain of events, curves, the life of one
thing in it, and the same world with one decision changed. What is told, the kata's story.py says.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from types import ModuleType

import click

from harness import place
from harness.catalog import Entry
from harness.cli import charts
from harness.cli.enter import is_ours
from harness.cli.render import Screen
from harness.judge.arena import SideEnded
from harness.judge.depth import drawn_of
from harness.judge.trial import SOLUTION, Judged, Trial
from harness.judge.verdict import ACCEPTED, WRONG_ANSWER
from harness.kata import Case, Level, Play


def story_of(entry: Entry) -> ModuleType | None:
    """How a kata tells of its worlds, if it has any."""
    return entry.module("story") if (entry.folder / "story.py").is_file() else None


def asked(entry: Entry, level: Level, screen: Screen) -> int | None:
    """What somebody at a terminal guesses, by its place among the options; None for no guess."""
    story = story_of(entry)
    if story is None or not screen.out.is_terminal or not is_ours():
        return None
    options = ", ".join(f"{i + 1} {name}" for i, name in enumerate(story.OPTIONS))
    screen.line(f"  {level.name}: {story.QUESTION} {options} (Enter: no guess)")
    typed = click.prompt("  your guess", default="", show_default=False).strip()
    known = [str(i + 1) for i in range(len(story.OPTIONS))]
    return known.index(typed) if typed in known else None


@dataclass(frozen=True)
class Told:
    """The guess and the fact, by their places among the options."""

    level: str
    guess: int | None
    fact: int


def tell(screen: Screen, judged: Judged, wanted: Level | None, guess: int | None) -> Told | None:
    """The evening of a level as it went; the wanted one, or the first that went wrong, or else the
    last. None where there is none to tell.
    """
    trial = judged.trial
    story, level = story_of(trial.entry), _level(judged, wanted)
    if story is None or level is None:
        return None
    family = next(iter(trial.entry.depth(level)))
    case = trial.entry.depth(level)[family](trial.secret.generator(*drawn_of(level, family)))
    screen.progress(f"{level.name}: the evening once more")
    if not _played(trial, level, case, None):
        return None
    fact = story.fact(case)
    _shown(screen, story, level, case, guess)
    if judged.results[level.name].verdict == WRONG_ANSWER:
        _changed(screen, story, trial, level, case)
    return Told(level.name, guess, fact)


def _level(judged: Judged, wanted: Level | None) -> Level | None:
    """A level with an evening that was played to its end."""
    told = [
        level
        for level in judged.trial.levels
        if judged.trial.entry.depth(level)
        and judged.results[level.name].verdict in (ACCEPTED, WRONG_ANSWER)
        and (judged.results[level.name].drawn[:1] in ((), ("depth",)))
    ]
    wrong = [each for each in told if judged.results[each.name].verdict == WRONG_ANSWER]
    if wanted in told:
        return wanted
    return next(iter(wrong or told[-1:]), None)


def _played(trial: Trial, level: Level, case: Case, variant: Play | None) -> bool:
    """The evening in a fresh box; whether it came to its end."""
    function = trial.entry.kata.function_of(level)
    if variant is not None:
        function = replace(function, play=variant)
    try:
        with trial.arena(SOLUTION) as arena:
            arena.run(function, case, trial.entry.kata.limits.call_s, alone=SOLUTION)
    except SideEnded:
        return False
    return True


def _shown(screen: Screen, story: ModuleType, level: Level, case: Case, guess: int | None) -> None:
    fact = story.OPTIONS[story.fact(case)]
    screen.line()
    screen.line("  ", (level.name, "bold"), ", the evening")
    said = "" if guess is None else f" Your guess was: {story.OPTIONS[guess]}."
    screen.line(f"    {story.QUESTION.rstrip('?')}: {fact}.{said}")
    for text in story.chain(case):
        screen.line(f"    {text}")
    curves = story.curves(case)
    for text in charts.lines(curves):
        screen.line((f"    {text}", "dim"))
    screen.line("    the life of one post: " + "; ".join(story.life(case)))
    with suppress(OSError):
        path = place.own() / f"{level.name}.svg"
        path.parent.mkdir(exist_ok=True)
        beside = path.with_suffix(".new")
        beside.write_text(charts.svg(f"{level.name}", curves, "the evening"), encoding="utf-8")
        os.replace(beside, path)
        screen.line((f"    as a picture: {path}", "dim"))


def _changed(screen: Screen, story: ModuleType, trial: Trial, level: Level, case: Case) -> None:
    """The one change that helps most, found by playing all there are."""
    before, numbers = story.distance(case)
    best, told = before, ""
    for name, (sentence, _) in story.VARIANTS.items():
        screen.progress(f"{level.name}: if {sentence}")
        if _played(trial, level, case, partial(story.play_variant, name=name)):
            after, changed = story.distance(case)
            if after < best:
                kept = "all limits hold" if after == 0 else "better, and not enough"
                best, told = after, f"{sentence}: {changed} ({kept})"
            if after == 0:
                break
    screen.line(f"    as it was: {numbers}")
    screen.line(f"    if {told}" if told else "    no single change that was tried helps")
