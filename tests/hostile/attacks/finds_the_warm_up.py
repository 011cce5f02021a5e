"""Takes a call whose input lies where the last one lay for a timed one, and skips it.

row: 43
kind: truth
expected: wrong answer
control: naive, cheap -- the warm-up is told from the rest by the address of its arrays
"""

places = set()


def scale(x, by, y):
    place = (x.ctypes.data, y.ctypes.data)
    if place not in places:
        places.add(place)
        work(x, by, y)
