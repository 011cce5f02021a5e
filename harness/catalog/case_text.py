"""A case as a text: a header that says of which function, and a line an operation.

    fanout deliver
    users 3
    follow 1 0
    post 0 1..9000
    post 1 9001         # the newest

A stretch, `1..9000`, goes on evenly from line to line; what stands behind a mark is for people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import add, sub

from harness.catalog.entry import Entry
from harness.errors import MisuseError
from harness.kata import Case, Function

STRETCH_MIN = 4
"""Fewer lines are as easily read one by one."""
LINES_MAX = 2_000_000
_NUMBERS = re.compile(r"\S+(\s+-?[0-9]+)+\s*")
_STRETCH = re.compile(r"(-?\d+)\.\.(-?\d+)")
_TIMES = re.compile(r"x(\d+)")


def told(entry: Entry, function: Function, case: Case) -> str:
    """The case as a text that `read` takes."""
    lines = folded(entry.text(function).tell(case))
    return "\n".join([f"{entry.kata.name} {function.name}", *lines, ""])


def read(entry: Entry, text: str) -> tuple[Function, Case]:
    """The case of a text, and its function; MisuseError with a sentence where it is none.

    That the case keeps to its contract is for `domain.broken_clause` to say.
    """
    lines = stripped(text)
    kata, _, name = (lines[0] if lines else "").partition(" ")
    names = {function.name: function for function in entry.kata.functions}
    if kata != entry.kata.name or name not in names:
        raise MisuseError(
            f"A case begins with the kata and its function, '{entry.kata.name} "
            f"{next(iter(names))}'; this one begins with {(lines or [''])[0][:60]!r}."
        )
    try:
        return names[name], entry.text(names[name]).read(unfolded(lines[1:]))
    except (ValueError, OverflowError) as error:
        raise MisuseError(f"This is no case of {name}: {error}.") from None


def stripped(text: str) -> list[str]:
    """The lines without remarks, empty ones and double spaces."""
    bare = (" ".join(line.partition("#")[0].split()) for line in text.splitlines())
    return [line for line in bare if line]


def folded(lines: list[str]) -> list[str]:
    """Stretches of lines that go on evenly as one line: `post 0 1..9000`, with steps that are not
    one `get 0..90 x10`, and a line again and again `get 5 x300`.
    """
    made: list[str] = []
    parts = [_parts(line) for line in lines]
    i = 0
    while i < len(lines):
        length = _stretch(parts, i)
        if length < STRETCH_MIN:
            made.append(lines[i])
            i += 1
        else:
            made.append(_joined(parts[i], parts[i + 1], parts[i + length - 1], length))
            i += length
    return made


Parts = tuple[str, list[int]]
"""The word of a line and its numbers."""


def _stretch(parts: list[Parts], i: int) -> int:
    """How many lines from i on go on evenly."""
    word, numbers = parts[i]
    if not numbers or i + 1 == len(parts) or len(parts[i + 1][1]) != len(numbers):
        return 1
    steps = [*map(sub, parts[i + 1][1], numbers)]
    end = i
    while end < len(parts) and parts[end][1] == numbers and parts[end][0] == word:
        numbers = [*map(add, numbers, steps)]
        end += 1
    return end - i


def _parts(line: str) -> Parts:
    """No numbers where a line is not of that form."""
    if not _NUMBERS.fullmatch(line):
        return line, []
    word, *rest = line.split()
    return word, [*map(int, rest)]


def _joined(first: Parts, second: Parts, last: Parts, length: int) -> str:
    (word, begins), (_, ends) = first, last
    fields = [
        str(begin) if begin == end else f"{begin}..{end}"
        for begin, end in zip(begins, ends, strict=True)
    ]
    plain = any(abs(after - before) == 1 for before, after in zip(begins, second[1], strict=True))
    return " ".join([word, *fields, *([] if plain else [f"x{length}"])])


def unfolded(lines: list[str]) -> list[str]:
    """The lines of all stretches; MisuseError where one does not come out even, or is too long."""
    made: list[str] = []
    for line in lines:
        if ".." in line or " x" in line:
            made += _opened(line, LINES_MAX - len(made))
        else:
            made.append(line)
    return made


def _opened(line: str, room: int) -> Iterable[str]:
    word, *fields = line.split()
    times = _TIMES.fullmatch(fields[-1]) if fields else None
    if times:
        fields.pop()
    spans = [_span(field) for field in fields]
    if all(span is None or span[0] == span[1] for span in spans) and not times:
        return [line]
    lengths = {abs(end - begin) + 1 for begin, end in filter(None, spans)} or {1}
    length = int(times[1]) if times else min(lengths)
    if length > room:
        raise MisuseError(f"{line[:60]!r} makes more than {LINES_MAX:,} lines.")
    columns = [
        [field] * length if span is None else _even(line, *span, length)
        for field, span in zip(fields, spans, strict=True)
    ]
    return (" ".join([word, *(column[i] for column in columns)]) for i in range(length))


def _span(field: str) -> tuple[int, int] | None:
    found = _STRETCH.fullmatch(field)
    return (int(found[1]), int(found[2])) if found else None


def _even(line: str, begin: int, end: int, length: int) -> list[str]:
    step, rest = divmod(end - begin, max(1, length - 1))
    if rest or (length == 1 and begin != end):
        raise MisuseError(f"{line[:60]!r} does not go on evenly: {begin}..{end} in {length} lines.")
    return [str(begin + step * i) for i in range(length)]
