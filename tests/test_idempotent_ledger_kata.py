"""idempotent-ledger: everyone agrees with the oracle, the cases say what their authors meant, and
money is conserved wherever one looks.
"""

from __future__ import annotations

import functools
import importlib.util
import itertools
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness import catalog
from harness.judge import inprocess
from harness.judge.answer import first_fault
from harness.kata import Case, Level

ENTRY = catalog.find("idempotent-ledger")
KATA = ENTRY.kata
CASES, CHECK = ENTRY.module("cases"), ENTRY.module("check")
SCRIPTS, JOURNALS = ENTRY.module("scripts"), ENTRY.module("journals")
KEY_CASES, RECOVER_CASES = ENTRY.module("key_cases"), ENTRY.module("recover_cases")
TRANSFER, LEDGER, RECOVER = KATA.functions
STREAMS = [level for level in KATA.levels if level.function == "Ledger"]
OPS = tuple(range(5))


@pytest.fixture(scope="module", autouse=True)
def compiled_code_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Numba's cache remembers module names; ours must not lie beside the files that others load."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numba.config, "CACHE_DIR", str(tmp_path_factory.mktemp("numba")))
        yield


@functools.cache
def load(path: Path) -> ModuleType:
    """The file as a module with a neutral name: submissions are called numpy.py and numba.py."""
    name = f"idempotent_ledger_solution_{len(sys.modules)}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def oracle() -> ModuleType:
    return load(ENTRY.oracle)


def reference() -> ModuleType:
    return load(ENTRY.reference)


def family_case(family: str, seed: int) -> Case:
    return CASES.FAMILIES[family](np.random.default_rng([seed, len(family)]))


def same(level: Level, case: Case, path: Path) -> bool:
    function = KATA.function_of(level)
    answers = [inprocess.answers(function, load(each), case) for each in (ENTRY.oracle, path)]
    return all(np.array_equal(answers[0][name], answers[1][name]) for name in answers[0])


@pytest.mark.parametrize("level", KATA.levels, ids=lambda level: level.name)
def test_the_reference_agrees_with_the_oracle(level: Level) -> None:
    cuts = {family for family in level.families if family.startswith("cut_at_byte_")}
    for family, seed in itertools.product(level.families, range(6)):
        assert (family in cuts and seed > 0) or same(
            level, family_case(family, seed), ENTRY.reference
        ), (family, seed)


def test_every_scripted_answer_is_the_oracles() -> None:
    """Each small stream was written with the answers its author expects."""
    claimed = 0
    for family, seed in itertools.product(
        [family for level in STREAMS for family in level.families], range(10)
    ):
        case = family_case(family, seed)
        if "_claims" not in case:
            continue
        answers = inprocess.answers(LEDGER, oracle(), case)
        got = np.stack([answers[name] for name in ("status", "result_id", "replayed")], axis=1)
        assert np.array_equal(got, case["_claims"]), (family, seed)
        claimed += 1
    assert claimed > 200


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 400), st.sampled_from([(0,), OPS, (1, 2, 3, 4)]))
def test_random_streams(seed: int, n: int, ops: tuple[int, ...]) -> None:
    case = KEY_CASES.random_requests(np.random.default_rng(seed), n, ops)
    answers = [inprocess.answers(LEDGER, module, case) for module in (oracle(), reference())]
    for name in answers[0]:
        assert np.array_equal(answers[0][name], answers[1][name])


