"""Floating point classification, quiet comparisons, sign operations.

Problem: isnan, signbit, fpclassify ... without touching the floating point environment more than
needed.  Idea: each is a comparison of |x| with infinity or the smallest normal number; the sign is
read from the bits.  Source: C17 7.12.3, 7.12.14.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.frontend import builtins as b
from compiler.frontend.tree import BuiltinCall
from compiler.ir import opcodes as o
from compiler.ir import softfloat
from compiler.ir.instr import Instr
from compiler.ir.types import F32, F80, I16, type_bits
from compiler.lowering import expressions
from compiler.lowering.context import FunctionContext
from compiler.lowering.value_types import integer_type, value_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# comparison -> (opcode, operands swapped)
QUIET: Final = {
    b.OP_ISGREATER: (o.FOLT, True), b.OP_ISGREATEREQUAL: (o.FOLE, True),
    b.OP_ISLESS: (o.FOLT, False), b.OP_ISLESSEQUAL: (o.FOLE, False),
    b.OP_ISLESSGREATER: (o.FONE, False), b.OP_ISUNORDERED: (o.FUNO, False),
}
# exponent bits of the formats F32, F64, F80, F128: the smallest normal number is 2**(2 - bias)
SMALLEST_NORMAL: Final = [0, 1 << 23, 1 << 52, (1 << 64) | (1 << 63), 1 << 112]


def call(f: FunctionContext, e: BuiltinCall) -> Instr:
    """Any builtin of this group."""
    code = int(e.builtin.code)
    values = [expressions.scalar(f, argument) for argument in e.arguments]
    f.pos = e.loc
    result = value_type(e.type)
    value = values[0]
    if code in QUIET:
        row = QUIET[code]
        left, right = (values[1], value) if row[1] else (value, values[1])
        return f.widened(f.compare(row[0], left, right), result)
    if code == b.OP_FABS:
        return f.pure(o.FABS, value.type, [value])
    if code == b.OP_COPYSIGN:
        return f.pure(o.FCOPYSIGN, value.type, values)
    if code == b.OP_SIGNBIT:
        return f.widened(sign_bit(f, value), result)
    if code == b.OP_FPCLASSIFY:
        return classify(f, values)
    if code == b.OP_ISNAN:
        return f.widened(f.compare(o.FUNO, value, value), result)
    if code == b.OP_ISINF:
        return f.widened(is_infinite(f, value), result)
    if code == b.OP_ISINF_SIGN:
        signed = f.select(sign_bit(f, value), f.integer(result, -1), f.integer(result, 1))
        return f.select(is_infinite(f, value), signed, f.integer(result, 0))
    finite = f.compare(o.FOLT, magnitude(f, value), infinity(f, value.type))
    if code == b.OP_ISFINITE:
        return f.widened(finite, result)
    assert code == b.OP_ISNORMAL
    return f.widened(f.binary(o.AND, finite, is_normal_size(f, value)), result)


def magnitude(f: FunctionContext, value: Instr) -> Instr:
    """|value|"""
    return f.pure(o.FABS, value.type, [value])


def infinity(f: FunctionContext, type: i64) -> Instr:
    """+infinity"""
    return f.integer(type, softfloat.infinity(False, int(type) - F32 + 1))


def is_infinite(f: FunctionContext, value: Instr) -> Instr:
    """|value| == infinity"""
    return f.compare(o.FOEQ, magnitude(f, value), infinity(f, value.type))


def is_normal_size(f: FunctionContext, value: Instr) -> Instr:
    """|value| >= the smallest normal number"""
    smallest = f.integer(value.type, SMALLEST_NORMAL[int(value.type) - F32 + 1])
    return f.compare(o.FOLE, smallest, magnitude(f, value))


def sign_bit(f: FunctionContext, value: Instr) -> Instr:
    """The sign as i1, of NaNs and zeros too."""
    if value.type == F80:
        slot = f.slot(16, 16)
        f.store(slot, value, 16)
        top = f.load(I16, f.offset(slot, 8), 8)
        return f.compare(o.SLT, top, f.integer(I16, 0))
    type = integer_type(type_bits(int(value.type)) // 8)
    return f.compare(o.SLT, f.pure(o.BITCAST, type, [value]), f.integer(type, 0))


def classify(f: FunctionContext, values: list[Instr]) -> Instr:
    """fpclassify(nan, infinite, normal, subnormal, zero, x)"""
    nan, infinite, normal, subnormal, zero, value = values
    is_zero = f.compare(o.FOEQ, value, f.integer(value.type, 0))
    result = f.select(is_normal_size(f, value), normal, subnormal)
    result = f.select(is_zero, zero, result)
    result = f.select(is_infinite(f, value), infinite, result)
    return f.select(f.compare(o.FUNO, value, value), nan, result)
