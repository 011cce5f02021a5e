"""Who reads gets a row of 50, pulled at the first read, and what is posted from then on is
pushed to it. Whatever else may change a row throws it away, and the next read pulls it anew.
"""

POST, READ, FOLLOW, UNFOLLOW, DELETE = range(5)


class Timelines:
    def __init__(self, n_users, following):
        start, user = following
        self.follows = [set(user[start[u] : start[u + 1]].tolist()) for u in range(n_users)]
        self.followers = [set() for _ in range(n_users)]
        for follower, followed_by_one in enumerate(self.follows):
            for followed in followed_by_one:
                self.followers[followed].add(follower)
        self.posts = [{} for _ in range(n_users)]
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
        for follower in self.followers[user]:
            if follower in self.rows:
                self.rows[follower] = [tweet, *self.rows[follower]][:50]

    def follow(self, user, other):
        self.follows[user].add(other)
        self.followers[other].add(user)
        self.rows.pop(user, None)

    def unfollow(self, user, other):
        self.follows[user].discard(other)
        self.followers[other].discard(user)
        self.rows.pop(user, None)

    def delete(self, user, tweet):
        del self.posts[user][tweet]
        for follower in self.followers[user]:
            self.rows.pop(follower, None)

    def page(self, user):
        if user not in self.rows:
            found = [post for followed in self.follows[user] for post in self.posts[followed]]
            self.rows[user] = sorted(found, reverse=True)[:50]
        return self.rows[user]
