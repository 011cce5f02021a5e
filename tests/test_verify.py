"""The gate turns red, at the right step, for every way in which a kata can break its word."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from documented import COPY, follow_the_page

from harness import catalog
from harness.author import full_size, mutators
from harness.author.gate import Gate
from harness.author.on_record import REFERENCE_HANDLE
from harness.catalog import Entry
from harness.catalog.digests import code_of, digest, measured_digest, workload_digests
from harness.results import record
from harness.results.ledger import Results

SUBMISSIONS = Path("submissions")

pytestmark = pytest.mark.slow


@pytest.fixture
def kata(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a kata that is as it should be."""
    return follow_the_page(tmp_path, monkeypatch).folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def entry() -> Entry:
    return catalog.find(COPY)


def red(*steps: str, quick: bool = True, **more: Any) -> list[str]:
    """Step and text of every red line."""
    gate = Gate(entry(), seeds=2, quick=quick, only=steps, **more)
    return [f"{finding.step}: {finding.text}" for finding in gate.run() if not finding.ok]


def test_a_stray_file(kata: Path) -> None:
    (kata / "notes.txt").touch()
    (kata / "submissions" / "accepted" / "old.txt").touch()
    first, second = red()
    assert first.startswith("files: notes.txt belongs to nothing")
    assert second.startswith("files: submissions/accepted/old.txt belongs to nothing")


def test_a_module_that_a_module_imports_is_not_stray(kata: Path) -> None:
    (kata / "shapes.py").write_text("SMALL = 6\n")
    assert red("brief") != []
    change(kata / "cases.py", "_DAY_MS = ", "from . import shapes  # noqa\n\n_DAY_MS = ")
    assert not any("belongs to nothing" in line for line in red("brief"))


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        ("kata.py", '("rush",)', '("calm",)', "the workload calm, which no WORKLOADS have"),
        ("kata.py", '("rush",)', '("rush", "rush")', "names rush twice"),
        ("kata.py", 'rungs=("naive", ', 'rungs=("best", ', "names the rung best"),
        ("kata.py", "bronze=0.0015", "bronze=0.3", "must rise from bronze to gold"),
        (
            "cases.py",
            '"hammering",',
            '"unheard",',
            "'unheard'; name families and checks in __all__",
        ),
        ("cases.py", "import numpy as np", "import numpyy as np", "cases.py does not import"),
        ("checks.py", '"begins_full",', '"passes_with_token",', "are called passes_with_token"),
        ("starter.py", "def allow(", "def allow", "starter.py is not readable as Python"),
        ("submissions/wrong_answer/sliding_log.py", "fails: ", "fals: ", "write one line 'fails:"),
        ("submissions/accepted/numba.py", " silver", " lead", "write 'reaches: LEVEL MEDAL'"),
        (
            "mistakes/whole_tokens.py",
            "tokens[who] > 0",
            "tokens[who] >= 1",
            "stands nowhere in the way",
        ),
        ("mistakes/whole_tokens.md", "## loses_parts", "## fills_up", "stands on this page twice"),
        ("mistakes/full_again.py", "def allow(", "def admit(", "a way defines one"),
    ],
)
def test_files_that_contradict_each_other(
    kata: Path, path: str, old: str, new: str, told: str
) -> None:
    change(kata / path, old, new)
    lines = red()
    assert any(told in line for line in lines), lines
    assert all(line.startswith("files: ") for line in lines)


def test_a_missing_file(kata: Path) -> None:
    (kata / "hints.md").unlink()
    [line] = red()
    assert line.startswith("files: hints.md is missing")


@pytest.mark.parametrize(
    ("path", "heading"),
    [("README.md", "## In production"), ("README.md", "## Capacity"), ("hints.md", "## allow")],
)
def test_a_text_without_a_section(kata: Path, path: str, heading: str) -> None:
    change(kata / path, heading, "Text")
    [line] = red("brief")
    assert line.startswith("brief: ") and heading in line


