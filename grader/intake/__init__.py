"""Intake: what a student handed in, made into a notebook that can be graded; every repair is said in a sentence."""
