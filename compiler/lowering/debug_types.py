"""Descriptions for the debugger (ir/debug.py) from the typed tree.

Idea: each C type is described once, found again by identity; a function's scopes are its blocks
that declare something, read off the tree before it is dropped.  At -O0 every variable has a stack
slot, which its description names; optimised code keeps no homes, so there a local is declared
without a place.
"""

from __future__ import annotations

from compiler.frontend import tree
from compiler.frontend import types as c
from compiler.frontend.tree import Block, DeclStmt, EnumConstant, FuncDecl, Stmt, VarDecl
from compiler.frontend.tree_walk import all_expressions, expressions_of, statements_of
from compiler.frontend.types import (
    ArrayType,
    ComplexType,
    CType,
    EnumType,
    FunctionType,
    PointerType,
    RecordType,
    VectorType,
)
from compiler.ir import debug as d
from compiler.ir import opcodes as o
from compiler.ir.debug import DebugFunction, DebugMember, DebugScope, DebugType, DebugVariable
from compiler.ir.instr import Instr
from compiler.ir.module import StackSlot, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

QUALIFIERS: Final = [(c.CONST, d.CONST), (c.VOLATILE, d.VOLATILE), (c.RESTRICT, d.RESTRICT),
                     (c.ATOMIC, d.ATOMIC)]


