"""Turn what a student handed in into a notebook that can be graded, and record each repair."""
