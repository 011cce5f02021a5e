"""idempotent-ledger: money moves once, however often one asks and wherever the power fails."""

from __future__ import annotations

from harness.kata import (
    Capacity,
    Function,
    Group,
    Kata,
    Level,
    Limits,
    Pars,
    array,
    inout,
    out,
    scalar,
)

MOST_ACCOUNTS = 1_048_576

TRANSFER = Function(
    "transfer",
    (
        Group(
            "orders",
            "Orders",
            (array("debit", "int32[n]"), array("credit", "int32[n]"), array("amount", "int64[n]")),
        ),
        array("guarded", "uint8[A]", low=0, high=1),
        inout("balance", "int64[A]"),
        out("status", "int16[n]"),
    ),
    sizes={"n": (0, 10_000_000), "A": (0, MOST_ACCOUNTS)},
)
LEDGER = Function(
    "Ledger",
    shape="stream",
    build=(
        array("balance", "int64[A]"),
        array("guarded", "uint8[A]", low=0, high=1),
        scalar("ttl_ms", low=0, high=2**61),
    ),
    parameters=(
        Group(
            "requests",
            "Requests",
            (
                array("t_ms", "int64[n]", low=0, high=2**62),
                array("merchant", "int32[n]"),
                array("key", "int64[n]"),
                array("op", "uint8[n]", low=0, high=4),
                array("debit", "int32[n]"),
                array("credit", "int32[n]"),
                array("amount", "int64[n]"),
                array("ref", "int64[n]"),
                array("timeout_ms", "int64[n]"),
            ),
        ),
        out("status", "int16[n]"),
        out("result_id", "int64[n]"),
        out("replayed", "uint8[n]"),
    ),
    sizes={"n": (0, 1_000_000), "A": (0, MOST_ACCOUNTS)},
)
RECOVER = Function(
    "recover",
    (
        array("journal", "uint8[J]"),
        scalar("snapshot", low=0),
        array("retried", "int64[K]"),
        inout("balance", "int64[A]"),
        out("result", "int64[K]"),
        out("last", "int64[1]"),
    ),
    sizes={"J": (0, 100_000_000), "K": (0, 1_000_000), "A": (0, MOST_ACCOUNTS)},
)

KATA = Kata(
    name="idempotent-ledger",
    title="Money moves once: retries, holds and a torn journal",
    version=3,
    systems=("Stripe", "Shopify", "Amazon", "Uber", "Airbnb", "DoorDash"),
    functions=(TRANSFER, LEDGER, RECOVER),
    levels=(
        Level(
            "transfer",
            "Move money, and refuse what cannot be",
            function="transfer",
            workloads=("shopping_day",),
            pars=Pars(bronze=0.0098, silver=0.1, gold=0.6),
        ),
        Level(
            "keys",
            "Serve each key once, and the same answer ever after",
            function="Ledger",
            workloads=("normal_day",),
            pars=Pars(bronze=0.0095, silver=0.033, gold=0.5),
        ),
        Level(
            "payments",
            "Authorize, capture, void, refund, and let holds expire",
            function="Ledger",
            workloads=("payment_day",),
            pars=Pars(bronze=0.0115, silver=0.033, gold=0.5),
        ),
        Level(
            "recover",
            "Read back a journal that breaks off",
            function="recover",
            workloads=("crash",),
            pars=Pars(bronze=0.0165, silver=0.09, gold=0.5),
        ),
        Level(
            "storm",
            "Black Friday: a fifth of the requests are retries",
            function="Ledger",
            workloads=("retry_storm",),
            pars=Pars(bronze=0.0115, silver=0.033, gold=0.5),
        ),
    ),
    rungs=("naive", "python", "numpy", "numba"),
    capacity=Capacity(
        level="storm",
        units=1_000_000_000,
        sentence="to go through a billion payment requests again, for an audit, would take {time}",
    ),
    limits=Limits(call_s=8.0),  # a class of two dozen kernels takes three to compile
    builds_on="snowflake",
    decides="what makes a retry the same, and what survives a crash",
)
