"""The line that, written in another way, makes everything right: small edits are tried, and the code is run with each.

It follows what the proof can't: helper functions and classes of the same cell, recursion, generators, values that have
no name. A line counts only where no other one can be edited to the same end. Where no single edit makes all outputs
right, two are tried, each of which makes some of them right.
"""

import ast
import sys
import time
from collections import Counter
from dataclasses import dataclass

import numpy as np

from checks.ladder import result_problems
from checks.place.bindings import bindings
from checks.place.edit import Edit
from checks.place.edited import SECONDS_OF_ENDLESS, Edited, Spent
from checks.place.nodes import of_ours
from checks.place.slots import Slots, is_value
from checks.place.source import bare_names, grows_by_itself, is_own, names_filled_by, names_in
from checks.place.values import UNKNOWN, form, is_unchanged, same
from checks.quiet import quiet

_WHICH, _SHAKEN = of_ours("which"), of_ours("shaken")
_STACKS = {"concatenate", "hstack", "vstack", "stack", "block"}
_OWN_RULES = ast.Starred, ast.Yield, ast.YieldFrom, ast.NamedExpr, ast.stmt  # not every place takes these


@dataclass(frozen=True)
class Rewritten:
    """What small edits make right.

    lines      tuple of the numbers of the lines of one edit, or of two, in the cell; empty where that can't be told
    helped     set of the outputs that were wrong, and are right with the edits
    still      set of those that are wrong with them, too: there is another mistake, which no edit mends
    either     True: an edit of one of the two lines makes all of them right, whichever it is
    renewed    what gets no new value below the line, or in the loop that it begins, e.g. self.state; or empty
    used_up    name of what the line makes, where that can be gone through only once, and is twice; or empty
    exchanged  True: the two lines stand in the wrong order
    """

    lines: tuple = ()
    helped: frozenset = frozenset()
    still: frozenset = frozenset()
    either: bool = False
    renewed: str = ""
    used_up: str = ""
    exchanged: bool = False


def rewritten(function, case):
    """Say which line of its cell, or which two, small edits make right: Rewritten.

    function   a learner's function, of this process
    case       checks.case.Case that it fails
    """
    code = _Rewriting.of(function, case)
    if code is None:
        return Rewritten()
    try:
        with quiet():
            return code.rewritten()
    except Spent:
        return Rewritten()


