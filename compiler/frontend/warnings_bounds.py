"""-Warray-bounds: a constant subscript outside of the array that the text names.

Idea: walk a function's tree, leaving out what a constant condition excludes, and look at every
subscript of an array: the index may be the number of elements only where no element is read or
written (`&a[n]`).  An array that ends a structure reached through a pointer may be longer than it
says, as programs older than flexible array members have it.

gcc finds these in its optimiser: at -O2, in functions that are kept.  Subscripts that become
constant later, and pointers into arrays, are not looked at.

Source: "-Warray-bounds", GCC 12 manual; texts and places compared with gcc 12.
"""

from __future__ import annotations

from compiler.frontend.diagnostics import Diagnostics
from compiler.frontend.tree import (
    ARRAY_TO_POINTER,
    LOGICAL_AND,
    LVALUE,
    LVALUE_TO_RVALUE,
    NO_OP,
    AddressOf,
    Assign,
    Cast,
    CompoundAssign,
    Conditional,
    Deref,
    Expr,
    FuncDecl,
    If,
    IncDec,
    IntConst,
    Logical,
    Member,
    PointerAdd,
    StatementExpr,
    Stmt,
    StringLiteral,
    VarRef,
    While,
)
from compiler.frontend.tree_walk import expressions_of, operands, statements_of
from compiler.frontend.type_text import spell
from compiler.frontend.types import ArrayType, RecordType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


class BoundsWarning:
    """A subscript outside; `note` says what it subscripts ("": a string), declared at `declared`.
    """

    def __init__(self, location: i64, text: str, note: str, declared: i64) -> None:
        self.location: i64 = location
        self.text = text
        self.note = note
        self.declared: i64 = declared

    def show(self, diagnostics: Diagnostics) -> None:
        """Print it."""
        if diagnostics.warning("array-bounds", self.location, self.text) and self.note:
            diagnostics.note(self.declared, self.note)


