"""All cases of idempotent-ledger by name; each function's are in modules of their own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import Case, Workload

from . import (
    key_cases,
    payment_cases,
    recover_cases,
    storm_cases,
    traffic,
    transfer_cases,
)

FAMILIES: dict[str, Callable[[np.random.Generator], Case]] = {
    family.__name__: family
    for family in (
        *transfer_cases.FAMILIES,
        *key_cases.FAMILIES,
        *payment_cases.FAMILIES,
        *recover_cases.FAMILIES,
        *storm_cases.FAMILIES,
    )
}

WORKLOADS: dict[str, Workload] = {
    "shopping_day": transfer_cases.shopping_day(),
    "normal_day": traffic.normal_day(),
    "payment_day": traffic.payment_day(),
    "crash": recover_cases.crash(),
    "retry_storm": traffic.retry_storm(),
}
