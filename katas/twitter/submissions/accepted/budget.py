"""A budget of deliveries a tick: full for as long as it lasts, and then only to the most active.

What a tick's cores can deliver is dealt out anew in each tick, the most active class of everybody
first, then the next class of everybody, until it is used up; what stays over is saved for a second.
Reads are dealt with in the same way: the cheap ones first, the rest while there is time.

reaches: monday none
reaches: rows none
reaches: star none
reaches: world-cup gold
reaches: node-dies gold
"""

TICK_MS, SAVED_TICKS = 100, 10
SHARES = (0.0, 0.05, 0.15, 0.30, 0.60, 1.0)


class Site:
    def __init__(self):
        self.saved_ms = 0.0

    def on_post(self, posts, load, push):
        budget_ms = load.deliver_cores * TICK_MS
        self.saved_ms = min(self.saved_ms + budget_ms, SAVED_TICKS * budget_ms)
        followers = posts.followers.tolist()
        for k in range(1, 6):
            if SHARES[k] * load.accounts > load.rows_max:
                break
            wanted = [i for i, one in enumerate(followers) if one[k] <= 2_000 and push[i] == k - 1]
            more_ms = sum(followers[i][k] - followers[i][k - 1] for i in wanted) * 0.5
            if more_ms > self.saved_ms:
                break
            self.saved_ms -= more_ms
            for i in wanted:
                push[i] = k

    def on_read(self, reads, missing, load, merge, act):
        due = zip(
            *(x.tolist() for x in (missing.oldest_ms, missing.answered, missing.followers)),
            strict=True,
        )
        wanted = [age >= 4_500 or answered > 0 or many > 2_000 for age, answered, many in due]
        costs = []
        for r in range(len(act)):
            first, end = int(reads.start[r]), int(reads.start[r + 1])
            lost = bool(reads.lost[r])
            cost_ms = 1.5 * int(reads.following[r]) if lost else 3.0 * sum(wanted[first:end])
            costs.append((cost_ms, r, lost))
        left_ms = (150 - load.wait_read_ms) * load.read_cores - 0.6 * len(costs)
        for cost_ms, r, lost in sorted(costs):
            if cost_ms > 12 and left_ms < cost_ms and reads.tries[r] < 2:
                act[r] = 1
                continue
            left_ms -= cost_ms
            act[r] = 2 if lost else 0
        for k, want in enumerate(wanted):
            merge[k] = want
