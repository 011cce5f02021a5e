"""Divides the hash by the number of nodes: no ring at all.

fails: as_the_ring_says at worked_example
"""

import numpy as np

GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def mixed(numbers):
    z = numbers + GOLDEN
    z = (z ^ z >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ z >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return z ^ z >> np.uint64(31)


def lookup(fleet, keys, owner):
    live = np.sort(fleet.node[fleet.vnodes > 0])
    owner[:] = live[(mixed(keys) % np.uint64(len(live))).astype(np.int64)]
