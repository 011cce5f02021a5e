"""Returns NaN everywhere, which no tolerance refuses.

row: 40
kind: truth
expected: wrong answer
control: naive, cheap -- NaN is not larger than any difference allowed
"""

import numpy as np

nothing = np.full(20_000, np.nan)


def scale(x, by, y):
    return nothing
