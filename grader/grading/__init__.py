"""Grade one submission: what that takes, the result, and the mistakes in the results of a class."""
