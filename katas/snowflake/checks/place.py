"""The place of a wrong answer, and how to speak of it."""

from __future__ import annotations

from dataclasses import dataclass

from ..constants import EPOCH_MS

CODES = {0: "nothing", -1: "WENT_BACK", -2: "USED_UP", -3: "TOO_FAR", -4: "OUTSIDE"}


def parts(number: int) -> tuple[int, int, int]:
    """Unix time, worker and sequence of an id."""
    return (number >> 22) + EPOCH_MS, number >> 12 & 1023, number & 4095


def words(answer: int) -> str:
    """An answer as one reads it."""
    if answer > 0:
        ms, worker, sequence = parts(answer)
        return f"id {answer} (time {ms}, worker {worker}, sequence {sequence})"
    return f"{CODES[answer]} ({answer})" if answer in CODES else str(answer)


@dataclass
class Place:
    """The first wrong answer, with all that was true when it was asked for."""

    where: str
    expected: int
    got: int
    after_refusal: bool = False
    issued: bool = False
    starts_after_ms: int | None = None

    def says(self, meaning: str) -> str:
        """A sentence about the place."""
        return f"{self.where}: expected {words(self.expected)}, got {words(self.got)}. {meaning}"
