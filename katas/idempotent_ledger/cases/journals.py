"""Journals, written and damaged: frames as the brief describes them."""

from __future__ import annotations

import struct
import zlib

import numpy as np

from harness.kata import Case, Rng
from katas import traces

Legs = list[tuple[int, int]]


def frame(sequence: int, key: int, legs: Legs, n_legs: int | None = None) -> bytes:
    """One frame: checksum, number of legs, sequence, key, and then account and amount of each.

    `n_legs` stands for their number if it is to be another.
    """
    body = struct.pack("<Iqq", len(legs) if n_legs is None else n_legs, sequence, key)
    body += b"".join(struct.pack("<qq", *leg) for leg in legs)
    return struct.pack("<I", zlib.crc32(body)) + body


def end_of_frame(data: bytes, at: int) -> int:
    """Where the frame at a byte ends, if all of it is there and its checksum is right; else 0."""
    if at + 24 > len(data):
        return 0
    checksum, n_legs = struct.unpack_from("<II", data, at)
    end: int = at + 24 + 16 * n_legs
    return end if end <= len(data) and zlib.crc32(data[at + 4 : end]) == checksum else 0


def legs_of(data: bytes, at: int, end: int) -> Legs:
    """The legs of the frame from one byte to another."""
    return [*struct.iter_unpack("<qq", data[at + 24 : end])]


class Journal:
    """A journal in the making, and what is known of it. Keys are 1 to 63, accounts small."""

    def __init__(self, rng: Rng, n_accounts: int = 8) -> None:
        self.rng, self.n_accounts = rng, n_accounts
        self.keys = traces.scattered(rng, np.arange(64)).tolist()
        self.frames: list[bytes] = []
        self.retried: list[int] = []

    def add(self, n_legs: int, key: int = 0) -> Journal:
        """A frame of random legs that come to 0."""
        self.frames.append(self.another(len(self.frames) + 1, n_legs, key))
        return self

    def another(self, sequence: int, n_legs: int, key: int = 0) -> bytes:
        """A frame with a right checksum and any sequence number, not added."""
        accounts = self.rng.integers(0, self.n_accounts, n_legs).tolist()
        # two at least are different, or nothing would move
        accounts[1] = (accounts[0] + int(self.rng.integers(1, self.n_accounts))) % self.n_accounts
        amounts = self.rng.integers(1, 10**9, n_legs - 1).tolist()
        legs = [*zip(accounts, [-sum(amounts), *amounts], strict=True)]
        return frame(sequence, self.keys[key] if key else 0, legs)

    def fill(self, n: int) -> Journal:
        """Frames of two to four legs, most with a key of their own."""
        for _ in range(n):
            number = len(self.frames) + 1
            self.add(int(self.rng.integers(2, 5)), number if self.rng.random() < 0.8 else 0)
        return self

    def start(self, number: int) -> int:
        """Where frame `number` begins, counted from 0."""
        return sum(len(each) for each in self.frames[:number])

    @property
    def whole(self) -> bytearray:
        return bytearray(b"".join(self.frames))

    def case(self, data: bytes | bytearray, snapshot: int = 0) -> Case:
        """What is read back; all keys are asked for, some twice, and some that never were."""
        asked = self.rng.choice(self.keys[1:], 80)
        return {
            "journal": np.frombuffer(bytes(data), np.uint8),
            "snapshot": snapshot,
            "retried": asked,
            "balance": self.rng.integers(-(10**6), 10**6, self.n_accounts),
        }
