"""-Wsequence-point: an object changed twice, or changed and read, without a sequence point between.

The idea is gcc's: an expression gives two lists of the places that it names, those ordered by a
sequence point inside it ("before") and those that are not ("open"); each entry says which
assignment, if any, writes it.  At a point where lists meet, a written place that another entry of
the open list names as well is a collision.  Places are compared by structure.

Source: C17 6.5p2; "-Wsequence-point", GCC 12 manual; places compared with gcc 12.
"""

from __future__ import annotations

from compiler.frontend.diagnostics import Diagnostics
from compiler.frontend.diagnostics_render import token_length
from compiler.frontend.expression_range import first_location, last_location
from compiler.frontend.source import EXPANSION_SHIFT, POSITION_MASK, SourceMap
from compiler.frontend.tree import (
    ASSIGN,
    INC_DEC,
    LVALUE,
    AddressOf,
    Assign,
    Binary,
    BuiltinCall,
    Call,
    Cast,
    Comma,
    CompoundAssign,
    CompoundLiteral,
    Conditional,
    Deref,
    Expr,
    FuncRef,
    IncDec,
    IntConst,
    Logical,
    Member,
    PointerAdd,
    Saved,
    StatementExpr,
    StringLiteral,
    Unary,
    VarRef,
)
from compiler.frontend.tree_walk import all_expressions, operands
from compiler.frontend.types import VOID

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

OPTION: Final = "sequence-point"
MOST_PLACES: Final = 2_000    # of an expression; the lists are compared with themselves


class Mention:
    """A place that an expression names; `writer` is the assignment that changes it."""

    def __init__(self, place: Expr, writer: Expr | None) -> None:
        self.place = place
        self.writer = writer


def check(node: Expr, diagnostics: Diagnostics, returned: bool) -> None:
    """A full expression; `returned`: it is the operand of `return`, an assignment for gcc."""
    if writes_inside(node):
        Checker(diagnostics).check(node, returned)


def writes_inside(root: Expr) -> bool:
    """Whether something is assigned below the outermost assignment: without that there is no
    collision."""
    while isinstance(root, Cast):
        root = root.operand
    for part in operands(root):
        for node in all_expressions(part):
            if ASSIGN <= node.kind <= INC_DEC:
                return True
    return False


def same(a: Expr, b: Expr) -> bool:
    """Whether two expressions without effects name the same place or value."""
    while True:
        while isinstance(a, Cast):
            a = a.operand
        while isinstance(b, Cast):
            b = b.operand
        if a is b:
            return True
        if isinstance(a, VarRef) and isinstance(b, VarRef):
            return a.decl is b.decl
        if isinstance(a, IntConst) and isinstance(b, IntConst):
            return a.value == b.value
        if isinstance(a, Member) and isinstance(b, Member):
            if a.field is not b.field:
                return False
            a, b = a.base, b.base
        elif isinstance(a, Deref) and isinstance(b, Deref):
            a, b = a.pointer, b.pointer
        elif isinstance(a, PointerAdd) and isinstance(b, PointerAdd):
            if a.scale != b.scale or a.subtract != b.subtract or not same(a.index, b.index):
                return False
            a, b = a.pointer, b.pointer
        elif isinstance(a, Binary) and isinstance(b, Binary):
            if a.op != b.op or not same(a.right, b.right):
                return False
            a, b = a.left, b.left
        elif isinstance(a, Unary) and isinstance(b, Unary):
            if a.op != b.op:
                return False
            a, b = a.operand, b.operand
        else:
            return False


def is_candidate(node: Expr) -> bool:
    """A place worth tracking."""
    return node.flags & LVALUE != 0 and node.type.kind != VOID and not isinstance(
        node, StringLiteral | FuncRef | CompoundLiteral) and not (
        isinstance(node, VarRef) and not node.decl.name)


def merge(into: list[Mention], more: list[Mention]) -> None:
    """Add entries whose place is not there; one that is there may learn its writer."""
    for mention in more:
        found = False
        for known in into:
            if same(known.place, mention.place):
                found = True
                if known.writer is None:
                    known.writer = mention.writer
        if not found:
            into.append(mention)


def add(into: list[Mention], more: list[Mention], excluded: Expr | None) -> None:
    """Put copies of entries in front, but for those that `excluded` writes."""
    for mention in more:
        if excluded is None or mention.writer is not excluded:
            into.insert(0, Mention(mention.place, mention.writer))


