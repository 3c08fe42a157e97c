def feedback(result, student, assignment):
    return "page"