class BoundsWalk:
    """The subscripts of one function."""

    def __init__(self, decl: FuncDecl) -> None:
        self.found: list[BoundsWarning] = []
        assert decl.body is not None
        self.statement(decl.body)

    def statement(self, first: Stmt) -> None:
        """A statement and all in it that can run."""
        pending = [first]
        while pending:
            statement = pending.pop()
            for node in expressions_of(statement):
                self.value(node)
            if isinstance(statement, If) and isinstance(statement.condition, IntConst):
                chosen = statement.then if statement.condition.value else statement.otherwise
                inner = [] if chosen is None else [chosen]
            elif isinstance(statement, While) and isinstance(statement.condition, IntConst) and (
                    not statement.condition.value):
                inner = []
            else:
                inner = list(statements_of(statement))
            inner.reverse()
            pending.extend(inner)

    def value(self, first: Expr) -> None:
        """An expression evaluated for its value or effect."""
        pending = [first]
        while pending:
            node = pending.pop()
            if isinstance(node, Cast):
                if node.op == LVALUE_TO_RVALUE:
                    self.place(node.operand, True)
                elif node.op == ARRAY_TO_POINTER:
                    self.place(node.operand, False)
                else:
                    inner = node.operand
                    if node.op == NO_OP and isinstance(inner, PointerAdd) and isinstance(
                            inner.pointer, Cast) and inner.pointer.op == ARRAY_TO_POINTER:
                        if isinstance(inner.index, IntConst) and not inner.subtract:
                            self.check(inner.pointer.operand, inner.index.value, False, node.loc)
                        inner = inner.pointer
                    pending.append(inner)
            elif isinstance(node, PointerAdd) and isinstance(node.index, IntConst):
                self.check_pointer(node, False, node.loc)
                pending.append(node.pointer)
            elif isinstance(node, AddressOf):
                self.place(node.operand, False)
            elif isinstance(node, Assign | CompoundAssign):
                self.place(node.target, True)
                pending.append(node.value)
            elif isinstance(node, IncDec):
                self.place(node.target, True)
            elif isinstance(node, Conditional) and isinstance(node.condition, IntConst):
                pending.append(node.then if node.condition.value else node.otherwise)
            elif isinstance(node, Logical) and isinstance(node.left, IntConst):
                if (node.left.value != 0) == (node.op == LOGICAL_AND):
                    pending.append(node.right)
            elif node.flags & LVALUE:
                self.place(node, False)
            else:
                if isinstance(node, StatementExpr):
                    self.statement(node.body)
                pending.extend(reversed(operands(node)))

    def place(self, node: Expr, touched: bool) -> None:
        """A place; `touched`: it is read or written, not only designated."""
        while True:
            if isinstance(node, Member):
                node = node.base
                if not node.flags & LVALUE:
                    self.value(node)
                    return
            elif isinstance(node, Deref):
                pointer = node.pointer
                if isinstance(pointer, PointerAdd) and isinstance(pointer.pointer, Cast) and (
                        pointer.pointer.op == ARRAY_TO_POINTER):
                    array = pointer.pointer.operand
                    index: Expr = pointer.index
                    if isinstance(index, IntConst) and not pointer.subtract and (
                            node.loc == pointer.loc):
                        self.check(array, index.value, touched, node.loc)
                    self.value(index)
                    if not array.flags & LVALUE:
                        self.value(array)
                        return
                    if isinstance(index, IntConst) and node.loc != pointer.loc:
                        self.check_pointer(pointer, touched, node.loc)
                    node = array
                else:
                    self.value(pointer)
                    return
            else:
                for part in operands(node):
                    self.value(part)
                return

    def check_pointer(self, pointer: PointerAdd, touched: bool, location: i64) -> None:
        """`array + constant`, the array a variable."""
        base = pointer.pointer
        index = pointer.index
        if not isinstance(base, Cast) or base.op != ARRAY_TO_POINTER or not isinstance(
                index, IntConst) or not isinstance(base.operand, VarRef):
            return
        type = base.operand.type.unqual
        assert isinstance(type, ArrayType)
        place: int = -index.value if pointer.subtract else index.value
        count: int = type.count
        if count <= 0 or 0 <= place < count or place == count and not touched:
            return
        decl = base.operand.decl
        self.found.append(BoundsWarning(
            location, f"array subscript {place} is outside array bounds of '{spell(type)}'",
            f"at offset {place * int(pointer.scale)} into object '{decl.name}' of size "
            f"{type.size}", decl.loc))

    def check(self, array: Expr, index: int, touched: bool, location: i64) -> None:
        """One subscript."""
        type = array.type.unqual
        assert isinstance(type, ArrayType)
        count: int = type.count
        if count <= 0 or 0 <= index < count or index == count and not touched:
            return
        if index >= 0 and may_be_longer(array):
            return
        side = "below" if index < 0 else "above"
        text = f"array subscript {index} is {side} array bounds of '{spell(type)}'"
        root = array
        while isinstance(root, Deref) and isinstance(root.pointer, PointerAdd) and isinstance(
                root.pointer.pointer, Cast):
            root = root.pointer.pointer.operand
        if isinstance(root, Member):
            self.found.append(BoundsWarning(
                location, text, f"while referencing '{root.field.name}'", root.field.loc))
        elif isinstance(root, VarRef):
            self.found.append(BoundsWarning(
                location, text, f"while referencing '{root.decl.name}'", root.decl.loc))
        elif isinstance(root, StringLiteral):
            self.found.append(BoundsWarning(location, text, "", 0))


def may_be_longer(array: Expr) -> bool:
    """Whether an array ends a structure of which only a pointer is known."""
    node = array
    if not isinstance(node, Member):
        return False
    while isinstance(node, Member):
        record = node.base.type.unqual
        if not isinstance(record, RecordType) or (
                record.fields and record.fields[-1] is not node.field
                and record.fields[-1].offset != node.field.offset):
            return False
        node = node.base
    return not isinstance(node, VarRef)
