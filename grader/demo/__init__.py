"""A simulated class, graded: to try things on, and to show them."""
