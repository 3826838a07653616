"""Assignment, compound assignment, increment and decrement of scalars.

Problem: the target is evaluated once, converted to the computing type, combined, converted back,
and may be a bit-field, volatile, atomic.  Idea: all go through `lvalues.place`; an atomic target
goes to `atomics`.  Source: C17 6.5.16, 6.5.2.4, 6.5.3.1.

Invariants: the right operand is evaluated before the target is read.
"""

from __future__ import annotations

from compiler.frontend import tree
from compiler.frontend import types as c
from compiler.frontend.tree import Assign, CompoundAssign, Expr, IncDec, VarRef
from compiler.frontend.types import CType
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.types import is_float
from compiler.lowering import (
    arithmetic,
    atomics,
    complex_numbers,
    conversions,
    expressions,
    lvalues,
)
from compiler.lowering.context import FunctionContext
from compiler.lowering.value_types import value_type


def assign(f: FunctionContext, e: Assign) -> Instr:
    """target = value; the value stored."""
    target = e.target
    value = expressions.scalar(f, e.value)
    if target.kind == tree.VAR:
        assert isinstance(target, VarRef)
        variable = f.variables.get(target.decl)
        if variable is not None:
            f.write(variable, value)
            return value
    found = lvalues.place(f, target)
    f.pos = e.loc
    return lvalues.store(f, found, value)


def is_atomic(e: Expr) -> bool:
    """True for a target whose update is one atomic operation."""
    return e.type.quals & c.ATOMIC != 0


def compound(f: FunctionContext, e: CompoundAssign) -> Instr:
    """target op= value; the value stored."""
    if e.target.type.kind == c.COMPLEX or e.computation.kind == c.COMPLEX:
        return complex_numbers.compound(f, e).real
    value = expressions.scalar(f, e.value)
    found = lvalues.place(f, e.target)
    f.pos = e.loc
    if is_atomic(e.target):
        return atomics.compound(f, e, found, value)
    old = lvalues.load(f, found)
    if f.reads is not None and e.target.kind == tree.VAR:
        f.note_read(old, e)
    new = updated(f, e, old, value)
    return lvalues.store(f, found, new)


def updated(f: FunctionContext, e: CompoundAssign, old: Instr, value: Instr) -> Instr:
    """The new value of a compound assignment's target."""
    type = e.target.type
    if e.computation.kind == c.POINTER:
        return arithmetic.step_pointer(f, old, value, e.scale, e.op == tree.SUB)
    wide = convert_between(f, e.load_cast, old, type, e.computation)
    result = arithmetic.operate(f, e.op, wide, value, e.computation)
    return convert_between(f, e.store_cast, result, e.computation, type)


def convert_between(f: FunctionContext, op: int, value: Instr, source: CType,
                    target: CType) -> Instr:
    """Convert for a compound assignment; NO_OP may still change nothing but the type's name."""
    return conversions.convert_value(f, op, value, source, target)


def increment_effect(f: FunctionContext, e: IncDec) -> None:
    """++ or -- for its effect."""
    if e.type.kind == c.COMPLEX:
        complex_numbers.increment(f, e)
    else:
        increment(f, e)


def increment(f: FunctionContext, e: IncDec) -> Instr:
    """++x, x--; the new or the old value."""
    step: Instr | None = None
    if e.step is not None:
        step = expressions.scalar(f, e.step)
    found = lvalues.place(f, e.target)
    f.pos = e.loc
    if is_atomic(e.target):
        return atomics.increment(f, e, found, step)
    old = lvalues.load(f, found)
    if f.reads is not None and e.target.kind == tree.VAR:
        f.note_read(old, e)
    new = stepped(f, e, old, step)
    stored = lvalues.store(f, found, new)
    return old if e.postfix else stored


def stepped(f: FunctionContext, e: IncDec, old: Instr, step: Instr | None) -> Instr:
    """The value one up or down."""
    type = e.target.type
    kind = type.kind
    if kind == c.POINTER:
        if step is not None:
            return arithmetic.step_pointer(f, old, step, 1, e.decrement)
        scale = int(e.scale)
        return f.offset(old, -scale if e.decrement else scale, arithmetic.pointer_flags(f))
    if kind == c.BOOL:
        if e.decrement:
            return f.binary(o.XOR, old, f.integer(old.type, 1))
        return f.integer(old.type, 1)
    if is_float(int(old.type)):
        return float_stepped(f, old, e)
    if kind == c.VECTOR:
        one = arithmetic.every_lane(f, old.type, 1)
        return f.binary(o.SUB if e.decrement else o.ADD, old, one)
    computation = e.computation
    wide = f.resize(old, value_type(computation), type.is_unsigned)
    one = f.integer(wide.type, 1)
    flags = 0 if computation.is_unsigned else f.wrap_flag
    result = f.binary(o.SUB if e.decrement else o.ADD, wide, one, flags)
    result = f.resize(result, old.type, True)
    if kind == c.BITINT:
        return conversions.fit_bitint(f, result, type)
    return result


def float_stepped(f: FunctionContext, old: Instr, e: IncDec) -> Instr:
    """x + 1.0 in x's format."""
    one = f.pure(o.SITOFP, old.type, [f.integer(4, 1)])
    return f.pure(o.FSUB if e.decrement else o.FADD, old.type, [old, one], f.float_flags)
