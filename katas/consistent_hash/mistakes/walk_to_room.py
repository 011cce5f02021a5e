"""Each node counts its keys. A key walks on, point by point and around the end, while the node it
stands on is full; the cap is rounded up, so the walk always ends.
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


def places_of(points, keys, bits):
    return (np.searchsorted(points, mixed(keys) >> np.uint64(64 - bits)) % len(points)).tolist()


def bounded(fleet, keys, numerator, denominator, owner):
    points, nodes = ring_of(fleet)
    nodes = nodes.tolist()
    load = dict.fromkeys(nodes, 0)
    cap = -(-numerator * len(keys) // (denominator * len(load)))
    for i, place in enumerate(places_of(points, keys, fleet.bits)):
        while load[nodes[place]] >= cap:
            place = (place + 1) % len(nodes)
        owner[i] = nodes[place]
        load[nodes[place]] += 1
