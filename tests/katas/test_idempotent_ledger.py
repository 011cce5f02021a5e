"""idempotent-ledger: reference and oracle agree on any stream and journal, the cases say what their
authors meant, and money is conserved wherever one looks.
"""

from __future__ import annotations

import functools
import itertools
import zlib
from typing import Any

import numpy as np
import pytest
import suite
from hypothesis import given, settings
from hypothesis import strategies as st

from harness import catalog
from harness.kata import Answers, Case

pytestmark = pytest.mark.xdist_group("kata idempotent-ledger")
ENTRY = catalog.find("idempotent-ledger")
PROTOCOL, AT_RANDOM = ENTRY.module("protocol"), ENTRY.module("cases.at_random")
SCRIPTS, JOURNALS = ENTRY.module("cases.scripts"), ENTRY.module("cases.journals")
STREAMS = [level for level in ENTRY.kata.levels if level.function == "Ledger"]
OPS = tuple(range(5))


def agreed(level: str, case: Case) -> Answers:
    """What oracle and reference both answer."""
    right = suite.answers(ENTRY, level, suite.oracle(ENTRY), case)
    assert suite.same(right, by_reference(level, case))
    return right


def by_reference(level: str, case: Case) -> Answers:
    return suite.answers(ENTRY, level, suite.reference(ENTRY), case)


def any_requests(seed: int, n: int, ops: tuple[int, ...] = OPS) -> Case:
    return dict(AT_RANDOM.random_requests(np.random.default_rng(seed), n, ops))


def columns(case: Case) -> dict[str, np.ndarray]:
    """All requests of a stream, column by column."""
    return {n: np.concatenate([batch[n] for batch in case["batches"]]) for n in PROTOCOL.COLUMNS}


def rows(case: Case) -> list[tuple[int, ...]]:
    return list(zip(*(column.tolist() for column in columns(case).values()), strict=True))


def test_every_scripted_answer_is_the_oracles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each small stream was written with the answers its author expects."""
    make, claimed = SCRIPTS.Script.case, 0

    def with_claims(script: Any) -> Case:
        claims = np.array(script.claims, np.int64).reshape(-1, 3)
        return make(script) | {"_claims": claims}

    monkeypatch.setattr(SCRIPTS.Script, "case", with_claims)
    for level, seed in itertools.product(STREAMS, range(10)):
        for family in ENTRY.families(level):
            case = suite.family(ENTRY, family, seed)
            if "_claims" in case:
                said = suite.answers(ENTRY, level, suite.oracle(ENTRY), case)
                got = np.stack([said[name] for name in ("status", "result_id", "replayed")], axis=1)
                assert np.array_equal(got, case["_claims"]), (family, seed)
                claimed += 1
    assert claimed > 200


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 400), st.sampled_from([(0,), OPS, (1, 2, 3, 4)]))
def test_random_streams(seed: int, n: int, ops: tuple[int, ...]) -> None:
    agreed("payments", any_requests(seed, n, ops))


@pytest.mark.parametrize("room", [2, 8, 64])
def test_the_reference_grows_and_forgets(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Holds, ids and saved answers outgrow their arrays; what is too old is dropped on the way."""
    monkeypatch.setattr(suite.reference(ENTRY), "_ROOM", room)
    for seed in range(6):
        agreed("payments", any_requests(seed, 1_500))


amounts = st.sampled_from([-(2**63), -1, 0, 1, 2, 2**62, 2**63 - 2, 2**63 - 1])


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 3), amounts)), st.tuples(*[amounts] * 3)
)
def test_random_orders_at_the_ends_of_int64(
    orders: list[tuple[int, int, int]], balance: tuple[int, int, int]
) -> None:
    table = np.array(orders, np.int64).reshape(-1, 3)
    case: Case = {
        "debit": np.ascontiguousarray(table[:, 0], np.int32),
        "credit": np.ascontiguousarray(table[:, 1], np.int32),
        "amount": np.ascontiguousarray(table[:, 2]),
        "guarded": np.array([1, 0, 0], np.uint8),
        "balance": np.array([max(0, balance[0]), *balance[1:]]),
    }
    after = agreed("transfer", case)["balance"]
    assert sum(after.tolist()) == sum(case["balance"].tolist())


def test_money_is_conserved_and_nobody_overdraws_at_every_prefix() -> None:
    """Played a request at a time, with the book looked at after each."""
    for seed in range(10):
        case = any_requests(seed, 300)
        ledger = suite.oracle(ENTRY).Ledger(case["balance"], case["guarded"], case["ttl_ms"])
        opening = sum(case["balance"].tolist())
        for row in rows(case):
            ledger.expire(row[0])
            ledger.answer(row[0], (row[1], row[2]), row[3:])
            book = ledger.book
            assert sum(book.balance) == opening
            for account, guard in enumerate(book.guarded):
                assert not guard or book.balance[account] >= book.held[account] >= 0
            for payment in ledger.payments.values():
                assert 0 <= payment.refunded <= payment.captured <= payment.amount


