"""Cases bound to parameters: dimensions, mistakes of authors, groups."""

from __future__ import annotations

import numpy as np
import pytest

from harness import binding
from harness.errors import AuthorError
from harness.judge import inprocess
from harness.kata import Function, Group, array, inout, out, scalar

CSR = Group("rows", "Rows", (array("start", "int64[R+1]"), array("value", "int32[V]")))
SUMS = Function("sums", (CSR, scalar("bias"), out("total", "int64[R,2]")), raises=True)
CASE = {"start": np.array([0, 2, 3]), "value": np.array([1, 2, 5], np.int32), "bias": 10}


class Solution:
    @staticmethod
    def sums(rows: object, bias: int, total: np.ndarray) -> None:
        if bias < 0:
            raise ValueError("bias")
        start, value = rows  # type: ignore[misc]
        for r in range(len(start) - 1):
            total[r, 0] = value[start[r] : start[r + 1]].sum() + bias


def test_dimensions_bind_through_sums() -> None:
    assert binding.bind(SUMS.parameters, CASE)[-1].shape == (2, 2)


def test_answers_of_plain_calls() -> None:
    found = inprocess.answers(SUMS, Solution, CASE)  # type: ignore[arg-type]
    assert found["total"].tolist() == [[13, 0], [15, 0]]
    assert found["raised"].tolist() == [0]


def test_an_expected_error_is_an_answer() -> None:
    found = inprocess.answers(SUMS, Solution, {**CASE, "bias": -1})  # type: ignore[arg-type]
    assert found["raised"].tolist() == [1]
    assert not found["total"].any()


MISTAKES = {
    "missing": ({"start": None}, "no start"),
    "dtype": ({"value": np.array([1, 2, 5])}, "int64"),
    "rank": ({"value": np.zeros((1, 3), np.int32)}, "dimensions"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_an_author_hears_what_is_wrong(name: str) -> None:
    change, text = MISTAKES[name]
    case = {key: value for key, value in {**CASE, **change}.items() if value is not None}
    with pytest.raises(AuthorError, match=text):
        binding.bind(SUMS.parameters, case)


def test_two_arrays_that_disagree() -> None:
    pair = (array("a", "int64[n]"), array("b", "int64[n]"))
    with pytest.raises(AuthorError, match="disagrees"):
        binding.bind(pair, {"a": np.zeros(2, np.int64), "b": np.zeros(3, np.int64)})


def test_an_output_whose_size_nobody_tells() -> None:
    with pytest.raises(AuthorError, match="how large n is"):
        binding.bind((out("y", "int64[n]"),), {})


def test_initialised_arrays_are_copies() -> None:
    function = Function("add", (inout("state", "int64[n]"),))
    state = np.arange(3)

    class Adds:
        @staticmethod
        def add(state: np.ndarray) -> None:
            state += 1

    assert inprocess.answers(function, Adds, {"state": state})["state"].tolist() == [1, 2, 3]  # type: ignore[arg-type]
    assert state.tolist() == [0, 1, 2]
