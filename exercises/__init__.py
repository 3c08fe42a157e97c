"""The secret half of each exercise, a package of its name: hidden cases, oracle, mistakes, styles. Never handed out."""

from grader.system.homes import homes

__path__[:] = [str(home.secrets) for home in homes()]
