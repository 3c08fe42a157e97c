"""What nbgrader_config.py says for our own classes, checked: a misspelt name or another kind of value stops the run."""

import importlib
import math
from collections.abc import Iterator
from difflib import get_close_matches
from reprlib import repr as clipped

from traitlets import Float, Integer, TraitError
from traitlets.config import Config
from traitlets.config.loader import LazyConfigValue

MODULES = {
    "Examine": "grader.plugin.execution",
    "ShareADay": "grader.plugin.late",
    "Watch": "grader.classroom.watch_loop",
    "Feedback": "grader.classroom.solution",
    "CanvasCollector": "grader.lms.plugins",
    "MoodleCollector": "grader.lms.plugins",
    "CanvasExport": "grader.lms.plugins",
    "MoodleExport": "grader.lms.plugins",
    "CanvasSite": "grader.lms.web.settings",
    "MoodleSite": "grader.lms.web.settings",
}
MOST = 1_000_000_000  # of any number
_CLOSE = 0.8  # of difflib's measure: Examiner is taken for Examine


def problems_of(config: Config) -> Iterator[str]:
    """Yield what is wrong with the settings of our own classes: sentences that begin with the setting."""
    for section in config:
        if section in MODULES:
            yield from _in_section(section, config[section])
        elif (meant := get_close_matches(section, MODULES, 1, _CLOSE)) and not _is_known(section):
            yield f"c.{section} is unknown; did you mean c.{meant[0]}?"


def _in_section(section, given):
    made = getattr(importlib.import_module(MODULES[section]), section)()
    names = list(made.traits(config=True))
    for name, value in given.items():
        if name not in names:
            meant = get_close_matches(name, names, 1)
            known = f"did you mean {meant[0]}?" if meant else f"known are {', '.join(sorted(names))}"
            yield f"c.{section}.{name} is unknown; {known}"
        elif not isinstance(value, LazyConfigValue):
            try:
                if _is_no_number(value, made.traits()[name]):
                    raise TraitError
                setattr(made, name, value)
            except TraitError:
                yield f"c.{section}.{name} = {clipped(value)} can't be used; it must be {_wanted(made.traits()[name])}"


def _wanted(trait):
    """What a setting takes, in words."""
    kind = {"an int": "a whole number", "a float": "a number", "a unicode string": "text"}.get(
        trait.info(), trait.info()
    )
    least, most = getattr(trait, "min", None), getattr(trait, "max", None)
    bounds = {"at least": least, "at most": most if most is not None and math.isfinite(most) else None}
    return ", ".join([kind, *(f"{word} {bound:g}" for word, bound in bounds.items() if bound is not None)])


def _is_no_number(value, trait):
    """True for what no setting of a number can be: a truth value, nan, or more than any machine has."""
    if not isinstance(trait, (Integer, Float)):
        return False
    return isinstance(value, bool) or (isinstance(value, (int, float)) and not -MOST <= value <= MOST)


def _is_known(section):
    """True for a class of nbgrader's, of which a name may be close to one of ours."""
    from nbgrader import apps, converters, plugins, preprocessors

    return any(hasattr(module, section) for module in (apps, converters, plugins, preprocessors))