class _Rewriting(Edited):
    """The search for edits of a function."""

    def __init__(self, function, case, nodes):
        super().__init__(function, case, nodes)
        self.forms, self.entries, self.all = {}, {}, set(case.expected)
        self.given_right, self.given_wrong = set(), set()
        self.random, self.shaken_forms, self.is_unclear = np.random.default_rng(0), set(), False
        self.names[_SHAKEN] = self._shaken

    def rewritten(self):
        """The one line that an edit makes right, or the two: Rewritten."""
        if sys.getprofile() is not None:
            return Rewritten()  # whoever profiles is left alone
        self._note_forms()
        if not self.ticks:
            return Rewritten()  # it can't even be called
        self.most = 2 * self.ticks + 100
        if self.is_endless:
            self.until = time.process_time() + SECONDS_OF_ENDLESS
        if not self._look():
            return Rewritten()  # right on this case: what is wrong shows in another way
        wrong, found = frozenset(self.wrong), self._search()
        either = len(found) == 2
        if len(found) == 1 and self._may_be_cut_otherwise(found[0]):
            return Rewritten()
        if not found and len(self.case.expected) > 1:
            found = self._two()
        if not found or any(self._calls_elsewhere(edit.slot.statement) for edit in found):
            return Rewritten()
        lines = sorted({line for edit in found for line in edit.slot.lines})
        if either and len(lines) > 2:
            return Rewritten()  # the order of two lines, or a third one
        helped = found[0].mended if len(found) == 1 else wrong  # two make all right, by turns or together
        said = (found[0].added, found[0].used_up, found[0].slot.exchanges) if len(found) == 1 else ()
        return Rewritten(tuple(lines), frozenset(helped), wrong - helped, either and len(lines) == 2, *said)

    def _look(self):
        """Note which outputs are wrong as the code stands now; False where none is."""
        result = self.result()
        self.base = self.outputs_of(result)
        self.changes_inputs = not is_unchanged(self.given, self.case.arguments)
        problems = [] if self.base is None else result_problems(result, self.case)
        self.wrong = self.all if self.base is None else {problem.output for problem in problems}
        return bool(self.wrong)

    def _search(self, at_once=True):
        """The edits that make outputs right, the best of each statement: list of Edit.

        at_once    True: only edits that make all right; none where those of more than two statements do
        """
        self.needed, found = self.all if at_once else self.all - self.wrong, {}
        for slot in self._slots():
            edit = self._best(slot)
            known = found.get(id(slot.statement))
            if edit and (known is None or len(known.mended) < len(edit.mended)):
                found[id(slot.statement)] = edit
            if at_once and len(self._without_detours(found.values())) > 2:
                return []
        return self._without_detours(found.values())

    def _without_detours(self, edits):
        """Leave out lines that only call another function than one of the cell that may be wrong itself.

        So it may be where an edit is found in it, too, and where the line is the only one to call it, or where a
        term is added to what it returns that it is given. No line is added where one that is there can be edited; a
        function is right whose call can be given what it leaves out; no array is turned before it is stacked where the
        axes of the stack can be put in order; and no line asks for a key where the condition above can ask for it.
        """
        completed = {self._function_of(edit.slot.node) for edit in edits if edit.gives_more}
        lines = [one for one in ast.walk(self.module) if isinstance(one, ast.FunctionDef) and one.name in completed]
        inside = {part for one in lines for part in ast.walk(one)}
        edits = [edit for edit in edits if edit.slot.statement not in inside and not self._adds_what_is_given(edit)]
        if any(edit.turns_less for edit in edits):
            edits = [edit for edit in edits if not edit.turns]
        decided = {part for edit in edits if isinstance(edit.slot.statement, ast.If) for part in edit.inner_statements}
        edits = [edit for edit in edits if edit.slot.statement not in decided or not isinstance(edit.made, ast.IfExp)]
        direct = [edit for edit in edits if not self._calls_another(edit)]
        inside = {edit.slot.statement for edit in direct}
        doubtful = {one.name for one in self.nodes if inside & set(ast.walk(one))}
        read = Counter(part.id for part in ast.walk(self.module) if isinstance(part, ast.Name))
        kept = []
        for edit in edits:
            name, where = self._function_of(edit.slot.node), (edit.slot.node, edit.slot.parent)
            is_its_call = any(isinstance(one, ast.Call) for one in where) and read[name] < 2
            if edit in direct or not (name in doubtful or is_its_call):
                kept.append(edit)
        return [edit for edit in kept if not edit.slot.adds] or kept

    def _calls_another(self, edit):
        """True where an edit puts another function in the place of one that the cell defines."""
        node, made = edit.slot.node, edit.made
        if self._function_of(node) not in {one.name for one in self.nodes}:
            return False
        is_called = isinstance(made, ast.Call) and isinstance(node, ast.Call) and made.args is node.args
        return isinstance(made, ast.Name) or (is_called and ast.dump(made.func) != ast.dump(node.func))

    def _adds_what_is_given(self, edit):
        """True where an edit adds a term to a part with a call of a function of the cell that is given this term."""
        if not (isinstance(edit.made, ast.BinOp) and edit.made.left is edit.slot.node):
            return False
        own = {one.name for one in self.nodes}
        calls = [part for part in ast.walk(edit.slot.node) if isinstance(part, ast.Call)]
        given = [
            value
            for call in calls
            if self._function_of(call) in own
            for value in (*call.args, *(word.value for word in call.keywords))
        ]
        return ast.unparse(edit.made.right) in map(ast.unparse, given)

    def _function_of(self, node):
        """The name of a function that stands in the code, alone or called; None for anything else."""
        node = node.func if isinstance(node, ast.Call) else node
        return node.id if isinstance(node, ast.Name) else None

    def _slots(self):
        return Slots(
            self.module,
            self.names,
            self.forms,
            self.entries,
            self.case,
            has_result=self.base is not None,
            can_mend=self._can_mend,
            right=self.given_right - self.given_wrong,
            keeps_inputs=not self.changes_inputs,
        )

    def _best(self, slot):
        """The edit of a part that makes most outputs right, or None."""
        best, made = None, slot.made(self.shaken_forms)
        filled = names_filled_by(slot.statement)
        made = [one for one in made if not self._would_hold_itself(slot, one, filled)]
        for one, code in self._compiled(slot, made):
            mended = self._mended(code)
            if mended and (best is None or len(mended) > len(best.mended)):
                best = Edit(slot, one, mended)
            if mended == self.wrong:
                break
        return best

    def _compiled(self, slot, made):
        """Each edit of a part with its code: yields pairs.

        Expressions are compiled together, which saves a quarter of a search.
        """
        kept = slot.node
        try:
            together = self._compiled_together(slot, made)
            for number, one in enumerate(made):
                slot.put(_placed(one, slot.statement) if together is None else kept)
                self.names[_WHICH] = number
                yield one, together
        finally:
            slot.put(kept)

    def _compiled_together(self, slot, made):
        """The code with an expression that is the one of the edits that `_WHICH` numbers; None where there is none."""
        if not made or not is_value(slot.node):
            return None
        if any(isinstance(part, _OWN_RULES) for one in made for part in ast.walk(one)):
            return None
        slot.put(_placed(_numbered(made, 0), slot.statement))
        try:
            return self.compiled()
        except (SyntaxError, TypeError, ValueError):
            return None

    def _would_hold_itself(self, slot, made, filled):
        """True where a list may become an entry of its own: numpy never comes to the end of such a list."""
        if not filled or not isinstance(made, ast.expr):
            return False
        lists = {name for name in bare_names(made, (ast.Subscript, ast.Attribute)) if list in self.forms.get(name, ())}
        return bool(lists & filled) or self._with(slot, made, grows_by_itself)

    def _with(self, slot, made, question):
        """Ask something of a statement with an edit in it."""
        kept = slot.node
        slot.put(made)
        try:
            return question(slot.statement)
        finally:
            slot.put(kept)

    def _mended(self, code):
        """The outputs that are right now and were not; none where one that is needed is wrong, or an input changed."""
        result = self.result(code)
        outputs = self.outputs_of(result) or {}
        needed = sorted(self.needed, key=self.wrong.__contains__, reverse=True)  # those which seldom fit, first
        if not all(self._fits(name, outputs) for name in needed):
            return set()
        if not any(self._fits(name, outputs) for name in self.wrong):
            return set()
        right = self.all - {problem.output for problem in result_problems(result, self.case)}
        is_kept = self.changes_inputs or is_unchanged(self.given, self.case.arguments)
        return right & self.wrong if self.needed <= right and is_kept else set()

    def _may_be_cut_otherwise(self, edit):
        """True where a stack is put together in an edit, and other lines could cut its parts in another way as well."""
        statement = edit.slot.statement
        is_stacked = _STACKS & {getattr(part, "attr", "") for part in ast.walk(statement)}
        if len(self.wrong) < 2 or not is_stacked or isinstance(statement, (ast.For, ast.While, ast.If)):
            return False
        others = [one for one in self._search(at_once=False) if one.slot.statement is not statement]
        return self.wrong <= set().union(*(one.mended for one in others))

    def _fits(self, name, outputs):
        """True where an output is what it should be, as far as that is seen at a glance: of an array."""
        expected = self.case.expected[name]
        if not isinstance(expected, np.ndarray):
            return name in outputs
        return same(outputs.get(name), expected, self.case.tolerance)

    def _two(self):
        """Two mistakes: edits of two lines, each of which makes outputs right, or of the one for which there is one."""
        found = self._search(at_once=False)
        found = [one for one in found if not any(one.mended < other.mended for other in found)]
        # Where several lines could be meant, as far as some outputs go, none of them is said.
        found = [one for one in found if not any(one.mended & other.mended for other in found if other is not one)]
        if not 1 <= len(found) <= 2:
            return []
        for edit in found:
            edit.slot.put(edit.made)
        if len(found) == 1:
            more = self._second()
            is_left_out = isinstance(found[0].made, ast.Pass)  # what it makes is missing then, which is no mistake more
            return [*found, *more] if more or not (is_left_out or self._leaves_wrong(found[0])) else []
        return [] if self._look() else found

    def _leaves_wrong(self, edit):
        """True where the edited line gives an output its values that is wrong all the same, as the last look says.

        So may it where the line only gives its value another name, which some other line reads.
        """
        if isinstance(getattr(edit.made, "ctx", None), ast.Store):
            return True
        statement = edit.slot.statement
        stored = (
            {name for name, _ in bindings(statement)} if isinstance(statement, (ast.Assign, ast.AugAssign)) else set()
        )
        return bool(stored & self.wrong)

    def _second(self):
        """The one edit that makes right what is still wrong, in a list; an empty one where that can't be told."""
        try:
            more = self._search() if self._look() else []
        except Spent:
            return []
        return more if len(more) == 1 else []

    def outputs_of(self, result):
        """The outputs by their names: dict, or None where there are none."""
        return None if result is UNKNOWN else self.case.function.outputs_of(result)

    def _calls_elsewhere(self, statement):
        """True where a statement calls a function of another cell: it may be wrong itself, and is not edited."""
        own = {node.name for node in self.nodes} | self.case.exercise.by_name.keys()
        return any(is_own(self.names.get(name), self.function.__globals__) for name in names_in(statement) - own)

    # ── What a part of the code can change ────────────────────────────────────────────────────────────────────────

    def _can_mend(self, slot):
        """Given other numbers, does the part change wrong outputs, and no right ones? None: that can't be told."""
        self.shaken_forms, self.is_unclear = set(), False
        kept = slot.node
        slot.put(_placed(ast.Call(ast.Name(_SHAKEN, ast.Load()), [kept], []), slot.statement))
        after = self.outputs_of(self.result())
        slot.put(kept)
        if self.base is None or after is None or self.is_unclear:
            return None
        changed = {name for name in self.all if not same(after.get(name), self.base.get(name), 0)}
        return changed == self.wrong if self.needed == self.all else bool(changed) and changed <= self.wrong

    def _shaken(self, value):
        """Other numbers in the place of a value."""
        self.shaken_forms.add(form(value))
        if isinstance(value, np.ndarray) and value.dtype.kind == "f":
            return value * self.random.uniform(1.1, 1.9, value.shape) + self.random.uniform(0.1, 0.9, value.shape)
        self.is_unclear = True
        return value

    def _note_forms(self):
        """Run it once more, and note what forms its names hold, and which hold what the function is given."""
        given = dict(self.case.exercise.given_to(self.case.function, self.case.arguments))

        def look(frame, event, _):
            if event == "return" and frame.f_code.co_filename == self.file:
                for name, value in frame.f_locals.items():
                    self.forms.setdefault(name, set()).add(form(value))
                    for key, entry in value.items() if type(value) is dict else ():
                        self.entries.setdefault((name, key), set()).add(form(entry))
                    if is_own(type(value), self.function.__globals__):
                        for key, entry in getattr(value, "__dict__", {}).items():
                            self.forms.setdefault(f".{key}", set()).add(form(entry))
                for name in given.keys() & frame.f_locals.keys():
                    is_right = same(frame.f_locals[name], given[name], self.case.tolerance)
                    (self.given_right if is_right else self.given_wrong).add(name)

        sys.setprofile(look)
        try:
            self.result()
        finally:
            sys.setprofile(None)


def _numbered(made, first):
    """An expression that is one of several, by its number."""
    if len(made) == 1:
        return made[0]
    half = len(made) // 2
    is_below = ast.Compare(ast.Name(_WHICH, ast.Load()), [ast.Lt()], [ast.Constant(first + half)])
    return ast.IfExp(is_below, _numbered(made[:half], first), _numbered(made[half:], first + half))


def _placed(node, where):
    """Give the new nodes of an edit the place of what they stand for."""
    for new in node if isinstance(node, list) else [node]:
        for part in ast.walk(new):
            if not hasattr(part, "lineno") and isinstance(part, (ast.expr, ast.stmt, ast.keyword, ast.arg)):
                ast.copy_location(part, where)
    return node
