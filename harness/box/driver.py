"""The compiled loop around a policy's step. Runs inside workers only.

The step is a global, not an argument: numba then keeps the compiled loop in the cache of the run,
where a function passed as an argument would be compiled anew in every process.
"""

from __future__ import annotations

from typing import Any

import numba

step: Any = None
"""The policy's jitted step; the worker sets it before the first call."""


@numba.njit(cache=True)
def drive(state: Any, keys: Any, choices: Any) -> None:
    """choices[i] = step(state, keys[i]), in order."""
    for i in range(keys.shape[0]):
        choices[i] = step(state, keys[i])
