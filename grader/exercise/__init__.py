"""An exercise as the grader needs it: both its halves, its references, hidden cases, mistakes and numbers.

loading        the two halves: what students have, and what only the grader knows
references     the solutions, read out of the notebook, where they stand once
given          the modules that students are given, and the links to them
arranging      the source notebook as nbgrader needs it: metadata, points, test cells
new            a new exercise, to begin with
seed           the secret that hidden cases are drawn from
cases          hidden cases: sizes and numbers drawn from a seed, and what must come out
complex_step   gradients from a definition, exact to rounding
hidden         the hidden tests
misconception  a mistake that learners make; a right answer in another style
fingerprints   what each mistake makes of the public cases
numbers        the numbers file of the public tests
hidden_diagnosis  which mistake a hidden test met, with all mistakes at hand
proof          the whole catalogue, through the tests
right_values   what names and parts of lines hold in the references, to prove places with
benchmark      the catalogue as a file for other tools
shares         how often the reported line and the hint are correct, as a table
mutants        wrong programs that nobody listed: the solutions with small changes
place_proof    mutants through the public tests: are the places true?
"""