class Checker:
    """One full expression."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        self.diagnostics = diagnostics
        self.warned: list[Expr] = []
        self.places = 0

    def check(self, node: Expr, returned: bool) -> None:
        """Report the collisions of a full expression."""
        before: list[Mention] = []
        open: list[Mention] = []
        self.visit(node, before, open, None)
        if returned:
            open.reverse()
        self.collide(open)

    def visit(self, node: Expr, before: list[Mention], open: list[Mention],
              writer: Expr | None) -> None:
        """Collect what an expression names; `writer` assigns to it."""
        while True:
            if is_candidate(node):
                self.places += 1
                if self.places > MOST_PLACES:
                    return
                open.insert(0, Mention(node, writer))
            if isinstance(node, Cast | Unary | Saved):
                node = node.value if isinstance(node, Saved) else node.operand
                writer = None
                continue
            if isinstance(node, AddressOf):
                if isinstance(node.operand, VarRef):
                    return
                node = node.operand
                writer = None
                continue
            break
        if isinstance(node, Comma | Logical):
            self.visit_ordered(node.left, node.right, before, open)
        elif isinstance(node, Conditional):
            self.visit_conditional(node, before, open)
        elif isinstance(node, IncDec):
            self.visit(node.target, open, open, node)
        elif isinstance(node, Assign | CompoundAssign):
            self.visit_assignment(node, before, open)
        elif isinstance(node, Call):
            self.visit_call([node.callee], node.arguments, before)
        elif isinstance(node, BuiltinCall):
            self.visit_call([], node.arguments, before)
        elif not isinstance(node, StatementExpr | CompoundLiteral):
            for part in operands(node):
                inner: list[Mention] = []
                rest: list[Mention] = []
                self.visit(part, inner, rest, None)
                merge(rest, inner)
                add(open, rest, None)

    def visit_ordered(self, left: Expr, right: Expr, before: list[Mention],
                      open: list[Mention]) -> None:
        """A sequence point between two operands."""
        inner: list[Mention] = []
        first: list[Mention] = []
        self.visit(left, inner, first, None)
        self.collide(first)
        merge(before, inner)
        merge(before, first)
        inner = []
        last: list[Mention] = []
        self.visit(right, inner, last, None)
        self.collide(last)
        merge(before, inner)
        merge(open, last)

    def visit_conditional(self, node: Conditional, before: list[Mention],
                          open: list[Mention]) -> None:
        """The condition comes first; the arms exclude each other."""
        inner: list[Mention] = []
        first: list[Mention] = []
        if node.common is not None:
            self.visit(node.common.value, inner, first, None)
        else:
            self.visit(node.condition, inner, first, None)
        self.collide(first)
        merge(before, inner)
        merge(before, first)
        arms: list[Mention] = []
        for arm in (node.then, node.otherwise):
            if node.common is not None and arm is node.then:
                continue
            inner = []
            rest: list[Mention] = []
            self.visit(arm, inner, rest, None)
            self.collide(rest)
            merge(before, inner)
            merge(arms, rest)
        add(open, arms, None)

    def visit_assignment(self, node: Assign | CompoundAssign, before: list[Mention],
                         open: list[Mention]) -> None:
        """The value's reads are ordered before the store, nothing else is."""
        target = node.target
        inner: list[Mention] = []
        right: list[Mention] = []
        self.visit(node.value, inner, right, None)
        if isinstance(node, CompoundAssign):
            read: list[Mention] = []
            self.visit(target, read, read, None)
            add(right, read, None)
        left: list[Mention] = []
        self.visit(target, left, left, node)
        add(inner, left, node)
        self.collide(inner)
        add(open, left, node)
        self.collide_with(target, node, right, True)
        merge(before, inner)
        if is_candidate(target):
            merge(right, [Mention(target, node)])
        add(open, right, None)

    def visit_call(self, callee: list[Expr], arguments: list[Expr],
                   before: list[Mention]) -> None:
        """Arguments are not ordered among each other, all come before the call."""
        inner: list[Mention] = []
        for part in callee:
            named: list[Mention] = []
            self.visit(part, inner, named, None)
            add(inner, named, None)
        for argument in arguments:
            ordered: list[Mention] = []
            rest: list[Mention] = []
            self.visit(argument, ordered, rest, None)
            merge(rest, ordered)
            add(inner, rest, None)
        self.collide(inner)
        add(before, inner, None)

    def collide(self, mentions: list[Mention]) -> None:
        """Written places that the list names once more."""
        for mention in mentions:
            if mention.writer is not None:
                self.collide_with(mention.place, mention.writer, mentions, False)

    def collide_with(self, place: Expr, writer: Expr, mentions: list[Mention],
                     only_writes: bool) -> None:
        """A place that `writer` changes against a list of others."""
        for known in self.warned:
            if same(known, place):
                return
        for mention in mentions:
            if mention.writer is not writer and same(mention.place, place) and (
                    not only_writes or mention.writer is not None):
                self.warned.append(place)
                text = place_text(mention.place, self.diagnostics.source)
                self.diagnostics.warning(OPTION, writer.loc,
                                         f"operation on '{text}' may be undefined")


def place_text(node: Expr, source: SourceMap) -> str:
    """A place as the program writes it; the first element of a pointer as gcc spells it."""
    if isinstance(node, VarRef):
        return node.decl.name
    if isinstance(node, Deref):
        pointer = node.pointer
        if isinstance(pointer, PointerAdd) and isinstance(pointer.index, IntConst) and (
                pointer.index.value == 0):
            inner: Expr = pointer.pointer
            while isinstance(inner, Cast):
                inner = inner.operand
            if isinstance(inner, VarRef) and inner.type.precision:
                return "*" + inner.decl.name
    first = first_location(node, source)
    last = last_location(node, source)
    entry = source.entry(first)
    if first >> EXPANSION_SHIFT or last >> EXPANSION_SHIFT or source.entry(last) is not entry:
        return place_text(node.base, source) + "." + node.field.name if isinstance(
            node, Member) and not isinstance(node.base, Deref) else "*"
    end = (last & POSITION_MASK) - entry.base
    end += token_length(entry.text, end)
    text = entry.text[(first & POSITION_MASK) - entry.base:end].decode("utf-8", "replace")
    return " ".join(text.split())
