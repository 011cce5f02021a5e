"""The small cases and workloads of each level."""

from __future__ import annotations

from . import cells, dispatch, match, nearest, new_years_eve, world
from .anything import ANYTHING as ANYTHING

LEVELS = {
    "nearest": nearest,
    "world": world,
    "match": match,
    "dispatch": dispatch,
    "new-years-eve": new_years_eve,
    "cells": cells,
}
