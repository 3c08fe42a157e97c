"""What a learner's code keeps between two calls, put back after a test: so each run of the test says the same."""

import contextlib
import dis
import linecache
import re
from collections import Counter, OrderedDict, defaultdict, deque
from types import CellType, CodeType, FunctionType

import numpy as np

from checks.layers import layers, notebook_of
from checks.place.source import is_own

_GONE = object()
_CONTAINERS = (list, dict, set, deque, OrderedDict, defaultdict, Counter)
MOST_BYTES = 10_000_000  # of an array; a larger one is no state of a function


@contextlib.contextmanager
def left_as_found(kept):
    """Put back, after the block, what a learner's function keeps: Kept; None: nothing."""
    try:
        yield
    finally:
        if kept is not None:
            kept.put_back()


class Kept:
    """What a learner's function keeps, as it is now: in defaults, names of its notebook, closures, objects, classes.

    Lists, dicts, sets and arrays get back what they held; they stay the same objects. Names and attributes get back
    their values where the code can give them others.
    """

    def __init__(self, function):
        self._function, self._renewed = function, None
        self._functions, self._names, self._things, self._bound = layers(function), notebook_of(function), [], []
        for thing in reached_from(function):
            if _can_change(thing):
                self._things.append((thing, thing.copy()))
            elif type(thing) is FunctionType:
                self._bound += [
                    (cell, {"": cell.cell_contents}) for cell in thing.__closure__ or () if _is_filled(cell)
                ]
                self._keep_names(_names_given(thing.__code__))
            else:
                self._bound.append((thing, dict(vars(thing))))

    def renew(self):
        """Take what is kept now, as after the one call that a learner has asked for: that is put back then."""
        self._renewed = Kept(self._function)

    def rewind(self):
        """Put back what was kept at first, after all."""
        self._renewed = None

    def has_changed(self):
        """True where something is no longer as it was."""
        if not all(_holds_the_same(thing, copy) for thing, copy in self._things):
            return True
        return any(not _are_the_same(self._now(thing, held), held) for thing, held in self._bound)

    def changed_name(self):
        """The first name that the function has for something that is no longer as it was; empty where it has none."""
        changed = {id(thing) for thing, copy in self._things if not _holds_the_same(thing, copy)}
        unlike = [(thing, held) for thing, held in self._bound if not _are_the_same(self._now(thing, held), held)]
        changed |= {id(thing) for thing, _ in unlike if thing is not None}
        renamed = {name for thing, held in unlike if thing is None for name in held}
        for function in self._functions:
            for name, thing in _named_in(function, self._names):
                if name in renamed or any(id(part) in changed for part in (thing, *_held_by(thing, self._names))):
                    return name
        return ""

    def line_of(self, name):
        """The line of the function's cell that gives a name its value, or the first in the function that has it.

        Returns    (number, text), or None
        """
        for function in self._functions:
            lines = linecache.getlines(function.__code__.co_filename)
            given = [at for at in range(1, len(lines) + 1) if re.match(rf"(class +)?{name}\b *[=:(]", lines[at - 1])]
            in_code = [at for at in _lines_of(function.__code__) if at <= len(lines)]  # no docstring
            having = [at for at in in_code if re.search(rf"\b{name}\b", lines[at - 1].partition("#")[0])]
            if given or having:
                number = (given or having)[0]
                return number, lines[number - 1].strip()
        return None

    def _now(self, thing, held):
        if isinstance(thing, CellType):
            return {"": thing.cell_contents} if _is_filled(thing) else {}
        return dict(vars(thing)) if thing is not None else {name: self._names.get(name, _GONE) for name in held}

    def put_back(self):
        """Put it back, as often as it is asked for."""
        if self._renewed is not None:
            self._renewed.put_back()
            return
        for thing, copy in self._things:
            _put_back(thing, copy)
        for thing, held in self._bound:
            if isinstance(thing, CellType):
                thing.cell_contents = held[""]
            elif isinstance(thing, type):
                _put_back_attributes(thing, held)
            else:
                _put_back_names(self._names, held)

    def _keep_names(self, given):
        if given:
            self._bound.append((None, {name: self._names.get(name, _GONE) for name in given}))


