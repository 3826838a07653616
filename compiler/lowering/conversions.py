"""Conversions between scalar types: one function for each kind of Cast.

Problem: a C conversion is a short sequence of IR conversions that depends on widths, sign and
format.  Idea: `convert_value` takes the kind, both C types and a value; it serves casts, compound
assignment and `++`.  Source: C17 6.3.1.

Invariants: integers narrower than 32 bits go to and from floats by way of i32; a bit-field type
(BITINT) holds its value extended to the IR type's width.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.frontend import tree
from compiler.frontend import types as c
from compiler.frontend.types import CType
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.types import I8, I16, I32, type_bits
from compiler.lowering import arithmetic
from compiler.lowering.context import FunctionContext
from compiler.lowering.value_types import value_type


def convert_value(f: FunctionContext, op: i64, value: Instr, source: CType,
                  target: CType) -> Instr:
    """A value of scalar type `source` converted to `target` by a cast of kind `op`."""
    type = value_type(target)
    if op == tree.INTEGER:
        result = f.resize(value, type, source.is_unsigned or source.kind == c.BOOL)
        return fit_bitint(f, result, target) if target.kind == c.BITINT else result
    if op == tree.NO_OP:
        return value if value.type == type else f.pure(o.BITCAST, type, [value])
    if op == tree.TO_BOOL:
        return f.widened(arithmetic.nonzero(f, value, source), I8)
    if op == tree.INT_TO_FLOAT:
        return int_to_float(f, value, source, type)
    if op == tree.FLOAT_TO_INT:
        return float_to_int(f, value, target, type)
    if op == tree.FLOAT_CAST:
        return float_cast(f, value, type)
    if op == tree.INT_TO_POINTER:
        word = f.resize(value, f.pointer_integer, source.is_unsigned or source.kind == c.BOOL)
        return f.convert(o.INTTOPTR, type, word)
    if op == tree.POINTER_TO_INT:
        word = f.convert(o.PTRTOINT, f.pointer_integer, value)
        return f.resize(word, type, True)
    if op == tree.POINTER_CAST:
        return value
    if op == tree.NULL_POINTER:
        return f.integer(type, 0)
    if op == tree.VECTOR_BITS:
        return f.convert(o.BITCAST, type, value)
    assert op == tree.SPLAT
    return f.emit(o.SPLAT, type, [value])


def fit_bitint(f: FunctionContext, value: Instr, type: CType) -> Instr:
    """Cut a value to the precision of a bit-field type."""
    bits = type_bits(int(value.type))
    spare = bits - int(type.precision)
    if spare <= 0:
        return value
    if type.is_unsigned:
        return f.binary(o.AND, value, f.integer(value.type, (1 << int(type.precision)) - 1))
    count = f.integer(value.type, spare)
    return f.binary(o.ASHR, f.binary(o.SHL, value, count), count)


def int_to_float(f: FunctionContext, value: Instr, source: CType, type: i64) -> Instr:
    """Integer to real."""
    unsigned = source.is_unsigned or source.kind == c.BOOL
    if value.type == I8 or value.type == I16:
        value = f.resize(value, I32, unsigned)
        unsigned = False
    return f.pure(o.UITOFP if unsigned else o.SITOFP, type, [value], f.float_flags)


def float_to_int(f: FunctionContext, value: Instr, target: CType, type: i64) -> Instr:
    """Real to integer, towards zero."""
    if type in (I8, I16):
        return f.resize(f.pure(o.FPTOSI, I32, [value], f.float_flags), type, False)
    return f.pure(o.FPTOUI if target.is_unsigned else o.FPTOSI, type, [value], f.float_flags)


def float_cast(f: FunctionContext, value: Instr, type: i64) -> Instr:
    """Real to real: IR float types are in order of their precision."""
    if value.type == type:
        return value
    return f.pure(o.FPEXT if value.type < type else o.FPTRUNC, type, [value], f.float_flags)
