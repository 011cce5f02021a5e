"""Cases of twitter as lines: a site, its evening, its cores and its limits.

evening 3
seed 4711
users 50000
seconds 60
deliver_cores 4
read_cores 7
p99_ms 300          # a limit; one that is left out does not hold
"""

from __future__ import annotations

from harness.kata import Case, CaseText
from katas import lines

from .evenings import NO_LIMIT

_NAMES = ("evening", "seed", "users", "seconds", "deliver_cores", "read_cores", *NO_LIMIT)


def _tell(case: Case) -> list[str]:
    return [f"{name} {case[name]}" for name in _NAMES if case[name] != NO_LIMIT.get(name)]


def _read(text: list[str]) -> Case:
    words = lines.Words(text, numbers=_NAMES)
    return {name: words.number(name, *_default(name)) for name in _NAMES}


def _default(name: str) -> tuple[int, ...]:
    return (NO_LIMIT[name],) if name in NO_LIMIT else ()


TEXTS = {"Site": CaseText(_tell, _read)}
