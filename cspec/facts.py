"""What the text says of itself, written into the text: facts as static assertions.

The size and alignment of every object, typedef name and tag, the offset of every member and the
value of every integer constant expression become `_Static_assert` declarations (6.7.10) at the end
of the scope they hold in.  Any other C compiler that is given the result checks this front end.
The text must be preprocessed, so that places in it are places of tokens.
"""

from __future__ import annotations

import re

from cspec.lexemes import Lexeme
from cspec.parser import Node
from cspec.scope import Scope
from cspec.tree import Block, EnumConstant, Function, TypeName, Variable
from cspec.types import ARRAY, ENUM, FUNCTION, VOID, Type
from cspec.unit import Unit, UnitChecker

TOKEN = re.compile(r"""[\w.]+|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|.""")


class FactChecker(UnitChecker):
    """A checker that notes, at the end of each scope, what is true in it."""

    facts: list[tuple[int, list[str]]]
    values: list[list[str]]
    closed: Scope
    known: set[int]
    last: list[str]

    def check(self, tree: Node, name: str) -> Unit:
        self.facts = []
        self.values = [[]]
        self.known = set()
        return super().check(tree, name)

    def finish(self) -> None:
        """Tentative definitions are completed behind the last line."""
        self.last = self.values[0] + self.scope_facts(self.file_scope)
        super().finish()

    def pop(self) -> None:
        self.closed = self.scopes[-1]
        super().pop()

    def block(self, node: Node) -> Block:
        self.values.append([])
        made = super().block(node)
        self.facts.append((made.end, self.values.pop() + self.scope_facts(self.closed)))
        return made

    def define_function(self, head: Node, body: Node, nested: bool) -> Function:
        self.values.append([])
        made = super().define_function(head, body, nested)
        assert made.body is not None
        self.facts.append((made.body.end, self.values.pop() + self.scope_facts(self.closed)))
        return made

    def integer_constant(self, node: Node | Lexeme, rule: str) -> int:
        value = super().integer_constant(node, rule)
        end = node.end if isinstance(node, Node) else node.pos
        text = self.text(node.pos, end)
        if text and self.scopes[-1].kind != "prototype" \
                and not re.search(r"\bsizeof\s*\(?\s*(struct|union|enum)\s*\w*\s*\{|\{", text):
            self.values[-1].append(f"({text}) == {spelled(value)}")
        return value

    def text(self, pos: int, end: int) -> str:
        """The source from a token to the end of another on the same line, '' across lines."""
        line = self.diags.source_line(pos)
        if pos >> 16 != end >> 16 or len(line) > 0xFFFF:
            return ""
        match = TOKEN.match(line, (end & 0xFFFF) - 1)
        return line[(pos & 0xFFFF) - 1:match.end()] if match else ""

    def scope_facts(self, scope: Scope) -> list[str]:
        """The assertions that hold where a scope ends."""
        made: list[str] = []
        for name, symbol in scope.names.items():
            if not name or name.startswith("__builtin_"):
                continue
            if isinstance(symbol, EnumConstant):
                made.append(f"{name} == {spelled(symbol.value)}")
            elif isinstance(symbol, Variable):
                self.type_facts(symbol.type, name, f"__typeof__({name})", made)
                if symbol.type.kind != VOID and not symbol.type.is_incomplete() \
                        and not symbol.parameter:
                    align = max(symbol.align, symbol.type.align)
                    made.append(f"__alignof__({name}) >= {align}")
            elif isinstance(symbol, TypeName):
                self.type_facts(symbol.type, name, name, made)
        for tag, t in scope.tags.items():
            word = "enum" if t.record is None else "union" if t.record.is_union else "struct"
            self.type_facts(t, f"{word} {tag}", f"{word} {tag}", made)
        return made

    def type_facts(self, t: Type, name: str, spelling: str, made: list[str]) -> None:
        """Size and alignment of a complete type, offsets of its members once."""
        if t.kind in (VOID, FUNCTION) or t.is_incomplete() or t.is_variable() \
                or t.kind == ENUM and not t.plain.complete:
            return
        made.append(f"sizeof({name}) == {t.size}")
        if spelling == name:
            made.append(f"_Alignof({name}) == {t.align}")
        while t.kind == ARRAY:
            spelling = f"__typeof__((*({spelling}*)0)[0])"
            t = t.of
        if t.record is not None and t.record.pos and not t.record.variable \
                and id(t.record) not in self.known:
            self.known.add(id(t.record))
            self.members(t, spelling, "", 0, made)

    def members(self, t: Type, spelling: str, path: str, base: int, made: list[str]) -> None:
        """Offsets of the members that have one, those of inner records too."""
        assert t.record is not None
        for field in t.record.fields:
            offset = base + field.offset
            if not field.name:
                if field.width < 0 and field.type.record is not None:
                    self.members(field.type, spelling, path, offset, made)
                continue
            if field.width >= 0:
                continue
            made.append(f"__builtin_offsetof({spelling}, {path}{field.name}) == {offset}")
            if field.type.record is not None:
                self.members(field.type, spelling, f"{path}{field.name}.", offset, made)

    def annotated(self, text: str) -> str:
        """The text with its facts in it."""
        lines = text.split("\n")
        inserts = [(pos >> 16 & 0xFFFFFFF, (pos & 0xFFFF) - 1, facts)
                   for pos, facts in self.facts if facts]
        for line, column, facts in sorted(inserts, key=lambda one: one[:2], reverse=True):
            old = lines[line - 1]
            rest = [old[column + 1:], *lines[line:line + 9]]
            if "".join(rest).lstrip().startswith(")"):
                continue            # a statement expression: its last item is its value
            lines[line - 1] = old[:column] + ";" + asserted(facts, " ") + old[column:]
        return "\n".join(lines) + "\n" + asserted(self.last, "\n")


def spelled(value: int) -> str:
    """An integer as a constant expression."""
    if value >= 1 << 64:
        return f"((__int128){value >> 64}ull << 64 | {value & (1 << 64) - 1}ull)"
    if value == -(1 << 63):
        return "(-9223372036854775807ll - 1)"
    return f"{value}ull" if value >= 1 << 63 else f"{value}"


def asserted(facts: list[str], end: str) -> str:
    """Declarations that claim the facts."""
    return "".join(f'_Static_assert({fact}, "{number}");{end}'
                   for number, fact in enumerate(facts))
