"""rate-limit: a token bucket for each user."""

from __future__ import annotations

from harness.kata import Capacity, Function, Kata, Level, Pars, array, out, scalar

_ALLOW = Function(
    "allow",
    (
        array("user", "int32[n]", low=0, high="n_users-1"),
        array("at_ms", "int64[n]", low=0, high=2**53),
        scalar("n_users", low=0, high=1_000_000),
        scalar("capacity", low=1, high=1_000),
        scalar("interval_ms", low=1, high=86_400_000),
        out("allowed", "uint8[n]"),
    ),
    sizes={"n": (0, 10_000_000)},
)

KATA = Kata(
    name="rate-limit",
    title="A token bucket for each user: who may pass?",
    version=2,
    systems=("Stripe", "Netflix", "Twitter", "Discord", "Slack"),
    functions=(_ALLOW,),
    levels=(
        Level(
            name="allow",
            title="Let requests pass while their user has tokens",
            function="allow",
            workloads=("rush",),
            pars=Pars(bronze=0.0015, silver=0.1, gold=0.5),
        ),
    ),
    rungs=("naive", "python", "numpy", "numba"),
    capacity=Capacity(
        level="allow",
        units=8_640_000_000,
        sentence="a day of 100,000 requests a second would be judged in {time}",
    ),
    decides="what to remember of a user, and in which unit",
)
