"""A whole class: its jobs, the pool or cluster that does them, the results that are kept, and what is written."""
