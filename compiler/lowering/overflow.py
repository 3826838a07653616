"""__builtin_add_overflow and its like: exact arithmetic on integers of any types.

Problem: two operands of any integer types, a result of a third; the answer is whether the exact
result fits.  Idea: choose one width and sign in which both operands are exact; that operation's own
overflow instruction tells whether it left that width, a comparison after the conversion whether the
result type holds it.

Where no width up to 128 bits does, the operation is done on signs and magnitudes.

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
from compiler.ir.types import I1, I8, I128, integer_of_bits
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
        outcome = by_magnitude(f, row[0], signed_magnitude(f, a, left.type),
                               signed_magnitude(f, x, right.type), target)
        lost = outcome.lost
        result = outcome.value
    else:
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


# -- signs and magnitudes, for operands that share no 128-bit type -----------------------------


class Magnitude:
    """A number as its absolute value (u128) and whether it is below zero (i1)."""

    def __init__(self, negative: Instr, value: Instr) -> None:
        self.negative = negative
        self.value = value


class Outcome:
    """The stored value, and whether the exact one was lost."""

    def __init__(self, value: Instr, lost: Instr) -> None:
        self.value = value
        self.lost = lost


def signed_magnitude(f: FunctionContext, value: Instr, type: CType) -> Magnitude:
    """Split an integer."""
    wide = f.resize(value, I128, unsigned(type))
    zero = f.integer(I128, 0)
    if unsigned(type):
        return Magnitude(f.integer(I1, 0), wide)
    negative = f.compare(o.SLT, wide, zero)
    return Magnitude(negative, f.select(negative, f.binary(o.SUB, zero, wide), wide))


def by_magnitude(f: FunctionContext, op: int, left: Magnitude, right: Magnitude,
                 target: CType) -> Outcome:
    """left op right, exactly."""
    zero = f.integer(I128, 0)
    a, x = left.value, right.value
    if op == o.MUL:
        negative = f.binary(o.XOR, left.negative, right.negative)
        value = f.binary(o.MUL, a, x)
        lost = f.pure(o.UMULO, I1, [a, x])
    else:
        other = f.negated(right.negative) if op == o.SUB else right.negative
        differ = f.binary(o.XOR, left.negative, other)
        smaller = f.compare(o.ULT, a, x)
        distance = f.select(smaller, f.binary(o.SUB, x, a), f.binary(o.SUB, a, x))
        value = f.select(differ, distance, f.binary(o.ADD, a, x))
        lost = f.binary(o.AND, f.negated(differ), f.pure(o.UADDO, I1, [a, x]))
        negative = f.binary(o.XOR, left.negative, f.binary(o.AND, differ, smaller))
    bits = int(target.precision)
    top = (1 << bits) - 1 if unsigned(target) else (1 << (bits - 1)) - 1
    bottom = 0 if unsigned(target) else 1 << (bits - 1)
    limit = f.select(negative, f.integer(I128, bottom), f.integer(I128, top))
    lost = f.binary(o.OR, lost, f.compare(o.ULT, limit, value))
    signed = f.select(negative, f.binary(o.SUB, zero, value), value)
    return Outcome(f.resize(signed, value_type(target), True), lost)
