"""Where student code runs, confined and within limits. It knows no test, no reference and no score."""
