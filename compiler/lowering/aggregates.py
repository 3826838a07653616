"""Records and arrays as values: they exist in memory only.

Problem: a record rvalue must get into its destination with as few copies as C allows.  Idea:
`into` evaluates a record expression straight into given memory; `materialized` gives memory that
holds it, for reading.  A call's result goes directly into a variable nobody else can see.

Invariants: a copy's source and destination are the same object or do not overlap (C17 6.5.16.1p3).
"""

from __future__ import annotations

from compiler.frontend import tree
from compiler.frontend import types as c
from compiler.frontend.tree import (
    Assign,
    BuiltinCall,
    Call,
    Cast,
    Conditional,
    Expr,
    Member,
    StatementExpr,
    ToUnion,
    VaArg,
    VarRef,
)
from compiler.frontend.types import CType
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.lowering import (
    atomics,
    builtin_calls,
    calls,
    complex_numbers,
    conditions,
    expressions,
    lvalues,
    places,
    statements,
    varargs,
)
from compiler.lowering.context import FunctionContext
from compiler.lowering.places import Place
from compiler.lowering.value_types import value_type


def copy(f: FunctionContext, target: Place, source: Place) -> None:
    """Copy a whole record."""
    if source.type.quals & c.ATOMIC:
        atomic_load_into(f, source, places.pointer_of(f, target))
        return
    if target.type.quals & c.ATOMIC:
        atomic_store_from(f, target, places.pointer_of(f, source))
        return
    size = target.type.size
    if size <= 0 and size != c.VARIABLE:
        return
    alias = places.alias_of(f, target)
    if alias != places.alias_of(f, source):
        alias = 0
    align = min(target.align, source.align)
    flags = target.flags() | source.flags()
    f.copy(places.pointer_of(f, target), places.pointer_of(f, source),
           f.byte_size(target.type), align,
           alias, flags)


def atomic_load_into(f: FunctionContext, source: Place, target: Instr) -> None:
    """Read an _Atomic aggregate into memory."""
    atomics.load_to(f, places.pointer_of(f, source), target, source.type, o.SEQ_CST)


def atomic_store_from(f: FunctionContext, target: Place, source: Instr) -> None:
    """Write an _Atomic aggregate from memory."""
    atomics.store_from(f, places.pointer_of(f, target), source, target.type, o.SEQ_CST)


def into(f: FunctionContext, e: Expr, target: Place) -> None:
    """Evaluate a record rvalue into memory that nothing in `e` reads or writes."""
    kind = e.kind
    if kind == tree.CALL:
        assert isinstance(e, Call)
        if target.type.quals & c.ATOMIC or target.volatile:
            copy(f, target, places.memory_place(calls.memory_result(f, e, None), e.type))
        else:
            calls.memory_result(f, e, places.pointer_of(f, target))
    elif kind == tree.CONDITIONAL:
        assert isinstance(e, Conditional)
        arms = conditions.split(f, e)
        for block, arm in ((arms.then, e.then), (arms.otherwise, e.otherwise)):
            f.begin(block)
            if f.reachable:
                into(f, arm, target)
                f.jump(arms.join)
        f.begin(arms.join)
    elif kind == tree.COMMA:
        into(f, expressions.comma(f, e), target)
    elif kind == tree.TO_UNION:
        assert isinstance(e, ToUnion)
        to_union(f, e, target)
    elif kind == tree.STATEMENT_EXPR:
        assert isinstance(e, StatementExpr)
        statements.statement_into(f, e, target)
    elif kind == tree.ASSIGN:
        assert isinstance(e, Assign)
        copy(f, target, assigned(f, e))
    elif kind == tree.VA_ARG:
        assert isinstance(e, VaArg)
        copy(f, target, varargs.place(f, e))
    elif kind == tree.BUILTIN_CALL:
        assert isinstance(e, BuiltinCall)
        builtin_calls.into(f, e, target)
    elif kind == tree.CAST:
        assert isinstance(e, Cast)
        if e.operand.flags & tree.LVALUE:
            copy(f, target, lvalues.place(f, e.operand))
        else:
            into(f, e.operand, target)
    else:
        copy(f, target, lvalues.place(f, e))


def to_union(f: FunctionContext, e: ToUnion, target: Place) -> None:
    """A union of which one member is set."""
    store_member(f, places.pointer_of(f, target), e.field.type, e.operand)


def store_member(f: FunctionContext, address: Instr, type: CType, e: Expr) -> None:
    """Store a value of any type at an address (alias class: anything)."""
    place = places.memory_place(address, type)
    place.alias = 0
    if type.kind == c.COMPLEX:
        complex_numbers.store(f, place, complex_numbers.value(f, e))
    elif type.kind >= c.ARRAY:
        into(f, e, place)
    else:
        lvalues.store(f, place, expressions.scalar(f, e))


def materialized(f: FunctionContext, e: Expr) -> Instr:
    """The address of memory that holds the value of a record (or other) rvalue."""
    kind = e.kind
    if kind == tree.CALL and e.type.kind >= c.ARRAY:
        assert isinstance(e, Call)
        return calls.memory_result(f, e, None)
    if kind == tree.VA_ARG and e.type.kind >= c.ARRAY and e.type.align <= varargs.SAVED_ALIGN:
        assert isinstance(e, VaArg)
        return varargs.argument(f, e)
    if kind == tree.COMMA:
        return lvalues.address(f, expressions.comma(f, e))
    if kind == tree.ASSIGN and e.type.kind >= c.ARRAY:
        assert isinstance(e, Assign)
        return places.pointer_of(f, assigned(f, e))
    slot = f.temporary(e.type)
    place = places.memory_place(slot, e.type)
    if e.type.kind == c.COMPLEX:
        complex_numbers.store(f, place, complex_numbers.value(f, e))
    elif value_type(e.type) != 0:
        lvalues.store(f, place, expressions.scalar(f, e))
    else:
        into(f, e, place)
    return slot


def is_unseen(f: FunctionContext, e: Expr) -> bool:
    """True for (a member of) a local variable whose address nobody has."""
    while e.kind == tree.MEMBER:
        assert isinstance(e, Member)
        e = e.base
    if e.kind != tree.VAR:
        return False
    assert isinstance(e, VarRef)
    return e.decl.storage <= tree.REGISTER_STORAGE and not e.decl.address_taken


def assigned(f: FunctionContext, e: Assign) -> Place:
    """target = value for records; the target."""
    value = e.value
    while value.kind == tree.COMMA:
        value = expressions.comma(f, value)
    if value.kind == tree.CAST:
        assert isinstance(value, Cast)
        if value.operand.flags & tree.LVALUE:
            source = lvalues.place(f, value.operand)
            target = lvalues.place(f, e.target)
            f.pos = e.loc
            copy(f, target, source)
            return target
    if value.kind == tree.CALL and is_unseen(f, e.target):
        target = lvalues.place(f, e.target)
        into(f, value, target)
        return target
    address = materialized(f, value)
    target = lvalues.place(f, e.target)
    f.pos = e.loc
    copy(f, target, places.memory_place(address, value.type))
    return target


def effect(f: FunctionContext, e: Expr) -> None:
    """Evaluate a record expression whose value is not used."""
    if e.kind == tree.ASSIGN:
        assert isinstance(e, Assign)
        assigned(f, e)
    else:
        materialized(f, e)
