"""Grade a whole class, at once or as work arrives: jobs, pool or cluster, cached results, written files."""
