"""__builtin_add_overflow and its like: exact arithmetic on integers of any types.

Problem: two operands of any integer types, a result of a third; the answer is whether the exact
result fits.  Idea: choose one width and sign in which both operands are exact; that operation's own
overflow instruction tells whether it left that width, a comparison after the conversion whether the
result type holds it.

Invariants: `width` bits hold both operands; with unsigned arithmetic a difference below zero counts
as overflow, which is right because it is only chosen for unsigned results.
"""

from __future__ import annotations

from compiler.frontend import builtins as b
from compiler.frontend import types as c
from compiler.frontend.tree import BuiltinCall
from compiler.frontend.types import CType
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.types import I1, I8, integer_of_bits
from compiler.lowering import expressions
from compiler.lowering.context import FunctionContext
from compiler.lowering.value_types import value_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# operation -> (operation, signed overflow, unsigned overflow)
ROWS: Final = [(o.ADD, o.SADDO, o.UADDO), (o.SUB, o.SSUBO, o.USUBO), (o.MUL, o.SMULO, o.UMULO)]


def unsigned(type: CType) -> bool:
    """True for types without negative values."""
    return type.is_unsigned or type.kind == c.BOOL


def signed_width(type: CType) -> int:
    """Bits of the smallest signed integer that holds all values."""
    return int(type.precision) + (1 if unsigned(type) else 0)


def call(f: FunctionContext, e: BuiltinCall) -> Instr:
    """Any of the overflow builtins; the truth as _Bool."""
    code = int(e.builtin.code)
    stores = code <= b.OP_MUL_OVERFLOW
    row = ROWS[code - (b.OP_ADD_OVERFLOW if stores else b.OP_ADD_OVERFLOW_P)]
    left, right = e.arguments[0], e.arguments[1]
    target = e.operand_type
    a = expressions.scalar(f, left)
    x = expressions.scalar(f, right)
    pointer = expressions.scalar(f, e.arguments[2]) if stores else None
    if not stores:
        expressions.effect(f, e.arguments[2])
    f.pos = e.loc
    no_sign = unsigned(left.type) and unsigned(right.type)
    if no_sign and row[0] == o.SUB:
        no_sign = unsigned(target)
    if no_sign:
        bits = max(int(left.type.precision), int(right.type.precision), int(target.precision))
    else:
        bits = max(signed_width(left.type), signed_width(right.type), int(target.precision))
    width = 8
    while width < bits:
        width *= 2
    if width > 128 or (width == 128 and not no_sign and unsigned(target)
                       and target.precision == 128):
        f.unit.unsupported(e.loc, "overflow check beyond 128 bits")
        return f.integer(I8, 0)
    type = integer_of_bits(width)
    a = f.resize(a, type, unsigned(left.type))
    x = f.resize(x, type, unsigned(right.type))
    exact = f.binary(row[0], a, x)
    lost = f.pure(row[2] if no_sign else row[1], I1, [a, x])
    result = f.resize(exact, value_type(target), True)
    lost = f.binary(o.OR, lost, does_not_fit(f, exact, result, target, no_sign))
    if pointer is not None:
        f.store(pointer, result, target.align, f.alias(target))
    return f.widened(lost, I8)


def does_not_fit(f: FunctionContext, exact: Instr, result: Instr, target: CType,
                 no_sign: bool) -> Instr:
    """True when `result`, read as `target`, is not the number `exact`."""
    same_sign = no_sign == unsigned(target)
    if exact.type == result.type and same_sign:
        return f.integer(I1, 0)
    if exact.type == result.type:
        return f.compare(o.SLT, exact, f.integer(exact.type, 0))
    back = f.resize(result, exact.type, unsigned(target))
    differs = f.compare(o.NE, back, exact)
    if no_sign and not unsigned(target):
        top = f.compare(o.SLT, result, f.integer(result.type, 0))
        return f.binary(o.OR, differs, top)
    return differs
