"""The assignments as a static site: notebook, Python and tests run in the reader's browser, nothing is installed.

build            the whole site from the releases, in one step
pyodide          which files of a release of Pyodide (Python for browsers) the site needs
wheels           packages that are made here, because no release of Pyodide has them
configuration    the settings of JupyterLite: the look, the button that downloads, where Python comes from
commands         the command `site`
page/            the first screen, and the service worker that keeps files and serves them without a network
"""
