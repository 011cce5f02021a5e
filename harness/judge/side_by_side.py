"""Expected and own answer beside each other, the first difference marked. Pure; no terminal."""

from __future__ import annotations

import numpy as np

from harness.kata import Answers

WIDTH = 88
ROWS_MAX = 8


def side_by_side(expected: Answers | None, got: Answers | None) -> list[str]:
    """Lines for each output; without `expected` only one's own answer, without `got` the other."""
    given = expected if expected is not None else got
    lines: list[str] = []
    for name in given or ():
        if name == "raised":
            lines += _raised(expected, got)
            continue
        lines += _output(name, (expected or {}).get(name), (got or {}).get(name))
    return lines


def _raised(expected: Answers | None, got: Answers | None) -> list[str]:
    """Who raised the ValueError of the contract; nothing where nobody did."""
    said = [
        "ValueError" if each is not None and bool(each["raised"].any()) else "no error"
        for each in (expected, got)
        if each is not None
    ]
    if set(said) == {"no error"}:
        return []
    whose = ("expected", "yours") if expected is not None else ("yours",)
    return ["raised", *(f"  {who:9}{what}" for who, what in zip(whose, said, strict=False))]


def _output(name: str, expected: np.ndarray | None, got: np.ndarray | None) -> list[str]:
    given = expected if expected is not None else got
    assert given is not None
    if given.ndim < 2:
        return _row(name, expected, got)
    lines: list[str] = []
    rows = [i for i in range(len(given)) if _worth(i, expected, got)]
    for i in rows[:ROWS_MAX]:
        both = [None if each is None else each[i].reshape(-1) for each in (expected, got)]
        used = max(1, *(_used(each) for each in both))
        lines += _row(f"{name}[{i}]", *(None if each is None else each[:used] for each in both))
    if len(rows) > ROWS_MAX:
        lines.append(f"  and {len(rows) - ROWS_MAX} more rows")
    return lines


def _used(row: np.ndarray | None) -> int:
    """How much of a row is shown: what is left empty at its end is not."""
    return int(np.flatnonzero(row)[-1]) + 1 if row is not None and row.any() else 0


def _worth(i: int, expected: np.ndarray | None, got: np.ndarray | None) -> bool:
    """Whether a row is worth showing: where both are there, if they differ."""
    if expected is None or got is None:
        return True
    return not np.array_equal(expected[i], got[i])


def _row(name: str, expected: np.ndarray | None, got: np.ndarray | None) -> list[str]:
    """One row of numbers as two lines, from shortly before the first difference on."""
    whose = {"expected": expected, "yours": got}
    texts = {
        who: [_told(value) for value in each.reshape(-1).tolist()]
        for who, each in whose.items()
        if each is not None
    }
    length = max(map(len, texts.values()))
    cells = [max(len(each[i]) for each in texts.values()) for i in range(length)]
    differs = -1
    if len(texts) == 2:
        pairs = zip(*texts.values(), strict=True)
        differs = next((i for i, (one, other) in enumerate(pairs) if one != other), -1)
    begin = _begin(cells, differs)
    dots = "... " if begin else ""
    shown = [name]
    for who, each in texts.items():
        values = [text.rjust(cell) for text, cell in zip(each, cells, strict=True)]
        shown.append((f"  {who:9}" + dots + " ".join(values[begin:]))[:WIDTH].rstrip())
    if differs >= 0:
        before = sum(cell + 1 for cell in cells[begin:differs]) + len(dots)
        shown.append(" " * (11 + before + cells[differs] - 1) + "^")
    return shown


def _begin(cells: list[int], differs: int) -> int:
    """From which number on a row is shown, so that the difference is seen."""
    begin = 0
    while differs > 0 and sum(cell + 1 for cell in cells[begin : differs + 1]) > WIDTH - 30:
        begin += 1
    return min(begin, max(0, differs))


def _told(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
