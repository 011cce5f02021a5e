"""Secret randomness: every input of a run comes from 256 bits that no solution can know before the
run has ended.
"""

from __future__ import annotations

import hashlib
import secrets

import numpy as np


class Secret:
    """The master of one run.

    Its commitment goes into the record first, the master itself with the result.
    """

    def __init__(self, master: bytes | None = None) -> None:
        self.master = master or secrets.token_bytes(32)

    @property
    def commitment(self) -> str:
        """SHA-256 of the master."""
        return hashlib.sha256(self.master).hexdigest()

    def generator(self, *labels: str | int) -> np.random.Generator:
        """The generator of one input; the same labels give the same numbers to whoever knows the
        master.
        """
        name = "/".join(str(label) for label in labels)
        seed = hashlib.sha256(self.master + name.encode()).digest()
        return np.random.Generator(np.random.PCG64(int.from_bytes(seed, "little")))
