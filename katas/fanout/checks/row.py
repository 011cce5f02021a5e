"""A wrong row of a timeline or page, with all that was true when it was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from katas import rows


@dataclass
class Row(rows.Row):
    """A wrong row, and what its reader followed and its authors had posted."""

    user: int
    author_of: dict[int, int] = field(default_factory=dict)
    posted_later: set[int] = field(default_factory=set)
    deleted: set[int] = field(default_factory=set)
    follows: set[int] = field(default_factory=set)
    followed_before: set[int] = field(default_factory=set)
    newest_at_follow: dict[int, int] = field(default_factory=dict)

    def whose(self, post: int) -> str:
        """The author of a post."""
        return f"user {self.author_of[post]}"