@pytest.mark.parametrize("room", [2, 8, 64])
def test_the_reference_grows_and_forgets(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Holds, ids and saved answers outgrow their arrays; what is too old is dropped on the way."""
    monkeypatch.setattr(reference(), "_ROOM", room)
    for seed in range(6):
        case = KEY_CASES.random_requests(np.random.default_rng(seed), 1_500, OPS)
        answers = [inprocess.answers(LEDGER, module, case) for module in (oracle(), reference())]
        for name in answers[0]:
            assert np.array_equal(answers[0][name], answers[1][name])


amounts = st.sampled_from([-(2**63), -1, 0, 1, 2, 2**62, 2**63 - 2, 2**63 - 1])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 3), amounts)), st.data())
def test_random_orders_at_the_ends_of_int64(
    orders: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    table = np.array(orders, np.int64).reshape(-1, 3)
    guarded = np.array([1, 0, 0], np.uint8)
    balance = [data.draw(amounts) for _ in range(3)]
    case: Case = {
        "debit": np.ascontiguousarray(table[:, 0], np.int32),
        "credit": np.ascontiguousarray(table[:, 1], np.int32),
        "amount": np.ascontiguousarray(table[:, 2]),
        "guarded": guarded,
        "balance": np.array([max(0, balance[0]), *balance[1:]]),
    }
    answers = [inprocess.answers(TRANSFER, module, case) for module in (oracle(), reference())]
    assert np.array_equal(answers[0]["status"], answers[1]["status"])
    assert np.array_equal(answers[0]["balance"], answers[1]["balance"])
    assert sum(answers[0]["balance"].tolist()) == sum(case["balance"].tolist())


def test_money_is_conserved_and_nobody_overdraws_at_every_prefix() -> None:
    """Played a request at a time, with the book looked at after each."""
    for seed in range(10):
        case = KEY_CASES.random_requests(np.random.default_rng(seed), 300, OPS)
        ledger = oracle().Ledger(case["balance"], case["guarded"], case["ttl_ms"])
        opening = sum(case["balance"].tolist())
        for row in _rows(case):
            ledger.expire(row[0])
            ledger.answer(row[0], (row[1], row[2]), row[3:])
            book = ledger.book
            assert sum(book.balance) == opening
            for account, guard in enumerate(book.guarded):
                assert not guard or book.balance[account] >= book.held[account] >= 0
            for payment in ledger.payments.values():
                assert 0 <= payment.refunded <= payment.captured <= payment.amount


def _rows(case: Case) -> list[tuple[int, ...]]:
    columns = [[int(x) for b in case["batches"] for x in b[name]] for name in SCRIPTS.COLUMNS]
    return list(zip(*columns, strict=True))


def test_one_effect_for_a_key_within_its_time() -> None:
    case = KEY_CASES.random_requests(np.random.default_rng(3), 600, OPS)
    answers = inprocess.answers(LEDGER, reference(), case)
    done = (answers["status"] == 200) & (answers["replayed"] == 0)
    last: dict[tuple[int, int], int] = {}
    for row, effect in zip(_rows(case), done.tolist(), strict=True):
        if effect and row[2]:
            assert row[0] - last.get(row[1:3], -(2**62)) >= case["ttl_ms"]
            last[row[1:3]] = row[0]
    assert len(last) > 20


def test_a_journal_cut_at_every_byte() -> None:
    """The state is that of the longest whole prefix, whatever the last byte is."""
    journal = JOURNALS.Journal(np.random.default_rng(1)).fill(6)
    opening = journal.case(journal.whole)
    ends = [journal.start(number) for number in range(7)]
    for cut in range(len(journal.whole) + 1):
        case = opening | {"journal": np.frombuffer(bytes(journal.whole[:cut]), np.uint8)}
        answers = [inprocess.answers(RECOVER, module, case) for module in (oracle(), reference())]
        assert answers[0]["last"] == max(n for n in range(7) if ends[n] <= cut)
        for name in answers[0]:
            assert np.array_equal(answers[0][name], answers[1][name]), cut


def test_the_families_cut_at_every_byte_of_their_journal() -> None:
    sizes = [len(cut(np.random.default_rng(0))["journal"]) for cut in RECOVER_CASES.CUTS]
    assert sizes == [*range(2 * len(JOURNALS.frame(1, 1, [(0, -1), (1, 1)])) + 1)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 90), st.integers(0, 100), st.floats(0, 1))
def test_any_journal_cut_anywhere_gives_its_longest_whole_prefix(
    seed: int, n_frames: int, snapshot: int, share: float
) -> None:
    """More frames than the reference checks in one block, and a snapshot that may be ahead."""
    journal = JOURNALS.Journal(np.random.default_rng(seed), 20)
    journal.keys = list(range(1_000, 1_200))
    journal.fill(n_frames)
    cut = round(share * len(journal.whole))
    case = journal.case(journal.whole[:cut], snapshot)
    answers = [inprocess.answers(RECOVER, module, case) for module in (oracle(), reference())]
    whole = max(n for n in range(n_frames + 1) if journal.start(n) <= cut)
    assert answers[0]["last"] == whole
    assert answers[0]["balance"].sum() == case["balance"].sum()
    for name in answers[0]:
        assert np.array_equal(answers[0][name], answers[1][name])


def test_every_flipped_bit_is_seen() -> None:
    journal = JOURNALS.Journal(np.random.default_rng(2)).fill(3)
    first = journal.start(1)
    for bit in range(8 * first, 8 * journal.start(2)):
        data = journal.whole
        data[bit // 8] ^= 1 << bit % 8
        case = journal.case(data)
        for module in (oracle(), reference()):
            answers = inprocess.answers(RECOVER, module, case)
            assert answers["last"] == 1, bit
            assert answers["balance"].sum() == case["balance"].sum()


def test_checksums_of_columns_are_those_of_zlib() -> None:
    words = np.random.default_rng(4).integers(-(2**63), 2**63, (50, 9))
    found = JOURNALS.crc32_of_words(words)
    assert found.tolist() == [zlib.crc32(row.tobytes()[4:]) for row in words]


def test_the_torn_workload_stays_a_journal_when_it_varies() -> None:
    rng = np.random.default_rng(5)
    workload = CASES.WORKLOADS["crash"]
    case = workload.make(rng)
    for _ in range(3):
        case = workload.vary(rng, case)
        answers = inprocess.answers(RECOVER, reference(), case)
        torn = int(np.searchsorted(case["_start"], case["_torn"], side="right"))
        assert answers["last"] == torn - 1 > 0.9 * len(case["_start"])
        assert 0.4 < (answers["result"] > 0).mean() < 0.6


@functools.cache
def _outcomes(workload: str) -> tuple[Case, dict[str, np.ndarray]]:
    case = CASES.WORKLOADS[workload].make(np.random.default_rng(6))
    return case, inprocess.answers(LEDGER, reference(), case)


def test_the_storm_is_one() -> None:
    """A fifth are retries, some are changed, some late; and what was planned has come true."""
    case, answers = _outcomes("retry_storm")
    key = np.concatenate([batch["key"] for batch in case["batches"]])
    merchant = np.concatenate([batch["merchant"] for batch in case["batches"]])
    pairs = np.stack([merchant, key], axis=1)[key != 0]
    retries = len(pairs) - len(np.unique(pairs, axis=0))
    assert 0.15 < retries / len(key) < 0.25
    assert 0.005 < (answers["status"] == 422).mean() < 0.03
    assert 0.25 < (merchant == 0).mean() < 0.35
    assert set(np.unique(answers["status"])) == {200, 402, 409, 410, 422}


@pytest.mark.parametrize("workload", ["payment_day", "retry_storm"])
def test_references_of_the_workloads_meet_payments(workload: str) -> None:
    """The planned ids are the true ones: no capture, void or refund goes to an unknown payment."""
    case, answers = _outcomes(workload)
    op = np.concatenate([batch["op"] for batch in case["batches"]])
    assert not (answers["status"] == 404).any()
    assert ((answers["status"] == 200) & (op >= 2)).mean() > 0.15


def test_a_sentence_names_request_key_and_both_answers() -> None:
    script = SCRIPTS.Script(np.random.default_rng(7), [100, 0], unit=1, ttl_ms=1000)
    script.transfer(0, 1, 70, key=1)
    case = script.wait(5).again(1).case()
    expected = inprocess.answers(LEDGER, oracle(), case)
    got = {name: array.copy() for name, array in expected.items()}
    got["status"][1], got["result_id"][1], got["replayed"][1] = 200, 2, 0
    fault = first_fault(CHECK, STREAMS[0], case, expected, got)
    assert fault is not None and fault[0] == "one_effect_per_key"
    assert "request 1 (transfer of 70" in fault[1]
    assert "expected 200, id 1, replayed; got 200, id 2." in fault[1]
    assert "Request 0, 5 ms ago, was the same with the same key and is done" in fault[1]


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(KATA.levels), st.integers(0, 2**32), st.data())
def test_checks_survive_any_answer(level: Level, seed: int, data: st.DataObject) -> None:
    family = data.draw(st.sampled_from(level.families))
    case = family_case(family, seed)
    function = KATA.function_of(level)
    expected = inprocess.answers(function, oracle(), case)
    rng = np.random.default_rng(seed)
    got: dict[str, Any] = {}
    for name, array in expected.items():
        info = np.iinfo(array.dtype)
        noise = rng.integers(info.min, info.max, array.shape, array.dtype, endpoint=True)
        got[name] = np.where(rng.random(array.shape) < data.draw(st.floats(0, 1)), noise, array)
    for check in CHECK.CHECKS[level.name]:
        assert isinstance(check(case, expected, got), str | None)


def test_every_family_and_workload_belongs_to_a_level() -> None:
    assert {f for level in KATA.levels for f in level.families} == {*CASES.FAMILIES}
    assert {w for level in KATA.levels for w in level.workloads} == {*CASES.WORKLOADS}
    assert len(RECOVER_CASES.FAMILIES) == 16 + len(RECOVER_CASES.CUTS)
