"""Mixes the key first.

fails: keys_go_in_unmixed at jump_example
"""


def jump(keys, buckets, bucket):
    for i, key in enumerate(keys.tolist()):
        key = (key + 0x9E3779B97F4A7C15) % 2**64
        key = (key ^ key >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        key = (key ^ key >> 27) * 0x94D049BB133111EB % 2**64
        key, b, j = key ^ key >> 31, -1, 0
        while j < buckets:
            b = j
            key = (key * 2862933555777941757 + 1) % 2**64
            j = int((b + 1) * (2.0**31 / ((key >> 33) + 1)))
        bucket[i] = b + 1
