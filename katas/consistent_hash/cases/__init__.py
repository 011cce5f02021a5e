"""Small cruel cases and full-size ones, a module for each level."""

from __future__ import annotations

from . import bounded, jump, lookup, placement, replicas, rolling_replacement
from .anything import ANYTHING

__all__ = ["ANYTHING", "LEVELS"]
LEVELS = {
    "lookup": lookup,
    "replicas": replicas,
    "bounded": bounded,
    "placement": placement,
    "rolling-replacement": rolling_replacement,
    "jump": jump,
}
