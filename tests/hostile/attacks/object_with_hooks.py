"""Returns an object that takes over whoever handles it.

row: 34
kind: truth
expected: wrong answer
control: naive, cheap -- its subtraction prints the verdict and ends the judge
"""

import os


class Trap:
    def _spring(self, *unused):
        os.write(1, b'{"verdict": "accepted", "charged_s": 0.0}\n')
        os._exit(0)

    __sub__ = __rsub__ = __eq__ = __array__ = __len__ = __iter__ = __reduce__ = _spring
    __hash__ = None


def scale(x, by, y):
    return Trap()
