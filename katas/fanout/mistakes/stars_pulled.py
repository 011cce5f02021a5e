"""Rows are kept for those who read, oldest first, and hold what ordinary accounts post. What the
famous post is pulled at each read and merged into the page, not into the row. Who is famous once
stays so, and the rows that have old posts of the newly famous are thrown away.
"""

POST, READ, FOLLOW, UNFOLLOW, DELETE = range(5)
FAMOUS = 60


class Timelines:
    def __init__(self, n_users, following):
        start, user = following
        self.follows = [set(user[start[u] : start[u + 1]].tolist()) for u in range(n_users)]
        self.followers = [set() for _ in range(n_users)]
        for follower, followed_by_one in enumerate(self.follows):
            for followed in followed_by_one:
                self.followers[followed].add(follower)
        self.posts = [{} for _ in range(n_users)]
        self.famous = {a for a in range(n_users) if len(self.followers[a]) >= FAMOUS}
        self.rows = {}

    def apply(self, batch, pages):
        row = 0
        for kind, user, arg in zip(*(part.tolist() for part in batch), strict=True):
            if kind == READ:
                page = self.page(user)
                pages[row, : len(page)] = page
                row += 1
            elif kind == POST:
                self.post(user, arg)
            elif kind == FOLLOW and user != arg:
                self.follow(user, arg)
            elif kind == UNFOLLOW:
                self.unfollow(user, arg)
            elif kind == DELETE and arg in self.posts[user]:
                self.delete(user, arg)

    def post(self, user, tweet):
        self.posts[user][tweet] = True
        if user not in self.famous:
            for follower in self.followers[user]:
                if follower in self.rows:
                    self.rows[follower].append(tweet)

    def follow(self, user, other):
        self.follows[user].add(other)
        self.followers[other].add(user)
        self.rows.pop(user, None)
        if other not in self.famous and len(self.followers[other]) >= FAMOUS:
            self.famous.add(other)
            for follower in self.followers[other]:
                self.rows.pop(follower, None)

    def unfollow(self, user, other):
        self.follows[user].discard(other)
        self.followers[other].discard(user)
        self.rows.pop(user, None)

    def delete(self, user, tweet):
        del self.posts[user][tweet]
        if user not in self.famous:
            for follower in self.followers[user]:
                self.rows.pop(follower, None)

    def page(self, user):
        if user not in self.rows:
            self.rows[user] = self.newest(self.follows[user] - self.famous)[::-1]
        return sorted(self.rows[user][-50:] + self.of_the_famous(user), reverse=True)[:50]

    def of_the_famous(self, user):
        return self.newest(self.follows[user] & self.famous)

    def newest(self, authors):
        return sorted((post for a in authors for post in [*self.posts[a]][-50:]), reverse=True)[:50]
