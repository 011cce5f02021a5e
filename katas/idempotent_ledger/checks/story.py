"""What happened to a stream up to its first wrong answer, read from the expected answers.

The expected answers are true, so that nothing is played again: what was served, saved, held and
moved follows from them by looking back.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from harness.kata import TWO_ALIVE, Answers, Case, Check

from ..protocol import (
    AUTHORIZE,
    CAPTURE,
    COLUMNS,
    INVALID,
    MISMATCH,
    OK,
    REFUND,
    TRANSFER,
    VOID,
)

ASKED = ("op", "debit", "credit", "amount", "ref", "timeout_ms")
NAMES = ("transfer", "authorize", "capture", "void", "refund")


class Story:
    """Request `i` of a stream, and all before it. Positions count over all batches."""

    def __init__(self, case: Case, expected: Answers, got: Answers, i: int) -> None:
        self.case, self.i = case, i
        self.columns = {
            name: np.concatenate([batch[name] for batch in case["batches"]]) for name in COLUMNS
        }
        self.row = {name: int(column[i]) for name, column in self.columns.items()}
        self.expected = {name: expected[name][:i] for name in expected}
        self.wanted = tuple(int(expected[name][i]) for name in ("status", "result_id", "replayed"))
        self.got = tuple(int(got[name][i]) for name in ("status", "result_id", "replayed"))

    @cached_property
    def before(self) -> dict[str, np.ndarray]:
        """The requests before this one."""
        return {name: column[: self.i] for name, column in self.columns.items()}

    @cached_property
    def served(self) -> np.ndarray:
        """Which of them were done."""
        done: np.ndarray = (self.expected["status"] == OK) & (self.expected["replayed"] == 0)
        return done

    @cached_property
    def first(self) -> int | None:
        """The last request before that was saved under this key, however long ago."""
        same = (self.before["key"] == self.row["key"]) & (self.row["key"] != 0)
        same &= self.before["merchant"] == self.row["merchant"]
        same &= self.expected["replayed"] == 0
        same &= ~np.isin(self.expected["status"], (INVALID, MISMATCH))
        found = np.flatnonzero(same)
        return int(found[-1]) if len(found) else None

    @property
    def age_ms(self) -> int:
        """How long ago the first request with this key was; -1 where there is none."""
        return (
            self.row["t_ms"] - int(self.before["t_ms"][self.first])
            if self.first is not None
            else -1
        )

    @property
    def is_known(self) -> bool:
        """Whether the key lives."""
        return bool(0 <= self.age_ms < self.case["ttl_ms"])

    @property
    def took_it_for_known(self) -> bool:
        """Whether the answer to be judged says that the key lives."""
        return self.got[0] == MISMATCH or self.got[2] == 1

    @property
    def is_same(self) -> bool:
        """Whether the saved request asked for exactly this."""
        first = self.first
        if first is None:
            return False
        return [int(self.before[name][first]) for name in ASKED] == [self.row[n] for n in ASKED]

    @property
    def saved(self) -> tuple[int, int]:
        """Status and id saved under this key."""
        assert self.first is not None
        return int(self.expected["status"][self.first]), int(self.expected["result_id"][self.first])

    def with_this_key(self, status: int) -> bool:
        """Whether this merchant used the key before and was answered with the status."""
        same = (self.before["key"] == self.row["key"]) & (self.row["key"] != 0)
        same &= self.before["merchant"] == self.row["merchant"]
        return bool((same & (self.expected["status"] == status)).any())

    @property
    def taken_for(self) -> int | None:
        """Whose answer was given for a saved one, as far as it can be seen: by its id, or because
        merchant and key are the same digits; None where it cannot.
        """
        done = self.served & (self.before["key"] != 0)
        if self.got[2] == 1 and self.got[1] > 0:
            found = np.flatnonzero(done & (self.expected["result_id"] == self.got[1]))
            return int(found[0]) if len(found) else None
        name = f"{self.row['merchant']}{self.row['key']}"
        for at in range(self.i - 1, max(-1, self.i - 3_000), -1):
            if (
                self.before["key"][at]
                and name == f"{self.before['merchant'][at]}{self.before['key'][at]}"
            ):
                return at if self.before["key"][at] != self.row["key"] else None
        return None

    @property
    def changes(self) -> str:
        """What the first request with this key said otherwise."""
        first = self.first
        if first is None:
            return ""
        pairs = ((name, int(self.before[name][first]), self.row[name]) for name in ASKED)
        return ", ".join(f"{name} {was} (now {now})" for name, was, now in pairs if was != now)

    @property
    def others_use_the_key(self) -> bool:
        """Whether another merchant used the same key less than `ttl_ms` ago."""
        same = (self.before["key"] == self.row["key"]) & (self.row["key"] != 0)
        same &= self.before["merchant"] != self.row["merchant"]
        same &= self.row["t_ms"] - self.before["t_ms"] < self.case["ttl_ms"]
        return bool(same.any())

    def holds(self, account: int) -> tuple[int, int]:
        """What is held of an account now, and what was held and has expired."""
        held = expired = 0
        mine = self.served & (self.before["op"] == AUTHORIZE) & (self.before["debit"] == account)
        for at in np.flatnonzero(mine).tolist():
            if self.resolved(at):
                continue
            amount, timeout = (int(self.before[n][at]) for n in ("amount", "timeout_ms"))
            if timeout and self.row["t_ms"] >= int(self.before["t_ms"][at]) + timeout:
                expired += amount
            else:
                held += amount
        return held, expired

    def resolved(self, at: int) -> str:
        """How the authorization at a position ended: `capture`, `void` or not at all."""
        done = self.served & (self.before["ref"] == self.expected["result_id"][at])
        done &= (self.before["op"] == CAPTURE) | (self.before["op"] == VOID)
        found = np.flatnonzero(done)
        return NAMES[self.before["op"][found[0]]] if len(found) else ""

    def returned(self, account: int) -> int:
        """What captures and voids let go of, of this account's holds."""
        total = 0
        mine = self.served & (self.before["op"] == AUTHORIZE) & (self.before["debit"] == account)
        for at in np.flatnonzero(mine).tolist():
            number = self.expected["result_id"][at]
            done = np.flatnonzero(self.served & (self.before["ref"] == number))
            for step in done.tolist():
                if self.before["op"][step] == CAPTURE:
                    total += int(self.before["amount"][at]) - int(self.before["amount"][step])
                elif self.before["op"][step] == VOID:
                    total += int(self.before["amount"][at])
        return total

    @cached_property
    def payment(self) -> int | None:
        """The position of the authorization that `ref` names."""
        named = self.served & (self.before["op"] == AUTHORIZE)
        named &= self.expected["result_id"] == self.row["ref"]
        found = np.flatnonzero(named)
        return int(found[0]) if len(found) else None

    @property
    def payer(self) -> int | None:
        """Who would pay for this request."""
        if self.row["op"] in (TRANSFER, AUTHORIZE):
            return self.row["debit"]
        if self.row["op"] == REFUND and self.payment is not None:
            return int(self.before["credit"][self.payment])
        return None

    def said(self, meaning: str) -> str:
        """The request, both answers, and what the difference means."""
        op = NAMES[self.row["op"]]
        what = "" if self.row["op"] == VOID else f" of {self.row['amount']}"
        if self.row["op"] <= AUTHORIZE:
            what += f" from {self.row['debit']} to {self.row['credit']}"
        else:
            what += (
                f" of payment {self.row['ref']}" if not what else f" for payment {self.row['ref']}"
            )
        if self.case.get(TWO_ALIVE):
            meaning += (
                ". Another ledger is open, and is asked the same just before: they share nothing"
            )
        key = f"key {self.row['key']} of merchant {self.row['merchant']}" * (self.row["key"] != 0)
        return (
            f"request {self.i} ({op}{what}, t_ms {self.row['t_ms']}, {key or 'no key'}): "
            f"expected {_words(self.wanted)}; got {_words(self.got)}. {meaning}"
        )


def _words(answer: tuple[int, ...]) -> str:
    status, result_id, replayed = answer
    number = f", id {result_id}" if result_id else ""
    return f"{status}{number}{', replayed' if replayed == 1 else ''}"


def first_difference(expected: Answers, got: Answers) -> int | None:
    """The first request whose answer is wrong in any way."""
    wrong = expected["status"] != got["status"]
    for name in ("result_id", "replayed"):
        wrong |= expected[name] != got[name]
    return int(wrong.argmax()) if wrong.any() else None


def of_story(look: Callable[[Story], str | None]) -> Check:
    """A check that looks at the first wrong answer, and says what it means."""

    def check(case: Case, expected: Answers, got: Answers) -> str | None:
        i = first_difference(expected, got)
        if i is None:
            return None
        story = Story(case, expected, got, i)
        meaning = look(story)
        return None if meaning is None else story.said(meaning)

    check.__name__, check.__doc__ = look.__name__, look.__doc__
    return check
