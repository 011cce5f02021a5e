"""Cases of the level storm: clients who ask again, late, and with another amount."""

from __future__ import annotations

from harness.kata import Case, Rng

from ..protocol import AUTHORIZE, CAPTURE, CONFLICT, NOT_ENOUGH, REFUND, TRANSFER, VOID
from . import traffic
from .at_random import random_requests
from .long import many_retries as many_retries
from .scripts import Script

__all__ = [
    "impatient_clients",
    "late_and_changed",
    "random_storm",
]
DEPTH = ("many_retries",)


def impatient_clients(rng: Rng) -> Case:
    """Answers get lost: every request comes one to four times more, after others have come."""
    script = Script(rng, [2_000, 0, 0, 0])
    for number in range(8):
        buyer_pays = script.authorize(0, 1, 100 + number, key=4 * number + 1)
        waiting = [4 * number + 1]
        script.transfer(0, 3, 5_000, key=4 * number + 2, says=NOT_ENOUGH)
        waiting.append(4 * number + 2)
        script.capture(buyer_pays, 90, key=4 * number + 3)
        waiting.append(4 * number + 3)
        for key in rng.choice(waiting, int(rng.integers(3, 9))).tolist():
            script.wait(int(rng.integers(0, 200))).again(key)
        script.void(buyer_pays, key=4 * number + 4, says=CONFLICT)
        script.again(4 * number + 4)
    return script.probe(0, 2_000 - 720, 3).probe(1, 720, 2).case()


def late_and_changed(rng: Rng) -> Case:
    """Some clients come back after a day, and some with another amount."""
    script = Script(rng, [5_000, 900, 0], ttl_ms=86_400_000)
    hold = script.authorize(0, 1, 1_000, 604_800_000, key=1)
    script.capture(hold, 800, key=2)
    script.refund(hold, 500, key=3)
    script.transfer(0, 1, 200, key=4)
    amount = 10 * script.unit + int(rng.integers(0, 5))
    script.wait(86_399_999).again(1, amount=amount).again(3).again(4, amount=amount).again(2)
    script.wait(1 + int(rng.integers(0, 3)))
    script.anew(1)
    script.anew(2, says=CONFLICT)
    script.anew(3, says=NOT_ENOUGH)
    script.anew(4)
    script.again(3).again(1).again(4, amount=amount)
    return script.probe(0, 5_000 - 800 + 500 - 200 - 1_000 - 200, 2).probe(1, 1_600, 2).case()


def random_storm(rng: Rng) -> Case:
    """Many keys for many operations at random, and time that outlives some of them."""
    return random_requests(rng, 1_500, (TRANSFER, AUTHORIZE, AUTHORIZE, CAPTURE, VOID, REFUND))


WORKLOADS = {"retry_storm": traffic.retry_storm()}