def reached_from(function):
    """What can change of all that a function of a notebook can reach, and the notebook's own functions: yields each."""
    names, waiting, known = notebook_of(function), [function, *layers(function)], {}
    while waiting:
        thing = waiting.pop()
        if id(thing) in known:
            continue
        known[id(thing)] = thing  # kept, so that nothing else gets its id
        if _can_change(thing) or (issubclass(type(thing), (FunctionType, type)) and is_own(thing, names)):
            yield thing
        waiting += _held_by(thing, names)


def _can_change(thing):
    return type(thing) in _CONTAINERS or (type(thing) is np.ndarray and thing.nbytes <= MOST_BYTES)


def _held_by(thing, names):
    """What a thing holds: list.

    names      dict: those of the notebook; of other modules nothing is followed
    """
    try:
        return _parts_of(thing, names)
    except KeyboardInterrupt:
        raise
    except BaseException:  # a thing may raise whatever it likes when it is asked
        return []


def _parts_of(thing, names):
    if type(thing) is FunctionType:
        return _held_by_function(thing, names) if is_own(thing, names) else []
    if issubclass(type(thing), dict):
        return list(thing.values())
    if type(thing) in (list, tuple, set, deque):
        return list(thing)
    is_class = issubclass(type(thing), type)
    is_known = is_own(thing if is_class else type(thing), names)
    if not is_known:
        return []
    held = vars(thing)
    return [*held.values(), type(thing)] if is_class else [held, type(thing)]


def _held_by_function(function, names):
    cells = [cell.cell_contents for cell in function.__closure__ or () if _is_filled(cell)]
    defaults = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    return [*cells, *defaults, vars(function), *(names[name] for name in names_in(function.__code__) if name in names)]


def _lines_of(code):
    """The numbers of the lines of code, and of the functions in it, in their order: list."""
    own = {line for _, _, line in code.co_lines() if line}
    return sorted(own.union(*(_lines_of(one) for one in code.co_consts if isinstance(one, CodeType))))


def _named_in(function, names):
    """The names by which a function reaches things outside itself: yields pairs of a name and a thing."""
    taken = function.__code__.co_varnames[: function.__code__.co_argcount]
    defaults = function.__defaults__ or ()
    yield from zip(taken[len(taken) - len(defaults) :], defaults, strict=True)
    yield from (function.__kwdefaults__ or {}).items()
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        yield name, cell
        if _is_filled(cell):
            yield name, cell.cell_contents
    yield from ((name, names[name]) for name in names_in(function.__code__) if name in names)


def names_in(code):
    """The names that code, and the functions in it, read outside themselves, in their order: dict."""
    inner = (names_in(one) for one in code.co_consts if isinstance(one, CodeType))
    return dict.fromkeys([*code.co_names, *(name for names in inner for name in names)])


def _are_the_same(now, before):
    return now.keys() == before.keys() and all(now[name] is value for name, value in before.items())


def _holds_the_same(thing, copy):
    if isinstance(thing, dict):
        return _are_the_same(thing, copy)
    if isinstance(thing, (list, deque)):
        return len(thing) == len(copy) and all(one is other for one, other in zip(thing, copy, strict=True))
    if isinstance(thing, set):
        return set(map(id, thing)) == set(map(id, copy))
    return thing.shape == copy.shape and thing.tobytes() == copy.tobytes()


def _names_given(code):
    """The names of the notebook that code, or a function in it, gives a value: list."""
    given = [step.argval for step in dis.get_instructions(code) if step.opname in ("STORE_GLOBAL", "DELETE_GLOBAL")]
    return [*given, *(name for one in code.co_consts if isinstance(one, CodeType) for name in _names_given(one))]


def _is_filled(cell):
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


def _put_back(thing, copy):
    with contextlib.suppress(ValueError):  # an array that can't be written is as it was
        if isinstance(thing, np.ndarray):
            thing[...] = copy
        elif isinstance(thing, (list, deque)):
            thing.clear()
            thing.extend(copy)
        else:
            thing.clear()
            thing.update(copy)


def _put_back_names(names, held):
    for name, value in held.items():
        if value is _GONE:
            names.pop(name, None)
        else:
            names[name] = value


def _put_back_attributes(kind, held):
    with contextlib.suppress(Exception, SystemExit):  # its own class may say no
        for name in vars(kind).keys() - held.keys():
            delattr(kind, name)
        for name, value in held.items():
            if vars(kind).get(name, _GONE) is not value:
                setattr(kind, name, value)
