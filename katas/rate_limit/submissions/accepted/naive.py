"""An object for each user, with a list of when each token that it lacks will be back.

reaches: allow none
"""


class Bucket:
    def __init__(self, capacity, interval_ms):
        self.capacity, self.interval_ms = capacity, interval_ms
        self.back_at_ms = []

    def take(self, now_ms):
        self.back_at_ms = [at_ms for at_ms in self.back_at_ms if at_ms > now_ms]
        if len(self.back_at_ms) == self.capacity:
            return 0
        last_ms = self.back_at_ms[-1] if self.back_at_ms else now_ms
        self.back_at_ms.append(last_ms + self.interval_ms)
        return 1


def allow(user, at_ms, n_users, capacity, interval_ms, allowed):
    buckets = [Bucket(capacity, interval_ms) for _ in range(n_users)]
    for i in range(len(user)):
        allowed[i] = buckets[user[i]].take(int(at_ms[i]))
