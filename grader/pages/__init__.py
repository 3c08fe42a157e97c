"""The pages that a class ends in: feedback for each student, a report for the instructor.

Both are one file each, work without network, and run nothing of a student's.

feedback      Result -> the student's page
report        rows of the class -> the instructor's page
sections      a result, function by function, as it is read
counts        a class in numbers
plots         a class in pictures
similar       wrong work that is alike
messages      what a test says: headline, evidence and hint
markdown      comments and answers as HTML that runs nothing
fallback      what a student gets where no page can be made
student_cells  a student's cells: code with line numbers, and what they output
page          what every page shares: templates, style, the policy of what a browser may do
"""
