"""The instructor's package: references, hidden tests, and what runs nbgrader for a class. Never shipped to students."""
