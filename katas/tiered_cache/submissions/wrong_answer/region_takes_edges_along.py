"""What the regional tier drops, the edges drop as well: inclusive tiers.

fails: edges_keep_recent at edge_hits_stay_at_the_edge
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
            victim, _ = tier.popitem(last=False)
            if tier is regional:
                for other in edges:
                    other.pop(victim, None)

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
