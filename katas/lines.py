"""What the texts of cases are made of and read with: lines of a word and whole numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from harness.kata import Case, CaseText

_64_BITS = range(-(2**63), 2**64)
"""What int64 or uint64 holds."""


def told(word: str, *columns: np.ndarray) -> list[str]:
    """A line for each row of the columns."""
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [" ".join([word, *map(str, row)]) for row in rows]


class Words:
    """Lines that were told: numbers that stand once (`capacity 2`) and rows (`ask 0 1500`).

    `numbers` are the words of the first kind, `rows` those of the second with how many numbers
    each has. ValueError with the line where it is neither, or a number is missing.
    """

    def __init__(
        self, text: Sequence[str], numbers: Sequence[str] = (), rows: Mapping[str, int] = {}
    ) -> None:
        self.rows: list[tuple[str, list[int]]] = []
        """Word and numbers of each row, in their order."""
        self._numbers: dict[str, int] = {}
        self._widths = rows
        for line in text:
            word, *rest = line.split()
            if word not in numbers and word not in rows:
                known = ", ".join([*numbers, *rows])
                raise ValueError(f"{line[:60]!r} begins with none of: {known}")
            values = [_whole(each, line) for each in rest]
            expected = 1 if word in numbers else rows[word]
            if len(values) != expected:
                raise ValueError(f"{line[:60]!r} has {len(values)} numbers; {word} has {expected}")
            if word in rows:
                self.rows.append((word, values))
            elif word in self._numbers:
                raise ValueError(f"{word} stands twice")
            else:
                self._numbers[word] = values[0]

    def number(self, word: str, usual: int | None = None) -> int:
        """The number behind a word that stands once; `usual` where it does not stand there."""
        if word not in self._numbers and usual is None:
            raise ValueError(f"the line '{word} NUMBER' is missing")
        return self._numbers.get(word, usual or 0)

    def columns(self, word: str, dtype: type[np.generic] = np.int64) -> list[np.ndarray]:
        """The numbers of all rows of a word, column by column; OverflowError where a number is none
        of the dtype.
        """
        values = [values for name, values in self.rows if name == word]
        return [
            np.ascontiguousarray(column)
            for column in np.array(values, dtype).reshape(-1, self._widths[word]).T
        ]


def _whole(text: str, line: str) -> int:
    try:
        value = int(text)
    except ValueError:
        raise ValueError(f"{line[:60]!r} has {text[:20]!r}, which is no whole number") from None
    if value not in _64_BITS:
        raise ValueError(f"{line[:60]!r} has a number beyond 64 bits")
    return value


def plain(numbers: Mapping[str, str], rows: Mapping[str, Mapping[str, str]]) -> CaseText:
    """The text of a batch function whose case is numbers and columns.

    `numbers`: word -> key of the case; `rows`: word -> the columns that stand side by side in its
    lines, key -> dtype.
    """

    def tell(case: Case) -> list[str]:
        head = [f"{word} {case[key]}" for word, key in numbers.items()]
        for word, columns in rows.items():
            head += told(word, *(case[key] for key in columns))
        return head

    def read(text: list[str]) -> Case:
        words = Words(text, tuple(numbers), {word: len(each) for word, each in rows.items()})
        case: Case = {key: words.number(word) for word, key in numbers.items()}
        for word, columns in rows.items():
            for (key, dtype), values in zip(columns.items(), words.columns(word), strict=True):
                case[key] = narrowed(values, dtype)
        return case

    return CaseText(tell, read)


def narrowed(values: np.ndarray, dtype: str) -> np.ndarray:
    """The same numbers in another dtype; ValueError where one does not fit into it."""
    other = values.astype(dtype)
    if not np.array_equal(other, values):
        raise ValueError(f"{values[other != values][0]} does not fit into {dtype}")
    return other
