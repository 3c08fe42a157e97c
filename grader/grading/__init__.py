"""One submission: what is needed to grade it, its grading, and what came of it."""
