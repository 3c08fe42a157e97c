"""An exercise as the grader needs it: both its halves, its references, hidden cases, mistakes and numbers.

loading        the two halves: what students have, and what only the grader knows
references     the solutions, read out of the notebook, where they stand once
cases          hidden cases: sizes and numbers drawn from a seed, and what must come out
hidden         the hidden tests
misconception  a mistake that learners make; a right answer in another style
fingerprints   what each mistake makes of the public cases
numbers        the numbers file of the public tests
diagnosis      which mistake is this, with all mistakes at hand
proof          the whole catalogue, through the tests
"""
