"""Builtins that ask what the compiler knows: __builtin_constant_p, __builtin_object_size.

Problem: the operand must not be evaluated for its effects, the answer may be known only after
inlining.  Idea: an operand without effects is lowered and asked for being constant; at -O1 and up
the question stays in the IR as `isconstant` or `objectsize` when it is open.  The object behind an
address is looked for in the tree first, which alone knows members; an unknown size has the answer
that is always right ((size_t)-1 or 0).
"""

from __future__ import annotations

from compiler.frontend import tree
from compiler.frontend import types as c
from compiler.frontend.builtins import OP_DYNAMIC_OBJECT_SIZE
from compiler.frontend.tree import (
    AddressOf,
    Binary,
    BuiltinCall,
    Cast,
    Conditional,
    Deref,
    Expr,
    IntConst,
    Logical,
    Member,
    PointerAdd,
    PointerDiff,
    Unary,
    VarRef,
)
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.types import I1
from compiler.lowering import expressions
from compiler.lowering.context import FunctionContext
from compiler.lowering.value_types import value_type


def has_effects(e: Expr) -> bool:
    """True unless evaluating `e` surely does nothing but read."""
    pending = [e]
    while pending:
        e = pending.pop()
        kind = e.kind
        if isinstance(e, Cast):
            if e.op == tree.LVALUE_TO_RVALUE and e.operand.type.quals & (c.VOLATILE | c.ATOMIC):
                return True
            pending.append(e.operand)
        elif isinstance(e, (Binary, Logical, PointerDiff)):
            pending.append(e.left)
            pending.append(e.right)
        elif isinstance(e, Unary):
            pending.append(e.operand)
        elif isinstance(e, PointerAdd):
            pending.append(e.pointer)
            pending.append(e.index)
        elif isinstance(e, Member):
            pending.append(e.base)
        elif isinstance(e, Deref):
            pending.append(e.pointer)
        elif isinstance(e, AddressOf):
            pending.append(e.operand)
        elif isinstance(e, Conditional) and e.common is None:
            pending.append(e.condition)
            pending.append(e.then)
            pending.append(e.otherwise)
        elif isinstance(e, BuiltinCall) and ("c" in e.builtin.flags or e.builtin.flags == "p"):
            pending.extend(e.arguments)
        elif kind not in (tree.INT_CONST, tree.FLOAT_CONST, tree.VAR, tree.STRING, tree.FUNC,
                          tree.ADDRESS_CONST, tree.COMPLEX_CONST):
            return True
    return False


def is_constant(f: FunctionContext, e: BuiltinCall) -> Instr:
    """__builtin_constant_p"""
    result = value_type(e.type)
    operand = e.arguments[0]
    if value_type(operand.type) == 0 or has_effects(operand):
        return f.integer(result, 0)
    if f.options.optimize == 0 and not is_computed(operand):
        return f.integer(result, 0)
    value = expressions.scalar(f, operand)
    f.pos = e.loc
    if value.op == o.CONST:
        return f.integer(result, 1)
    if f.options.optimize == 0:
        return f.integer(result, 0)
    return f.widened(f.emit(o.ISCONSTANT, I1, [value]), result)


def is_computed(e: Expr) -> bool:
    """True for expressions that read no object, so that asking leaves no loads behind."""
    while isinstance(e, Cast) and e.op != tree.LVALUE_TO_RVALUE:
        e = e.operand
    return not isinstance(e, (Cast, VarRef, Member, Deref))


# -- object sizes ----------------------------------------------------------------------------


class Extent:
    """The room behind an address: within the whole object, within the innermost member; -1:
    unknown."""

    def __init__(self, whole: int, member: int) -> None:
        self.whole = whole
        self.member = member


def object_size(f: FunctionContext, e: BuiltinCall) -> Instr:
    """__builtin_object_size(pointer, mode); what the tree does not tell is asked again in the
    IR, at -O1 and up."""
    argument = e.arguments[1]
    mode = argument.value if isinstance(argument, IntConst) else 0
    pointer = e.arguments[0]
    type = value_type(e.type)
    extent = pointer_extent(pointer)
    size = extent.member if mode & 1 else extent.whole
    if size >= 0:
        return f.integer(type, size)
    if f.options.optimize == 0 or has_effects(pointer):
        return f.integer(type, 0 if mode & 2 else -1)
    dynamic = 4 if e.builtin.code == OP_DYNAMIC_OBJECT_SIZE else 0
    value = expressions.scalar(f, pointer)
    return f.emit(o.OBJECTSIZE, type, [value], mode & 3 | dynamic)


def pointer_extent(e: Expr) -> Extent:
    """The room behind a pointer expression."""
    if isinstance(e, Cast):
        if e.op == tree.ARRAY_TO_POINTER:
            return lvalue_extent(e.operand)
        if e.op == tree.POINTER_CAST or e.op == tree.NO_OP:
            return pointer_extent(e.operand)
    elif isinstance(e, AddressOf):
        return lvalue_extent(e.operand)
    elif isinstance(e, PointerAdd) and isinstance(e.index, IntConst):
        inner = pointer_extent(e.pointer)
        step = e.index.value * int(e.scale)
        if e.subtract or step < 0:
            return Extent(-1, -1)
        return Extent(behind(inner.whole, step), behind(inner.member, step))
    return Extent(-1, -1)


def behind(room: int, step: int) -> int:
    """The room that is left behind `step` bytes."""
    return max(room - step, 0) if room >= 0 else -1


def is_last(e: Member) -> bool:
    """Whether a member ends its record, so that an array there may be meant to be longer."""
    while True:
        record = e.base.type.unqual
        if isinstance(record, c.RecordType) and record.kind == c.STRUCT \
                and e.field is not record.fields[-1]:
            return False
        if not isinstance(e.base, Member):
            return True
        e = e.base


def lvalue_extent(e: Expr) -> Extent:
    """The room from the start of an lvalue on."""
    size = int(e.type.size)
    if isinstance(e, VarRef):
        decl = e.decl
        if size < 0 or decl.type.vla or (decl.storage == tree.EXTERN and not decl.defined
                                         and e.type.kind != c.ARRAY and size == 0):
            return Extent(-1, -1)
        if decl.init is not None:
            size = max(size, int(decl.init.size))
        return Extent(size, size)
    if isinstance(e, tree.StringLiteral):
        return Extent(len(e.data), len(e.data))
    if isinstance(e, tree.CompoundLiteral):
        return Extent(size, size)
    if isinstance(e, Member) and e.field.bit_width < 0:
        base = lvalue_extent(e.base)
        if base.whole < 0:
            flexible = e.type.kind == c.ARRAY and is_last(e)
            return Extent(-1, -1 if flexible or size < 0 else size)
        room = max(base.whole - int(e.field.offset), 0)
        return Extent(room, min(size, room) if size > 0 else room)
    if isinstance(e, Deref):
        return pointer_extent(e.pointer)
    return Extent(-1, -1)
