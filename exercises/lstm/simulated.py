"""What the simulated class does wrong in this exercise."""

COSTS = {}
half = None
