"""Divides by the number of buckets.

fails: jumps_like_the_loop at jump_example
"""


def jump(keys, buckets, bucket):
    for i, key in enumerate(keys.tolist()):
        b = key % buckets
        bucket[i] = b + 1
