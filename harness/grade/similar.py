"""Files that are alike after renaming, reordering and other comments: a reason to talk, never a
verdict.

Winnowing (Schleimer, Wilkerson, Aiken: Winnowing: local algorithms for document fingerprinting,
SIGMOD 2003): every GRAM tokens in a row are hashed, of every WINDOW hashes the least is kept, so
that two files share a hash wherever they share GRAM + WINDOW - 1 tokens, and never where they share
fewer than GRAM. Names are one token, for whoever copies renames; comments and docstrings
are none. What the kata gives its learners (starter, rungs, ways, oracle,
reference) and what much of the class has is subtracted.
"""

from __future__ import annotations

import builtins
import hashlib
import io
import keyword
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from harness.catalog import Entry

GRAM, WINDOW = 16, 8
LEAST = 6
"""Hashes two files must share: fewer are a loop that everybody writes."""
ALIKE = 0.6
"""Of the smaller file's own hashes, the share from which on two files are a reason to talk."""
MOSTLY_GIVEN = 0.8
COMMON_FILES, COMMON_SHARE = 8, 0.15
"""What more files than this have, or a greater share of the class, is the exercise itself."""
LAYOUT = {tokenize.NEWLINE: ";", tokenize.INDENT: "{", tokenize.DEDENT: "}"}
PUNCTUATION = frozenset("(),")
"""What a formatter puts in and takes out."""
KEPT = frozenset(keyword.kwlist) | frozenset(dir(builtins))


@dataclass(frozen=True)
class Token:
    """A token as it is compared, and the line it stands on."""

    text: str
    line: int


@dataclass(frozen=True)
class Prints:
    """A file's fingerprints: hash -> the lines it covers, first and last, of each place."""

    own: Mapping[int, tuple[tuple[int, int], ...]]
    given: float = 0.0
    """The share of its hashes that the kata's own files have."""


@dataclass(frozen=True)
class Pair:
    """Two files, the share of the smaller one that they have in common, and where."""

    one: str
    other: str
    share: float
    shared: frozenset[int] = field(compare=False, repr=False, default=frozenset())


@dataclass(frozen=True)
class Alike:
    """What was found in a class; names are those that the sources were given under."""

    prints: Mapping[str, Prints]
    pairs: tuple[Pair, ...]
    groups: tuple[tuple[str, ...], ...]

    @property
    def mostly_given(self) -> list[str]:
        """Files that are the kata's own rungs or ways for the most part."""
        return [name for name, each in self.prints.items() if each.given >= MOSTLY_GIVEN]


def alike(sources: Mapping[str, str], given: Iterable[str]) -> Alike:
    """Which of the sources, by name, are alike, once what is `given` to all is subtracted."""
    known = {value for source in given for value, _ in _grams(tokens(source))}
    prints = {name: _prints(source, known) for name, source in sources.items()}
    counts = Counter(value for each in prints.values() for value in each.own)
    most = max(COMMON_FILES, int(COMMON_SHARE * len(sources)))
    common = {value for value, count in counts.items() if count > most}
    prints = {
        name: Prints({v: at for v, at in each.own.items() if v not in common}, each.given)
        for name, each in prints.items()
    }
    pairs = sorted(_pairs(prints), key=lambda pair: (-pair.share, pair.one, pair.other))
    return Alike(prints, tuple(pairs), tuple(_groups(pairs)))


def given_by(entry: Entry) -> list[str]:
    """The sources that every learner of a kata may have seen."""
    paths = [entry.starter, entry.oracle, entry.reference]
    paths += entry.submissions("accepted").values()
    paths += entry.ways().values()
    return [path.read_text(encoding="utf-8") for path in paths]


def tokens(source: str) -> list[Token]:
    """What is compared of a source; up to the place where it is no Python any more."""
    found: list[Token] = []
    try:
        for each in tokenize.generate_tokens(io.StringIO(source).readline):
            line = each.start[0]
            if each.type in LAYOUT:
                found.append(Token(LAYOUT[each.type], line))
            elif each.type == tokenize.NAME:
                found.append(Token(each.string if each.string in KEPT else "name", line))
            elif each.type == tokenize.NUMBER:
                found.append(Token(each.string.replace("_", ""), line))
            elif each.type == tokenize.STRING:
                found.append(Token("text", line))
            elif each.type == tokenize.OP and each.string not in PUNCTUATION:
                found.append(Token(each.string, line))
    except (tokenize.TokenError, SyntaxError, ValueError):
        pass
    return _without_docstrings(found)


def _without_docstrings(found: list[Token]) -> list[Token]:
    """Without lines that are a text and nothing else."""
    kept: list[Token] = []
    for place, token in enumerate(found):
        before = found[place - 1].text if place else ";"
        after = found[place + 1].text if place + 1 < len(found) else ";"
        if token.text == "text" and before in ";{}" and after == ";":
            continue
        if token.text == ";" and before == "text" and (not kept or kept[-1].text in ";{}"):
            continue
        kept.append(token)
    return kept


def _grams(found: list[Token]) -> Iterator[tuple[int, tuple[int, int]]]:
    """The hash of every GRAM tokens in a row, and the lines they cover."""
    for begin in range(len(found) - GRAM + 1):
        gram = found[begin : begin + GRAM]
        text = " ".join(token.text for token in gram)
        digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
        yield int.from_bytes(digest, "big"), (gram[0].line, gram[-1].line)


def _prints(source: str, known: set[int]) -> Prints:
    """The winnowed hashes of a source without those that are `known`."""
    grams = [*_grams(tokens(source))]
    chosen: dict[int, set[tuple[int, int]]] = {}
    for begin in range(max(1, len(grams) - WINDOW + 1)):
        window = grams[begin : begin + WINDOW]
        if window:
            # of equal ones the last: a later window then chooses it again
            value, lines = min(reversed(window), key=lambda gram: gram[0])
            chosen.setdefault(value, set()).add(lines)
    own = {value: tuple(sorted(at)) for value, at in chosen.items() if value not in known}
    return Prints(own, 1 - len(own) / len(chosen) if chosen else 0.0)


def _pairs(prints: Mapping[str, Prints]) -> Iterator[Pair]:
    """By the hashes they share: most pairs of a class share none and are never looked at."""
    having: dict[int, list[str]] = {}
    for name, each in prints.items():
        for value in each.own:
            having.setdefault(value, []).append(name)
    shared: dict[tuple[str, str], set[int]] = {}
    for value, names in having.items():
        for pair in combinations(names, 2):
            shared.setdefault(pair, set()).add(value)
    for (one, other), values in shared.items():
        share = len(values) / min(len(prints[one].own), len(prints[other].own))
        if len(values) >= LEAST and share >= ALIKE:
            yield Pair(one, other, share, frozenset(values))


def _groups(pairs: Iterable[Pair]) -> Iterator[tuple[str, ...]]:
    """Whoever is alike, over however many, largest groups first."""
    group_of: dict[str, set[str]] = {}
    for pair in pairs:
        joined = group_of.get(pair.one, {pair.one}) | group_of.get(pair.other, {pair.other})
        group_of.update(dict.fromkeys(joined, joined))
    different = {frozenset(group) for group in group_of.values()}
    yield from sorted((tuple(sorted(each)) for each in different), key=lambda one: (-len(one), one))
