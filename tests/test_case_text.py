"""A case as lines: told, folded, read again, and told off where the lines make none."""

from __future__ import annotations

import random

import pytest

from harness import catalog
from harness.catalog import case_text, domain
from harness.catalog.case_text import folded, stripped, unfolded
from harness.errors import MisuseError

KATA = catalog.find("rate-limit")
ALLOW = KATA.kata.function("allow")
TEXT = """rate-limit allow
users 2
capacity 2
interval_ms 100     # a token in that time
ask 0 0
ask 0 0..400 x5

ask 1 400
"""


def test_a_text_is_a_case_and_the_case_that_text_again() -> None:
    function, case = case_text.read(KATA, TEXT)
    assert function is ALLOW
    assert case["user"].tolist() == [0, 0, 0, 0, 0, 0, 1]
    assert case["at_ms"].tolist() == [0, 0, 100, 200, 300, 400, 400]
    told = case_text.told(KATA, ALLOW, case)
    assert case_text.stripped(told) == case_text.stripped(TEXT)
    assert domain.broken_clause(KATA, ALLOW, case) is None


def lines_of(rng: random.Random) -> list[str]:
    """Stretches of all kinds, one after the other."""
    made = []
    for _ in range(rng.randint(0, 6)):
        count, width = rng.choice([1, 2, 3, 4, 7, 30]), rng.randint(0, 3)
        begins = [rng.choice([rng.randint(-5, 5), 2**63 - 500]) for _ in range(width)]
        steps = [rng.choice([0, 0, 1, -1, 2, 10]) for _ in range(width)]
        for i in range(count):
            numbers = (begin + step * i for begin, step in zip(begins, steps, strict=True))
            made.append(" ".join([rng.choice("ab") if width else "c", *map(str, numbers)]))
    return made


def test_folding_loses_nothing() -> None:
    rng = random.Random(7)
    for _ in range(2000):
        lines = lines_of(rng)
        assert unfolded(folded(lines)) == lines


def test_a_long_stretch_is_one_line() -> None:
    lines = [f"post 0 {tweet}" for tweet in range(1001, 9001)]
    assert folded(lines) == ["post 0 1001..9000"]
    assert folded(["get 5"] * 300) == ["get 5 x300"]
    assert folded(["get 5"] * 3) == ["get 5"] * 3
    assert folded([f"get {10 * i}" for i in range(10)]) == ["get 0..90 x10"]


def test_remarks_and_empty_lines_are_for_people() -> None:
    assert stripped("a  1 # one\n\n  # nothing\nb 2\n") == ["a 1", "b 2"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "begins with the kata and its function, 'rate-limit allow'"),
        ("fanout deliver\n", "this one begins with 'fanout deliver'"),
        (TEXT.replace("users 2\n", ""), "the line 'users NUMBER' is missing"),
        (TEXT + "users 3\n", "users stands twice"),
        (TEXT + "asked 0 1\n", "begins with none of: users, capacity, interval_ms, ask"),
        (TEXT + "ask 0\n", "has 1 numbers; ask has 2"),
        (TEXT + "ask zero 500\n", "which is no whole number"),
        (TEXT + f"ask 0 {2**64}\n", "a number beyond 64 bits"),
        (TEXT + f"ask {2**32} 500\n", "does not fit into int32"),
        (TEXT + "ask 0 500..505 x4\n", "does not go on evenly"),
        (TEXT + "ask 0..5 500..502\n", "does not go on evenly"),
        (TEXT + "ask 0 1..3000000\n", "makes more than 2,000,000 lines"),
        (TEXT + "ask 0 500 x99999999999\n", "makes more than 2,000,000 lines"),
    ],
)
def test_lines_that_make_no_case_are_told_off(text: str, said: str) -> None:
    with pytest.raises(MisuseError) as told:
        case_text.read(KATA, text)
    assert said in str(told.value)
    assert str(told.value).endswith(".")


@pytest.mark.parametrize(
    ("old", "new", "clause"),
    [
        ("ask 1 400", "ask 2 400", "user[6] is 2; it may be 0 to 1"),
        ("ask 1 400", "ask -1 400", "user[6] is -1; it may be 0 to 1"),
        ("ask 1 400", f"ask 1 {2**53 + 1}", f"at_ms[6] is {2**53 + 1:,}; it may be 0 to {2**53:,}"),
        ("ask 1 400", "ask 1 399", "at_ms falls: request 6 is before request 5"),
        ("capacity 2", "capacity 0", "capacity is 0; it may be 1 to 1,000"),
        ("users 2", "users 1000001", "n_users is 1,000,001; it may be 0 to 1,000,000"),
    ],
)
def test_what_breaks_the_contract_is_told_with_its_place(old: str, new: str, clause: str) -> None:
    _, case = case_text.read(KATA, TEXT.replace(old, new))
    assert domain.broken_clause(KATA, ALLOW, case) == clause
