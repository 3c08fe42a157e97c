"""How a learner's function is examined: it is called on a case, and each output is checked in order.

The public tests use it in the notebook, the hidden tests when work is graded: the same checks, one style of message.
Nothing in here computes a right answer, and nothing knows which exercise it is: that is declared in `exercise.py`
beside the notebook, and what is expected comes with the case.

exercise      what an exercise is, as data
case          one call of a function with what must come out; a problem to say of it
layers        what runs when a callable is called, and the notebook that it is of
target        the function that is examined, of this process or of another
substitute    the correct function that replaces the one it calls, meanwhile
memory        what np.empty finds in memory, the same in each run
kept          what it keeps between calls, put back after a test
quiet         a block without what a learner's function prints, warns of and logs
call          one call of it, watched: what it raises, prints, changes
ending        what in the text of a function makes a call of it give None, or a generator
ladder        one result held against what is expected: there, an array, of the right shape, finite, right
records       the same for tuples, dicts and lists of one quantity per step
examination   call and ladder together, then a second call: the list of everything that is wrong
words         how kinds and rows are written
report        the message that a learner reads, and the points that nbgrader reads
shadowing     names to which a function gives a second meaning while the first is still needed
misnamed      names that do not mean what they should, in the notebook or in a function
diagnosis     which known mistake is this?
likeness      what a wrong array is like: facts that hold for all of its entries
relations     or which simple relation, where none is known: transposed, shifted in time, a constant factor, …
place         where a function goes wrong, proven
explanation   places and diagnosis as plain data, read with care where another process wrote it
steps         one time step of a loop, looked at
cell_text     the text of a cell, in which lines may be IPython's, as Python
notebook      which notebook is tested in a terminal, and what stands in it
terminal      a notebook run without Jupyter, for what it defines
plots         where outputs part from the expected ones, as a picture
limit         a limit on the time of a call
public_cases  the public cases of an exercise, and its numbers: fixed inputs, what is right inside
public        the public tests of an exercise: what mistakes make of these cases, hints, what learners call
progress      which functions pass, and what comes next
"""
