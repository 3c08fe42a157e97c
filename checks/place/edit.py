"""One edit that makes outputs right."""

import ast
from dataclasses import dataclass

from checks.place.slots import Slot


@dataclass(frozen=True)
class Edit:
    """An edit that makes outputs right.

    slot, made     what it replaces, and by what
    mended         set of the outputs
    """

    slot: Slot
    made: ast.AST | list[ast.stmt]
    mended: set

    @property
    def added(self):
        """What the added line gives a value, as it is written; empty where no line is added."""
        if not (self.slot.adds and isinstance(self.made, list)):
            return ""
        new = [one for one in self.made if one not in self.slot.node and isinstance(one, ast.Assign)]
        return ast.unparse(new[0].targets[0]).replace("'", '"') if new else ""

    @property
    def inner_statements(self):
        """The statements in that which it changes, as in a condition: list."""
        inner = [part for part in ast.walk(self.slot.statement) if isinstance(part, ast.stmt)]
        return [part for part in inner if part is not self.slot.statement]

    @property
    def gives_more(self):
        """True where it gives a call one more keyword."""
        node, made = self.slot.node, self.made
        return isinstance(node, ast.Call) and isinstance(made, ast.Call) and len(made.keywords) > len(node.keywords)

    @property
    def used_up(self):
        """The name of what can be gone through only once, where it makes a list of that; or empty."""
        match self.made, self.slot.statement:
            case ast.Call(func=ast.Name(id="list"), args=[node]), ast.Assign(targets=[ast.Name(id=name), *_]):
                return name if node is self.slot.node else ""
        return ""

    @property
    def turns(self):
        """True where it turns the axes of a part as it stands."""
        return isinstance(self.made, ast.Attribute) and self.made.attr == "T" and self.made.value is self.slot.node

    @property
    def turns_less(self):
        """True where it puts axes in another order than that in which the code turns them."""
        return isinstance(self.slot.node, ast.Attribute) and self.slot.node.attr == "T"
