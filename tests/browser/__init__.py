"""A real browser for the tests and for the pictures of the docs: Chromium, driven by Playwright.

chromium     finds and starts the browser; it reaches nothing but this machine
jupyter      a real JupyterLab or Notebook 7 of its own, on a free port, with settings of its own
notebook     what a person does with a notebook there: opens it, types, runs, reads
pyodide      where Python for browsers is for the tests of the site, and how it is fetched
site         the site as a visitor has it, and a server that counts what travels
"""
