"""The world of the kata twitter: a site with two roles, seeded, in nominal costs."""

from .judged import Outcome, last_of, outcome, play
from .measures import Measures, measures
from .site import Site, drive

__all__ = ["Measures", "Outcome", "Site", "drive", "last_of", "measures", "outcome", "play"]