def test_a_starter_whose_example_is_not_true(kata: Path) -> None:
    change(kata / "starter.py", "[1, 1, 0, 1, 0, 1]", "[1, 1, 0, 1, 1, 1]")
    [line] = red("starter")
    assert "starter: 1 of 3 lines" in line


def test_a_starter_that_is_started(kata: Path) -> None:
    change(kata / "starter.py", "raise NotImplementedError", "allowed[:] = 1")
    [line] = red("starter")
    assert line.startswith("starter: the starter is wrong answer at allow")


def test_a_broken_reference(kata: Path) -> None:
    change(entry().reference, "(capacity - 1)", "capacity")
    [line] = red("right")
    assert line.startswith("right: reference is wrong answer at allow: never_over_capacity at ")


def test_a_reaches_line_for_a_level_it_fails(kata: Path) -> None:
    path = kata / SUBMISSIONS / "accepted" / "numpy.py"
    change(path, "interval_ms * passes[request]", "0 * passes[request]")
    [line] = red("right")
    assert line.startswith("right: accepted/numpy is wrong answer at allow")


def test_a_kata_with_one_way_to_be_right(kata: Path) -> None:
    shutil.rmtree(kata / "mistakes")
    source = (kata / SUBMISSIONS / "accepted" / "naive.py").read_text()
    for other in ("python", "numpy", "numba"):
        copy = source.replace("Bucket", "Pail").replace("An object", "A thing")
        (kata / SUBMISSIONS / "accepted" / f"{other}.py").write_text(copy)
    [line] = red("right")
    assert line.startswith("right: allow has 1 right submissions that differ")


def test_a_way_that_is_wrong(kata: Path) -> None:
    change(kata / "mistakes" / "whole_tokens.py", "[capacity] * n_users", "[0] * n_users")
    [line] = red("right")
    assert line.startswith("right: mistakes/whole_tokens is wrong answer at allow: begins_full at ")


NEVER_FULL = "+        parts[who] = parts[who] + now_ms - last_ms[who]\n"
"""The edit of the mistake never_full."""


def test_a_mistake_made_right(kata: Path) -> None:
    page = kata / "mistakes" / "parts_of_a_token.md"
    right = "+        parts[who] = min(parts[who] + now_ms - last_ms[who], full)\n"
    change(page, NEVER_FULL, right)
    [line] = red("wrong")
    assert "never_full says 'never_over_capacity at long_silence'" in line
    assert "stopped by nothing: it is right (2 seeds, the first is 0)" in line


def test_a_mistake_that_fails_elsewhere(kata: Path) -> None:
    page = kata / "mistakes" / "whole_tokens.md"
    stated = "gets none at all.\n\nfails: passes_with_token at "
    change(page, f"{stated}worked_example", f"{stated}hammering")
    [line] = red("wrong")
    assert "loses_parts says 'passes_with_token at hammering'" in line
    assert "is stopped by passes_with_token at worked_example" in line


def test_a_whole_file_that_fails_elsewhere(kata: Path) -> None:
    path = kata / SUBMISSIONS / "wrong_answer" / "sliding_log.py"
    change(path, "at worked_example", "at hammering")
    [line] = red("wrong")
    assert "sliding_log says 'passes_with_token at hammering'" in line


