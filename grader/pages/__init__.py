"""The pages that a class ends in: feedback for each student, a report for the instructor.

Both are one file each, work without network, and run nothing of a student's.

feedback      Result -> the student's page
report        rows of the class -> the instructor's page
sections      a result, function by function, as it is read
counts        a class in numbers
messages      a test's message, taken apart into headline, evidence and hints
student_cells  a student's cells: code with line numbers, and what they output
page          what every page shares: templates, style, the policy of what a browser may do
"""
