"""idempotent-ledger: reference and oracle agree on any stream and journal, the cases say what their
authors meant, and money is conserved wherever one looks.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import re
import zlib
from typing import Any

import numpy as np
import pytest
import suite
from hypothesis import given, settings
from hypothesis import strategies as st

from harness import catalog
from harness.catalog import case_text, domain
from harness.errors import MisuseError
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


def test_the_torn_workload_is_whole_up_to_where_it_says_and_now_and_then_tears_early() -> None:
    rng = np.random.default_rng(5)
    cases = [ENTRY.workloads["crash"].make(rng) for _ in range(12)]
    sizes = {name: {np.shape(case[name]) for case in cases} for name in cases[0]}
    assert all(len(shapes) == 1 for shapes in sizes.values()), "arrays keep their sizes"
    whole = [case["_frames"] / 250_000 for case in cases]
    assert min(whole) < 0.9 < sorted(whole)[len(whole) // 2]
    for case in cases[:3]:
        answers = by_reference("recover", case)
        assert answers["last"] == case["_frames"]
        assert 0.4 * case["_frames"] / 250_000 < (answers["result"] > 0).mean() < 0.6


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


def broken(function: str, case: Case) -> str:
    """The clause that the case breaks, or nothing."""
    return domain.broken_clause(ENTRY, ENTRY.kata.function(function), case) or ""


def read(*text: str) -> Case:
    """The case of lines as a person writes them."""
    return case_text.read(ENTRY, "\n".join([f"idempotent-ledger {text[0]}", *text[1:]]))[1]


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        (("transfer", "account -1 1"), "account 0 is guarded and begins with -1, below 0"),
        (("transfer", "account 0 2"), "guarded[0] is 2; it may be 0 to 1"),
        (("Ledger", "ttl_ms 9", "account 0 1", "account -5 1"), "account 1 is guarded"),
        (("Ledger", "ttl_ms -1"), "ttl_ms is -1"),
        (
            ("Ledger", "ttl_ms 9", "void 5 0 0 0 0 0 0 0", "batch", "void 4 0 0 0 0 0 0 0"),
            "t_ms falls: request 1 is before request 0",
        ),
        (
            ("Ledger", "ttl_ms 9", f"authorize 1 0 0 0 0 0 0 {2**63 - 1}"),
            "the hold of request 0 would end beyond int64",
        ),
        (("recover", "snapshot 0", "ask 0"), "retried[0] is 0, which is no key"),
        (("recover", "snapshot 0", "frame 1 7", "frame 2 7"), "frame 2 has key 7, as a frame"),
        (
            ("recover", "snapshot 0", "account 0", "frame 1 7", "leg 0 4"),
            "the legs of frame 1 come to 4, not 0",
        ),
        (
            ("recover", "snapshot 0", "account 0", "frame 1 7", "leg 0 4", "leg 1 -4"),
            "frame 1 has account 1, of 1",
        ),
        (
            ("recover", "snapshot 0", f"account {2**63 - 1}", "frame 1 7", "leg 0 1", "leg 0 -1"),
            "frame 1 brings account 0 beyond int64",
        ),
        (("recover", "snapshot -1"), "snapshot is -1"),
    ],
)
def test_each_clause_is_told(text: tuple[str, ...], clause: str) -> None:
    assert clause in broken(text[0], read(*text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (("transfer", "account 0 256"), "not within 0 to 255"),
        (("transfer", f"order 0 {2**31} 1"), "not within"),
        (("Ledger",), "the line 'ttl_ms NUMBER' is missing"),
        (("Ledger", "ttl_ms 9", f"void 0 {2**31} 0 0 0 0 0 0"), "no case of Ledger"),
        (("recover", "snapshot 0", "byte 256"), "'byte 256' has a number that does not fit"),
        (("recover", "snapshot 0", "frame 1"), "frame has 2"),
    ],
)
def test_what_is_no_case_is_told(text: tuple[str, ...], said: str) -> None:
    with pytest.raises(MisuseError, match=re.escape(said)):
        read(*text)


def test_a_case_written_by_hand() -> None:
    """The example of the starter, and a journal of a frame and a half."""
    hold = "authorize 0 0 1 0 1 80 0 500"
    asked = [hold, "transfer 9 0 2 0 1 30 0 0", "batch", hold.replace("e 0", "e 9")]
    case = read("Ledger", "ttl_ms 1000", "account 100 1", "account 0 1", *asked)
    answers = agreed("payments", case)
    assert answers["status"].tolist() == [200, 402, 200]
    assert answers["replayed"].tolist() == [0, 0, 1]
    frames = ["frame 1 77", "leg 0 -30", "leg 1 30", "header 1 2 2 88", "leg 0 -5", "byte 1"]
    case = read("recover", "snapshot 0", "account 100", "account 0", "ask 88", "ask 77", *frames)
    answers = agreed("recover", case)
    assert (answers["balance"].tolist(), answers["result"].tolist()) == ([70, 30], [0, 1])


@pytest.mark.parametrize("level", [level.name for level in ENTRY.kata.levels])
def test_anything_at_all(level: str) -> None:
    """All right ones agree on whatever may come; without a line of it there is a case, or a
    sentence why there is none.
    """
    function = ENTRY.kata.function_of(ENTRY.level(level))
    make = ENTRY.anything(ENTRY.level(level))
    right = [suite.accepted(ENTRY, name) for name in ENTRY.submissions("accepted")]
    right = [one for one in right if ENTRY.level(level) in suite.levels_of(ENTRY, one)]
    assert make is not None
    for seed in range(60):
        rng = np.random.default_rng(seed)
        case = make(rng)
        expected = agreed(level, case)
        assert all(suite.same(expected, suite.answers(ENTRY, level, one, case)) for one in right)
        lines = case_text.told(ENTRY, function, case).splitlines()
        lines.pop(int(rng.integers(1, len(lines))))
        with contextlib.suppress(MisuseError):
            case = case_text.read(ENTRY, "\n".join(lines))[1]
            if not broken(function.name, case):
                agreed(level, case)


def complaint(level: str, name: str, case: Case) -> str:
    """What is said of a mistake."""
    fault = suite.complaint(ENTRY, level, case, suite.mistake(ENTRY, name))
    assert fault is not None
    return fault[1]


def test_sentences_say_whose_key_which_fields_and_which_frame() -> None:
    asked = ["transfer 0 1 23 0 1 4 0 0", "transfer 5 12 3 0 1 4 0 0"]
    case = read("Ledger", "ttl_ms 9", "account 50 1", "account 0 1", *asked)
    said = complaint("keys", "joins_merchant_and_key", case)
    assert "taken for request 0, with key 23 of merchant 1" in said
    asked = ["transfer 0 1 5 1 23 4 0 0", "transfer 5 1 5 12 3 4 0 0"]
    case = read("Ledger", "ttl_ms 9", *["account 50 1"] * 24, *asked)
    said = complaint("keys", "joins_the_fields", case)
    assert "request 0, 5 ms ago, which had debit 1 (now 12), credit 23 (now 3)" in said
    frames = ["frame 1 7", "leg 0 -9", "leg 1 9", "header 5 2 2 8", "leg 1 -4"]
    case = read("recover", "snapshot 0", "account 9", "account 0", *frames)
    said = complaint("recover", "applies_legs_as_they_come", case)
    assert "account 1: expected 9, got 5. Behind frame 1, the last good one" in said


def test_a_refund_that_failed_does_not_count() -> None:
    asked = ["authorize 0 1 0 0 1 80 0 0", "capture 0 1 0 0 0 80 1 0", "transfer 0 1 0 1 2 80 0 0"]
    asked += ["refund 0 1 0 0 0 80 1 0", "transfer 0 1 0 2 1 80 0 0", "refund 0 1 0 0 0 80 1 0"]
    case = read("Ledger", "ttl_ms 9", "account 100 1", "account 0 1", "account 100 1", *asked)
    assert agreed("payments", case)["status"].tolist() == [200, 200, 200, 402, 200, 200]


@pytest.mark.parametrize("workload", ["payment_day", "retry_storm"])
def test_full_size_goes_back_as_far_as_the_brief_says(workload: str) -> None:
    asked, answers = outcomes(workload)
    case = suite.full_size(ENTRY, workload, 6)
    ago = np.arange(len(asked["op"])) - case["_goes_back_to"]
    held = (asked["op"] >= 2) & (answers["status"] == 200) & (ago > 0)
    ids = np.where((answers["status"] == 200) & (answers["replayed"] == 0), answers["result_id"], 0)
    row_of = np.zeros(ids.max() + 1, np.int64)
    row_of[ids] = np.arange(len(ids))
    new = held & (answers["replayed"] == 0)
    assert (row_of[asked["ref"][new]] == case["_goes_back_to"][new]).all()
    assert (ago > 65_536).mean() > 0.1
    assert (ago[answers["replayed"] == 1] > 65_536).mean() > 0.2
