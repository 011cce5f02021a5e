"""An OrderedDict a tier, asked one after the other.

The order of the keys is the order of their last use: a hit moves its key to the end, and a tier
with one key too many drops the first. What no edge has comes from the region, what that has not
from the origin, and whoever was asked in vain stores it.
"""

from collections import OrderedDict


def two_tiers(node, key, n_nodes, n_keys, edge_capacity, regional_capacity, outcome):
    if edge_capacity < 0 or regional_capacity < 0:
        raise ValueError("negative capacity")
    edges = [OrderedDict() for _ in range(n_nodes)]
    regional = OrderedDict()

    def store(tier, what, capacity):
        tier[what] = None
        if len(tier) > capacity:
            tier.popitem(last=False)

    for i, (where, what) in enumerate(zip(node.tolist(), key.tolist(), strict=True)):
        edge = edges[where]
        if what in edge:
            edge.move_to_end(what)
            outcome[i] = 1
        elif what in regional:
            regional.move_to_end(what)
            outcome[i] = 2
            store(edge, what, edge_capacity)
        else:
            outcome[i] = 3
            store(regional, what, regional_capacity)
            store(edge, what, edge_capacity)
