"""A list for each tier, the newest first: every request searches and shifts thousands of keys.

fails: time_limit at eight_edges
"""


def two_tiers(node, key, n_nodes, n_keys, edge_capacity, regional_capacity, outcome):
    if edge_capacity < 0 or regional_capacity < 0:
        raise ValueError("negative capacity")
    edges, regional = [[] for _ in range(n_nodes)], []

    def used(tier, what, capacity):
        there = what in tier
        if there:
            tier.remove(what)
        tier.insert(0, what)
        del tier[capacity:]
        return there

    for i, (where, what) in enumerate(zip(node.tolist(), key.tolist(), strict=True)):
        if used(edges[where], what, edge_capacity):
            outcome[i] = 1
        else:
            outcome[i] = 2 if used(regional, what, regional_capacity) else 3
