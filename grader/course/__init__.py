"""A course folder: its settings, nbgrader's commands and exchange, gradebook, release and validation."""
