"""How fast is it? Launches of pairs, what follows from them, and what this machine can tell."""

__all__ = [
    "calibration",
    "comparison",
    "doctor",
    "figures",
    "footprint",
    "ladder",
    "launch",
    "measurement",
    "noise",
    "roofline",
    "stats",
]