def test_a_mistake_that_crashes_says_so(kata: Path) -> None:
    page = kata / "mistakes" / "parts_of_a_token.md"
    change(page, NEVER_FULL, "+        raise KeyError(capacity)\n")
    [line] = red("wrong")
    assert "is stopped by runtime_error at worked_example" in line
    change(page, "never_over_capacity at long_silence", "runtime_error at worked_example")
    assert red("wrong") == []


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        (
            "kata.py",
            "high=2**53",
            "high=2**52",
            "end_of_time: it breaks the contract: at_ms[0] is",
        ),
        (
            "kata.py",
            "low=1, high=1_000",
            "low=1, high=1_001",
            "README.md does not say that capacity",
        ),
        (
            "cases.py",
            "at_ms = np.cumsum(rng.integers(0, 4",
            "at_ms = np.array(rng.integers(0, 4",
            "falls",
        ),
        ("text.py", '"at_ms": "int64"', '"at_ms": "int32"', "its text cannot be read"),
        ("text.py", '"user": "int32"', '"user": "int64"', "its text makes another case: user"),
        ("text.py", "TEXTS", "TOLD", "text.py has no TEXTS"),
        ("cases.py", "ANYTHING = ", "_ANYTHING = ", "ANYTHING has nothing for allow"),
    ],
)
def test_a_case_outside_the_contract(kata: Path, path: str, old: str, new: str, told: str) -> None:
    change(kata / path, old, new)
    lines = red("contract")
    assert any(told in line for line in lines), lines
    assert all(line.startswith("contract: ") for line in lines)


@pytest.mark.parametrize(
    ("family", "cell"),
    [
        ("one_request", "'n 1'"),
        ("same_lower_bits", "'at_ms equal in 32 bits'"),
        ("nobody_there", "'n_users lowest'"),
        ("long_silence", "'silence of more than 2^32 ms'"),
    ],
)
def test_a_cell_that_no_case_reaches(kata: Path, family: str, cell: str) -> None:
    change(kata / "cases.py", f'    "{family}",\n', "")
    assert any(f"no case reaches {cell}" in line for line in red("reach"))


def test_long_histories_count_too(kata: Path) -> None:
    change(
        kata / "cases.py", 'DEPTH = ("many_others_between", "many_requests_of_one")', "DEPTH = ()"
    )
    [line] = red("reach")
    assert "no case reaches 'n beyond 2^16' on 2 of 2 seeds" in line


def test_a_reason_that_excuses_nothing(kata: Path) -> None:
    change(kata / "contract.py", '"at_ms repeats":', '"at_ms 1": "who knows", "at_ms repeats":')
    [line] = red("reach")
    assert "'at_ms 1' excuses nothing" in line


def test_a_workload_that_does_not_reach_what_is_said_of_it(kata: Path) -> None:
    change(kata / "cases.py", "rng.random(count) < 0.6", "rng.random(count) < 1.0")
    change(kata / "cases.py", "anybody // 10, anybody", "anybody // 9000, anybody")
    assert any(
        "rush does not reach 'a tenth of the buckets is old'" in line for line in red("reach")
    )


def test_an_automatic_mistake_that_lives(kata: Path) -> None:
    change(kata / "cases.py", '    "odd_interval",\n', "")
    lines = red("automatic")
    assert any("interval_ms as float32: alive" in line for line in lines), lines


def test_a_removed_check(kata: Path) -> None:
    change(kata / "checks.py", '    "answers_0_or_1",\n', "")
    [line] = red("wrong")
    assert "tells_the_tokens says 'answers_0_or_1 at worked_example', but is stopped by" in line


def test_a_check_that_stops_nobody(kata: Path) -> None:
    page = kata / "mistakes" / "parts_of_a_token.md"
    page.write_text(re.sub(r"## tells_the_tokens\n.*?(?=## )", "", page.read_text(), flags=re.S))
    [line] = red("checks")
    assert line.startswith("checks: no wrong submission of allow is stopped by answers_0_or_1")


def test_a_slow_submission_that_is_not_slow(kata: Path) -> None:
    path = kata / SUBMISSIONS / "time_limit" / "asks_everybody.py"
    fast = (kata / SUBMISSIONS / "accepted" / "numpy.py").read_text()
    path.write_text(fast.replace("reaches: allow bronze", "fails: time_limit at rush"))
    assert red("slow") == []
    [line] = red("slow", quick=False)
    assert "says 'time_limit at rush', but at full size it is accepted" in line


