"""Grading: what is needed for one submission, what came of it, and the mistakes of several."""
