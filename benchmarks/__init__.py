"""How fast reference, rungs and peers are on this machine, in one run. For authors."""
