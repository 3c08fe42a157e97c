"""The assignments as a static site: notebook, Python and tests run in the reader's browser, nothing is installed.

build            the whole site from the releases, in one step
pyodide          which files of a release of Pyodide (Python for browsers) the site needs
python           how Python starts on a page: early, with bytecode, and with the tests in its memory
bytecode         modules as bytecode, which an interpreter of Pyodide's version makes
wheels           packages that are made here, because no release of Pyodide has them
configuration    the settings of JupyterLite: the look, the button that downloads, where Python comes from
commands         the command `site`
page/            the first screen, what starts Python, and the service worker that keeps files and serves them offline
"""
