"""What everybody who grades must agree on: limits, what a cell is, how points are added, what becomes of a failure."""
