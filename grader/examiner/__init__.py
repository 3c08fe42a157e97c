"""Where test cells run: a process that holds tests and references, and never runs student code."""
