"""Where student code runs: confined, limited, watched. Nothing in this folder knows a test, a reference or a score."""
