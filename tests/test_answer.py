"""Is an answer right: where one is, and where many are."""

from __future__ import annotations

from typing import Any

import numpy as np

from harness.judge.answer import first_fault
from harness.kata import Level

EXPECTED = {"owner": np.array([1, 2, 3])}
ANOTHER = {"owner": np.array([3, 2, 1])}


def below_four(case: Any, expected: Any, got: Any) -> str | None:
    return "an owner above 3" if got["owner"].max() > 3 else None


CHECKS = (below_four,)


def level(answers: Any) -> Level:
    return Level("place", "", function="f", answers=answers)


def test_where_properties_decide_another_answer_than_the_reference_s_is_right() -> None:
    assert first_fault(CHECKS, level("properties"), {}, EXPECTED, ANOTHER) is None
    assert first_fault(CHECKS, level("properties"), {}, None, ANOTHER) is None
    wrong = {"owner": np.array([4, 2, 1])}
    fault = first_fault(CHECKS, level("properties"), {}, EXPECTED, wrong)
    assert fault == ("below_four", "an owner above 3")


def test_where_one_answer_is_right_every_other_is_wrong() -> None:
    assert first_fault(CHECKS, level("unique"), {}, EXPECTED, EXPECTED) is None
    fault = first_fault(CHECKS, level("unique"), {}, EXPECTED, ANOTHER)
    assert fault == ("answer", "owner[0]: expected 1, got 3")
