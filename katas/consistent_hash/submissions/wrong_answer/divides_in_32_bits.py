"""Divides in floats of 32 bits, which know 24 of the 31.

fails: jumps_like_the_loop at many_buckets
"""

import numpy as np


def jump(keys, buckets, bucket):
    for i, key in enumerate(keys.tolist()):
        b, j = -1, 0
        while j < buckets:
            b = j
            key = (key * 2862933555777941757 + 1) % 2**64
            j = int((b + 1) * float(np.float32(2.0**31) / np.float32((key >> 33) + 1)))
        bucket[i] = b + 1
