"""What all grading must agree on: limits, kinds of cells, how points are added, what a failure becomes."""