class DebugTypes:
    """The types described so far."""

    def __init__(self) -> None:
        self.known: dict[CType, DebugType] = {}
        self.incomplete: list[tuple[CType, DebugType]] = []

    def finish(self) -> None:
        """At the end of the unit: records that were completed after they were described."""
        while self.incomplete:
            type, made = self.incomplete.pop()
            if isinstance(type, RecordType) and type.complete:
                made.size = int(max(type.size, 0))
                self.record(type, made)
            elif isinstance(type, EnumType) and type.complete:
                self.enumeration(type, made)

    def of(self, type: CType) -> DebugType | None:
        """The description of a type; None for void."""
        if type.kind == c.VOID and type.quals == 0:
            return None
        found = self.known.get(type)
        if found is not None:
            return found
        if type.quals & c.ALL_QUALIFIERS:
            return self.qualified(type)
        main = type.unqual
        if main is not type:
            return self.of(main)
        made = self.plain(type)
        return made

    def qualified(self, type: CType) -> DebugType | None:
        """One description a qualifier, around the plain type."""
        inner = self.of(type.unqual)
        for bit, kind in QUALIFIERS:
            if type.quals & bit:
                made = DebugType(kind, "", 0)
                made.target = inner
                inner = made
        if inner is not None:
            self.known[type] = inner
        return inner

    def plain(self, type: CType) -> DebugType:
        """A type without qualifiers; entered before its parts, which may refer to it."""
        kind = type.kind
        size = int(max(type.size, 0))
        if isinstance(type, PointerType):
            made = DebugType(d.POINTER, "", size)
            self.known[type] = made
            made.target = self.of(type.target)
        elif isinstance(type, ArrayType):
            made = DebugType(d.ARRAY, "", size)
            self.known[type] = made
            made.target = self.of(type.element)
            made.count = int(type.count) if type.count >= 0 else -1
        elif isinstance(type, VectorType):
            made = DebugType(d.VECTOR, "", size)
            self.known[type] = made
            made.target = self.of(type.element)
            made.count = int(type.count)
        elif isinstance(type, RecordType):
            made = DebugType(d.STRUCT if kind == c.STRUCT else d.UNION, type.name, size)
            named = made
            if type.typedef_name and not type.name:
                named = DebugType(d.TYPEDEF, type.typedef_name, 0)
                named.target = made
            self.known[type] = named
            self.record(type, made)
            if not type.complete:
                self.incomplete.append((type, made))
            return named
        elif isinstance(type, EnumType):
            made = DebugType(d.ENUM, type.name, size)
            self.known[type] = made
            self.enumeration(type, made)
            if not type.complete:
                self.incomplete.append((type, made))
        elif isinstance(type, FunctionType):
            made = DebugType(d.FUNCTION, "", 0)
            self.known[type] = made
            made.target = self.of(type.result)
            made.prototyped = type.prototype
            made.variadic = type.variadic
            made.parameters = [self.of(parameter) for parameter in type.parameters]
        else:
            made = DebugType(d.BASE, type.name or "int", size)
            made.encoding = encoding(type)
            if isinstance(type, ComplexType):
                made.name = "complex " + type.element.name
            self.known[type] = made
        return made

    def record(self, type: RecordType, made: DebugType) -> None:
        """The members of a struct or union."""
        made.complete = type.complete
        for field in type.fields:
            member = DebugMember(field.name, self.of(field.type), int(field.offset))
            if field.bit_width >= 0:
                member.bit_width = int(field.bit_width)
                member.bit_offset = int(field.offset * 8 + field.bit_offset)
            made.members.append(member)

    def enumeration(self, type: EnumType, made: DebugType) -> None:
        """The constants of an enumeration."""
        made.size = int(max(type.size, 0))
        made.target = self.of(type.underlying)
        made.complete = type.complete
        for constant in type.constants:
            assert isinstance(constant, EnumConstant)
            member = DebugMember(constant.name, None, 0)
            member.value = constant.value
            made.members.append(member)

    def variable(self, decl: VarDecl) -> DebugVariable:
        """A variable, without its place."""
        return DebugVariable(decl.name, self.of(decl.type), decl.loc, decl.is_parameter)

    def global_variable(self, decl: VarDecl, symbol: Symbol) -> DebugVariable:
        """An object with a symbol."""
        made = self.variable(decl)
        made.symbol = symbol
        made.external = decl.linkage == tree.EXTERNAL
        return made

    def function(self, decl: FuncDecl, homes: dict[VarDecl, Instr]) -> DebugFunction:
        """A function that has been lowered; `homes` are the stack slots of its variables."""
        type = decl.type
        assert isinstance(type, FunctionType) and decl.body is not None
        made = DebugFunction(decl.name, self.of(type.result), decl.loc)
        made.prototyped = type.prototype
        made.variadic = type.variadic
        for parameter in decl.parameters:
            self.local(made.scope, parameter, homes)
        self.block(decl.body, made.scope, homes)
        return made

    def local(self, scope: DebugScope, decl: VarDecl, homes: dict[VarDecl, Instr]) -> None:
        """A variable of a scope."""
        if not decl.name or decl.storage > tree.REGISTER_STORAGE:
            return
        made = self.variable(decl)
        home = homes.get(decl)
        if home is not None and home.op == o.ALLOCA and isinstance(home.aux, StackSlot):
            made.slot = home.aux
        scope.variables.append(made)

    def block(self, block: Block, scope: DebugScope, homes: dict[VarDecl, Instr]) -> None:
        """The declarations of a block, and the blocks in it that have some."""
        for item in block.items:
            if isinstance(item, DeclStmt):
                for decl in item.decls:
                    self.local(scope, decl, homes)
        pending: list[Stmt] = list(reversed(block.items))
        while pending:
            statement = pending.pop()
            for node in expressions_of(statement):
                for part in all_expressions(node):
                    if isinstance(part, tree.StatementExpr):
                        self.inner(part.body, scope, homes)
            if isinstance(statement, Block):
                self.inner(statement, scope, homes)
            else:
                pending.extend(reversed(statements_of(statement)))

    def inner(self, block: Block, scope: DebugScope, homes: dict[VarDecl, Instr]) -> None:
        """A nested block: a scope when it declares something, else part of the one around."""
        if not any([isinstance(item, DeclStmt) for item in block.items]):
            self.block(block, scope, homes)
            return
        made = DebugScope(block.loc, block.end if block.end != block.loc else last_place(block))
        scope.inner.append(made)
        self.block(block, made, homes)


def last_place(block: Block) -> i64:
    """The last place in the source of a block that has no closing brace (of `for`)."""
    last = block.loc
    pending: list[Stmt] = [block]
    while pending:
        statement = pending.pop()
        last = max(last, statement.loc)
        if isinstance(statement, Block):
            last = max(last, statement.end)
        for node in expressions_of(statement):
            for part in all_expressions(node):
                last = max(last, part.loc)
        pending.extend(statements_of(statement))
    return last


def encoding(type: CType) -> int:
    """DW_ATE_* of a basic type."""
    kind = type.kind
    if kind == c.BOOL:
        return d.BOOLEAN
    if kind == c.COMPLEX:
        return d.COMPLEX_FLOAT
    if type.format:
        return d.FLOATING
    if c.CHAR <= kind <= c.UCHAR:
        return d.UNSIGNED_CHAR if type.is_unsigned else d.SIGNED_CHAR
    return d.UNSIGNED if type.is_unsigned else d.SIGNED
