"""One file to be judged, or explained, as a value that goes to another process or machine."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness import __version__, catalog
from harness.box import Setting
from harness.catalog import Entry
from harness.catalog.solution import Solution
from harness.errors import MisuseError
from harness.grade.explain import explained
from harness.grade.facts import Explained, Facts
from harness.judge.every_family import Exam, every_family
from harness.judge.secret import Secret
from harness.judge.trial import Trial, in_best_mode


@dataclass(frozen=True)
class Task:
    """A source before all cases of a kata that a secret makes; with `facts`, to be explained.

    `edition` says which code of which kata judges: elsewhere there may be another.
    """

    kata: str
    edition: str
    secret: str
    name: str
    source: str
    facts: Facts | None = None

    def as_json(self) -> dict[str, Any]:
        facts = self.facts.as_json() if self.facts else None
        return {**vars(self), "facts": facts}

    @staticmethod
    def of_json(found: Mapping[str, Any]) -> Task:
        """What `as_json` wrote."""
        facts = Facts.of_json(found["facts"]) if found["facts"] else None
        return Task(**{**found, "facts": facts})


def edition_of(entry: Entry) -> str:
    """The harness and the kata: what one edition says of a file, another need not."""
    return f"{__version__} {entry.kata.version} {entry.digest}"


class Judge:
    """Does tasks, one after another; of each kata and secret the cases are made once.

    One thread's: boxes die with the thread that started them, and known mistakes are tried where
    an alarm can stop them, which is a process's first thread.
    """

    def __init__(self) -> None:
        self._exam: Exam | None = None
        self._setting: Setting | None = None

    def done(self, task: Task) -> dict[str, Any]:
        """What `facts_of` or `explained_of` reads. MisuseError where another edition is installed
        here; JudgeError where the judge itself fails.
        """
        exam = self._exam_of(task)
        trial = self._trial(exam, task)
        if task.facts is not None:
            return {"levels": [each.as_json() for each in explained(trial, task.facts)]}
        return Facts.of_results(trial.setting.mode, every_family(trial, exam)).as_json()

    def _exam_of(self, task: Task) -> Exam:
        exam = self._exam
        if exam is None or exam.entry.kata.name != task.kata or exam.secret.master != _master(task):
            entry = catalog.find(task.kata)
            if edition_of(entry) != task.edition:
                raise MisuseError(
                    f"Another edition of {task.kata} is installed here; install the same "
                    "everywhere, or points would differ."
                )
            exam, self._setting = Exam(entry, Secret(_master(task))), None
            self._exam = exam
        return exam

    def _trial(self, exam: Exam, task: Task) -> Trial:
        solution = Solution(task.name, task.source, own=True, path=Path(task.name))
        made = functools.partial(Trial, exam.entry, solution, exam.entry.kata.levels)
        if self._setting is None:
            kata = exam.entry.kata
            self._setting = in_best_mode(
                lambda mode: Setting(mode, kata.limits, threads=kata.threads), made
            ).setting
        return made(self._setting, exam.secret)


def _master(task: Task) -> bytes:
    return bytes.fromhex(task.secret)


def facts_of(answer: Mapping[str, Any]) -> Facts:
    """What a task without facts came to."""
    return Facts.of_json(answer)


def explained_of(answer: Mapping[str, Any]) -> tuple[Explained, ...]:
    """What a task with facts came to."""
    return tuple(Explained.of_json(each) for each in answer["levels"])
