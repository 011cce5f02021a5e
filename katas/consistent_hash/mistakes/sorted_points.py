"""The ring as one sorted array of points: all keys are searched at once, and an index behind the
last point becomes that of the first. Numpy itself refuses a negative number of repeats with a
ValueError.
"""

import numpy as np

GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def mixed(numbers):
    z = numbers + GOLDEN
    z = (z ^ z >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ z >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return z ^ z >> np.uint64(31)


def ring_of(fleet):
    vnodes = fleet.vnodes
    owner = np.repeat(fleet.node, vnodes)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(vnodes) - vnodes, vnodes)
    names = owner.astype(np.uint64) << np.uint64(32) | number.astype(np.uint64)
    points = mixed(names) >> np.uint64(64 - fleet.bits)
    order = np.lexsort((owner, points))
    return points[order], owner[order]


def lookup(fleet, keys, owner):
    if len(np.unique(fleet.node)) < len(fleet.node) or not fleet.vnodes.any():
        raise ValueError("a node twice, or nobody to own a key")
    points, nodes = ring_of(fleet)
    hashes = mixed(keys) >> np.uint64(64 - fleet.bits)
    place = np.searchsorted(points, hashes) % len(points)
    owner[:] = nodes[place]
