"""Lamping and Veach's loop, one key after the other, in Python's whole numbers cut to 64 bits."""


def jump(keys, buckets, bucket):
    for i, key in enumerate(keys.tolist()):
        b, j = -1, 0
        while j < buckets:
            b = j
            key = (key * 2862933555777941757 + 1) % 2**64
            j = int((b + 1) * (2.0**31 / ((key >> 33) + 1)))
        bucket[i] = b + 1
