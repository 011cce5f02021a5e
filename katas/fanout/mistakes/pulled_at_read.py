"""Keep whom each account follows and what each has posted, and nothing else. A read collects the
posts of all followees, sorts them and takes the first 50.
"""

POST, READ, FOLLOW, UNFOLLOW, DELETE = range(5)


class Timelines:
    def __init__(self, n_users, following):
        start, user = following
        self.follows = [set(user[start[u] : start[u + 1]].tolist()) for u in range(n_users)]
        self.posts = [{} for _ in range(n_users)]

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

    def follow(self, user, other):
        self.follows[user].add(other)

    def unfollow(self, user, other):
        self.follows[user].discard(other)

    def delete(self, user, tweet):
        del self.posts[user][tweet]

    def page(self, user):
        found = [post for followed in self.follows[user] for post in self.posts[followed]]
        return sorted(found, reverse=True)[:50]
