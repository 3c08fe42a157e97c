"""The secret half of each exercise, a package of its name: hidden cases, oracle, mistakes, styles. Never handed out."""
