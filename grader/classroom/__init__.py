"""A whole class: submissions made for trying things out, nbgrader run over them, and the grades as a table."""
