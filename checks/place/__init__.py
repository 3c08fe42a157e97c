"""Where a function goes wrong, proven: every line is judged on its own, given right values in the names that it reads.

values       right values of the names of the contract, as data
source       the source of a learner's function, or nothing
nodes        code that is put into a learner's
role         what a place does in a function
bindings     what a statement binds, and what a return gives each output
instrument   the function with probes in it
probe        what looks at it while it runs, and puts right values in
namesakes    the learner's own names that are spelled as quantities, and hold something else
changes      what looks for changes beside what its lines bind
found        a place of a proof
helpers      moves places up to the lines of helper names that explain them
proof        which places, given right values, make everything else right; as few as possible
filling      arrays that several lines fill, or lines under other names
trust        which values of the function may be trusted while it is wrong
edits        small edits of code: what may have been meant
edits_of_calls  those of calls
edits_of_statements  those of statements
renewal      the line that may be missing where a state is never renewed
slopes       the slopes of tanh and of a gate, each in the place of the other
edited       the function as code that is edited, and run again and again
slots        the parts of the code that such edits may make right
edit         one edit that makes outputs right
conditions   the condition that makes everything right when it is true at other times
rewriting    the one line, or two, that small edits make right, where the proof can't follow the code
parts        the smallest part of a line that does so
facts        what is said of a place beside its line, as data and in words
report       what is said of a place
"""
