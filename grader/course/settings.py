"""What nbgrader_config.py says for our own classes, checked: a misspelt name or another kind of value stops the run."""

import importlib
from collections.abc import Iterator
from difflib import get_close_matches
from reprlib import repr as clipped

from traitlets import TraitError
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
                setattr(made, name, value)
            except TraitError:
                yield f"c.{section}.{name} = {clipped(value)} can't be used; it must be {_wanted(made.traits()[name])}"


def _wanted(trait):
    """What a setting takes, in words."""
    kind = {"an int": "a whole number", "a float": "a number", "a unicode string": "text"}.get(
        trait.info(), trait.info()
    )
    bounds = {"at least": getattr(trait, "min", None), "at most": getattr(trait, "max", None)}
    return ", ".join([kind, *(f"{word} {bound:g}" for word, bound in bounds.items() if bound is not None)])


def _is_known(section):
    """True for a class of nbgrader's, of which a name may be close to one of ours."""
    from nbgrader import apps, converters, plugins, preprocessors

    return any(hasattr(module, section) for module in (apps, converters, plugins, preprocessors))