def test_a_slow_submission_that_is_wrong(kata: Path) -> None:
    path = kata / SUBMISSIONS / "time_limit" / "asks_everybody.py"
    change(path, "allowed[i] = 1", "allowed[i] = 2")
    [line] = red("slow")
    assert "is stopped by answers_0_or_1 at worked_example, seed 0" in line


def vary_by(kata: Path, body: str) -> None:
    """Another `vary` for the workload, with this body."""
    change(kata / "cases.py", '_requests, "requests"),', '_requests, "requests", _vary),')
    code = f"def _vary(rng: Rng, case: Case) -> Case:\n    {body}\n\n\n"
    change(kata / "cases.py", "WORKLOADS: ", f"{code}WORKLOADS: ")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return dict(case)", "rush changes 0.0% of its answer from call to call"),
        ("return case | {'user': np.append(case['user'][:-50_000], case['user'][:50_000])}", "ch"),
        (
            "return case | {'user': np.append(case['user'][:1_000_000], "
            "rng.permutation(case['user'][1_000_000:]))}",
            "parts of its answer as they were",
        ),
    ],
    ids=["nothing", "too little", "in one place"],
)
def test_a_tamed_workload(kata: Path, body: str, told: str) -> None:
    vary_by(kata, body)
    [line] = red("vary")
    assert line.startswith("vary: rush ") and told in line


def test_a_workload_that_brings_back_what_was_there(kata: Path) -> None:
    assert red("fresh") == []
    vary_by(kata, "return case | {'user': np.roll(case['user'], int(rng.integers(1, 9_999)))}")
    lines = red("fresh")
    assert any("of user was there before as it is" in line for line in lines), lines


def test_a_workload_whose_last_answer_can_be_kept(kata: Path) -> None:
    change(kata / "kata.py", "    rungs=", "    limits=Limits(call_s=0.5),\n    rungs=")
    change(kata / "kata.py", "Level, Pars", "Level, Limits, Pars")
    assert red("mutants") == []
    vary_by(kata, "return case | {'at_ms': np.append(case['at_ms'][:1_600_000], "
                  "case['at_ms'][1_600_000:] + 20_000)}")  # fmt: skip
    [line] = red("mutants")
    assert line.startswith("mutants: the mutant that patches the last answer lives at allow")


def test_families_that_a_machine_can_answer(kata: Path) -> None:
    change(kata / "kata.py", "    rungs=", "    limits=Limits(call_s=0.5),\n    rungs=")
    change(kata / "kata.py", "Level, Pars", "Level, Limits, Pars")
    cases = (kata / "cases.py").read_text()
    first, rest = cases.split("__all__ = [")
    (kata / "cases.py").write_text(f'{first}__all__ = ["nobody_asks"]\n{rest.partition("]")[2]}')
    lines = red("mutants")
    assert any("does nothing lives at allow: every family accepts it" in line for line in lines)


RUNGS = {"naive": 0.0008, "python": 0.003, "numpy": 0.035, "numba": 0.27, "reference": 1.0}


def figures(**changed: float) -> full_size.Figures:
    return {"rush": {name: {"ratio": value} for name, value in {**RUNGS, **changed}.items()}}


def test_a_reaches_line_that_lies(kata: Path) -> None:
    assert red("pars", quick=False, figures=figures()) == []
    [line] = red("pars", quick=False, figures=figures(numpy=0.4))
    assert "pars: allow: numpy says 'bronze' and stands at 0.4, which is silver" in line


def test_a_par_inside_a_rung(kata: Path) -> None:
    [line] = red("pars", quick=False, figures=figures(numpy=0.0016))
    assert "the bronze par 0.0015 stands within 10% of numpy (0.0016)" in line


def test_a_rung_is_as_good_as_its_worst_figure(kata: Path) -> None:
    both = {**figures(), "rush, slowest batch": {"numba": {"ratio": 0.05}}}
    [line] = red("pars", quick=False, figures=both)
    assert "numba says 'silver' and stands at 0.05, which is bronze" in line


