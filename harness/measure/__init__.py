"""How fast is it: launches of pairs, what follows from them, and what this machine can tell."""

__all__ = [
    "calibration",
    "comparison",
    "doctor",
    "figures",
    "footprint",
    "handed_on",
    "ladder",
    "launch",
    "measurement",
    "noise",
    "roofline",
    "stats",
]