def test_one_effect_for_a_key_within_its_time() -> None:
    case = any_requests(3, 600)
    answers = by_reference("payments", case)
    done = (answers["status"] == 200) & (answers["replayed"] == 0)
    last: dict[tuple[int, ...], int] = {}
    for row, effect in zip(rows(case), done.tolist(), strict=True):
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
        assert agreed("recover", case)["last"] == max(n for n in range(7) if ends[n] <= cut)


def test_the_families_cut_at_every_byte_of_their_journal() -> None:
    sizes = [
        len(suite.family(ENTRY, cut, 0)["journal"]) for cut in ENTRY.module("cases.recover").CUTS
    ]
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
    answers = agreed("recover", case)
    assert answers["last"] == max(n for n in range(n_frames + 1) if journal.start(n) <= cut)
    assert answers["balance"].sum() == case["balance"].sum()


def test_every_flipped_bit_is_seen() -> None:
    journal = JOURNALS.Journal(np.random.default_rng(2)).fill(3)
    for bit in range(8 * journal.start(1), 8 * journal.start(2)):
        data = journal.whole
        data[bit // 8] ^= 1 << bit % 8
        case = journal.case(data)
        answers = agreed("recover", case)
        assert answers["last"] == 1, bit
        assert answers["balance"].sum() == case["balance"].sum()


def test_checksums_of_columns_are_those_of_zlib() -> None:
    words = np.random.default_rng(4).integers(-(2**63), 2**63, (50, 9))
    found = ENTRY.module("cases.checksums").crc32_of_words(words)
    assert found.tolist() == [zlib.crc32(row.tobytes()[4:]) for row in words]


def test_the_torn_workload_stays_a_journal_when_it_varies() -> None:
    rng = np.random.default_rng(5)
    case, vary = ENTRY.workloads["crash"].make(rng), ENTRY.workloads["crash"].vary
    assert vary is not None
    for _ in range(3):
        case = vary(rng, case)
        answers = by_reference("recover", case)
        torn = int(np.searchsorted(case["_start"], case["_torn"], side="right"))
        assert answers["last"] == torn - 1 > 0.9 * len(case["_start"])
        assert 0.4 < (answers["result"] > 0).mean() < 0.6


@functools.cache
def outcomes(workload: str) -> tuple[dict[str, np.ndarray], Answers]:
    """The requests of a full-size stream, and what is answered."""
    case = suite.full_size(ENTRY, workload, 6)
    return columns(case), by_reference("storm", case)


def test_the_storm_is_one() -> None:
    """A fifth are retries, some are changed, some late; and what was planned has come true."""
    asked, answers = outcomes("retry_storm")
    key, merchant = asked["key"], asked["merchant"]
    pairs = np.stack([merchant, key], axis=1)[key != 0]
    retries = len(pairs) - len(np.unique(pairs, axis=0))
    assert 0.15 < retries / len(key) < 0.25
    assert 0.005 < (answers["status"] == 422).mean() < 0.03
    assert 0.25 < (merchant == 0).mean() < 0.35
    assert set(np.unique(answers["status"])) == {200, 402, 409, 410, 422}


@pytest.mark.parametrize("workload", ["payment_day", "retry_storm"])
def test_references_of_the_workloads_meet_payments(workload: str) -> None:
    """The planned ids are the true ones: no capture, void or refund goes to an unknown payment."""
    asked, answers = outcomes(workload)
    assert not (answers["status"] == 404).any()
    assert ((answers["status"] == 200) & (asked["op"] >= 2)).mean() > 0.15


def test_a_sentence_names_request_key_and_both_answers() -> None:
    script = SCRIPTS.Script(np.random.default_rng(7), [100, 0], unit=1, ttl_ms=1000)
    script.transfer(0, 1, 70, key=1)
    script.transfer(1, 0, 70, key=2)
    case = script.wait(5).again(1).case()
    fault = suite.complaint(ENTRY, "keys", case, suite.mistake(ENTRY, "remembers_the_last_key"))
    assert fault is not None and fault[0] == "one_effect_per_key"
    assert "request 2 (transfer of 70" in fault[1]
    assert "expected 200, id 1, replayed; got 200, id 3." in fault[1]
    assert "Request 0, 5 ms ago, was the same with the same key and is done" in fault[1]