def wrong_at_the_last_request(kata: Path) -> None:
    path = kata / SUBMISSIONS / "accepted" / "numba.py"
    change(path, "allowed[i] = 1", "allowed[i] = 1 if i < 1_999_999 else 2")
    change(path, "if parts[who] >= interval_ms:", "if parts[who] >= interval_ms or i == 1_999_999:")


def test_an_accepted_one_that_is_wrong_at_full_size(kata: Path) -> None:
    wrong_at_the_last_request(kata)
    lines = red("full size", quick=False)
    assert len(lines) == 1 and "full size: the rung numba is wrong at allow" in lines[0]


def test_it_is_found_without_a_clock_where_speeds_are_on_record(
    kata: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(full_size, "climb", None)
    publish(tmp_path, measured=figures())
    assert red("full size", "pars", quick=False) == []
    wrong_at_the_last_request(kata)
    lines = red("full size", quick=False)
    assert len(lines) == 1 and "full size: the rung numba is wrong at allow" in lines[0]


def test_who_is_not_on_record_is_measured(kata: Path, tmp_path: Path) -> None:
    publish(tmp_path, measured={"rush": {"naive": {"ratio": 0.0008}}})
    gate = Gate(entry(), seeds=2, only=("full size",))
    assert [finding.ok for finding in gate.run()] == [True, True]
    assert {"naive", "python", "numpy", "numba", "reference"} <= set(gate.figures["rush"])
    assert gate.figures["rush"]["numba"]["ratio"] > gate.figures["rush"]["naive"]["ratio"]


def publish(
    root: Path,
    digests: dict[str, str] | None = None,
    measured: full_size.Figures | None = None,
) -> None:
    """A row as `kata author bench` writes it."""
    found = entry()
    digests = digests or workload_digests(found)
    row = record.of_bench(found, "full", measured or {}, measured_digest(found), digests)
    Results(root / "results").append(found, REFERENCE_HANDLE, row)


def test_a_version_that_was_not_bumped(kata: Path, tmp_path: Path) -> None:
    publish(tmp_path)
    assert red("measured") == []
    change(kata / "checks.py", "nobody's first request is refused", "it is the first")
    [line] = red("measured")
    assert "measured: cases, checks, oracle or reference changed" in line
    assert "bump version in kata.py, then run: kata author bench token-bucket" in line
    change(kata / "kata.py", "version=1", "version=2")
    assert red("measured") == []


def test_pars_and_words_may_change_without_measuring_again(kata: Path, tmp_path: Path) -> None:
    publish(tmp_path)
    change(kata / "kata.py", "gold=0.5", "gold=0.6")
    change(kata / "oracle.py", "import numpy as np", "# numbers\nimport numpy as np")
    change(kata / "checks.py", "\n\n\ndef ", "\n\n\n# told better\ndef ")
    assert red("measured") == []


WORDY = """'Words.'
def f(x: int) -> str:
    '''More
    words.'''  # and more

    # alone
    return "# é, no comment", '''no
    docstring'''[x]  # é
"""


def test_code_is_what_is_left_without_words() -> None:
    assert code_of(WORDY).split("\n") == [
        "def f(x: int) -> str:",
        "    return \"# é, no comment\", '''no",
        "    docstring'''[x]",
    ]


def test_pars_are_held_to_the_launches_on_record(kata: Path, tmp_path: Path) -> None:
    publish(tmp_path, measured=figures())
    assert red("pars", quick=False, figures=figures(numpy=0.0016)) == []
    change(kata / "checks.py", "nobody's first request is refused", "it is the first")
    [line] = red("pars", quick=False, figures=figures(numpy=0.0016))
    assert "the bronze par 0.0015 stands within 10% of numpy (0.0016)" in line


def test_a_workload_that_is_not_what_was_measured(kata: Path, tmp_path: Path) -> None:
    publish(tmp_path, {"rush": "another"})
    [line] = red("measured")
    assert "measured: the workload rush makes other input" in line


def test_a_katas_own_failure_is_a_line_too(kata: Path) -> None:
    change(kata / "cases.py", "capacity, interval_ms = int(rng.integers(2, 9))", "capacity, interval_ms = int(rng.integers(9, 2))")  # fmt: skip  # noqa: E501
    [line] = red("right")
    assert line.startswith("right: the family at_once fails on seed 0: ValueError: low >= high")


def test_a_check_that_fails_itself_is_a_line_too(kata: Path) -> None:
    change(kata / "checks.py", "    strange = ", "    case['nobody']\n    strange = ")
    [line] = red("wrong")
    assert line.startswith("wrong: a check of allow fails at worked_example, seed 0: KeyError")


@pytest.fixture
def packages(kata: Path) -> Path:
    """The same kata, with packages for its cases and checks, as one of several levels has them."""
    for part in ("cases", "checks"):
        text = (kata / f"{part}.py").read_text()
        (kata / f"{part}.py").unlink()
        (kata / part).mkdir()
        (kata / part / "allow.py").write_text(text)
        code = "from . import allow\n\nLEVELS = {'allow': allow}\n"
        (kata / part / "__init__.py").write_text(code)
    return kata


def test_packages_serve_like_modules(packages: Path) -> None:
    assert red("brief", "starter", "right", "wrong", "checks") == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("'allow'", "'admit'", "LEVELS has no module for allow"),
        ("{'allow'", "{'admit': allow, 'allow'", "LEVELS names admit, which is no level"),
    ],
)
def test_packages_that_serve_other_levels(packages: Path, old: str, new: str, told: str) -> None:
    change(packages / "checks" / "__init__.py", old, new)
    lines = red()
    assert any(told in line for line in lines), lines
    assert all(line.startswith("files: ") for line in lines)


