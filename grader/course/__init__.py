"""A course folder: its settings, the commands of nbgrader, gradebook, release and validation."""
