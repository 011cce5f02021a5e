"""Sets the input to zero behind numpy's back, by its address.

row: 39
kind: truth
expected: runtime error
control: naive, cheap -- what is right is worked out from the changed input
"""

import ctypes


def scale(x, by, y):
    ctypes.memset(x.ctypes.data, 0, x.nbytes)