def test_a_module_of_a_package_that_serves_nobody(packages: Path) -> None:
    (packages / "cases" / "old.py").touch()
    [line] = red()
    assert line.startswith("files: cases/old.py belongs to nothing")


def test_a_digest_is_of_content_and_type_in_any_order() -> None:
    case = {"a": np.arange(4), "n": 3, "batches": [{"k": np.zeros(2)}]}
    same = {"batches": [{"k": np.zeros(2)}], "n": 3, "a": np.arange(4)}
    assert digest(case) == digest(same)
    others: list[Any] = [
        {**case, "a": np.arange(4, dtype=np.int32)},
        {**case, "a": np.arange(4).reshape(2, 2)},
        {**case, "a": np.array([0, 1, 2, 4])},
        {**case, "n": 3.0},
        {**case, "batches": [{"k": np.zeros(1)}, {"k": np.zeros(1)}]},
    ]
    assert len({digest(other) for other in [case, *others]}) == 6


def doubled(x: np.ndarray, y: np.ndarray) -> None:
    y[:] = 2 * x


@pytest.mark.parametrize(
    ("how", "second"),
    [
        ("does_nothing", [0, 0, 0]),
        ("writes_a_constant", [1, 1, 1]),
        ("copies_an_input", [1, 5, 3]),
        ("permutes_rows", [6, 2, 10]),
        ("repeats_the_last_answer", [2, 4, 6]),
        ("patches_the_last_answer", [2, 10, 6]),
        ("writes_floats", np.array([2.0, 10.0, 6.0]).view(np.int64).tolist()),
    ],
)
def test_what_a_mutant_does(how: str, second: list[int]) -> None:
    call: Callable[..., None] = mutators.mutant(how, doubled, "batch", [1], [0])
    for x in ([1, 2, 3], [1, 5, 3]):
        y = np.zeros(3, np.int64)
        call(np.array(x), y)
    assert y.tolist() == second
