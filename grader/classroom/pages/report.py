def report(rows, assignment, **k):
    return "page"
