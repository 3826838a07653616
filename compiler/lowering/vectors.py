"""GNU vectors beyond lane-wise arithmetic: shuffles, conversions.

Problem: __builtin_shuffle takes its lanes at run time, __builtin_convertvector converts each lane.
Idea: shuffles with constant lanes are one instruction, others go lane by lane.  Source: "Vector
Extensions", GCC manual.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.frontend import tree
from compiler.frontend import types as c
from compiler.frontend.tree import BuiltinCall, Expr, IntConst
from compiler.frontend.types import CType
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.module import VectorIndices
from compiler.lowering import arithmetic, conversions, expressions
from compiler.lowering.context import FunctionContext
from compiler.lowering.value_types import value_type, vector_main


def lane(f: FunctionContext, vector: Instr, index: Instr) -> Instr:
    """vector[index]"""
    return f.emit(o.EXTRACT, vector.type & 15, [vector, index])


def shuffle(f: FunctionContext, e: BuiltinCall) -> Instr:
    """__builtin_shuffle(v, mask), __builtin_shuffle(v1, v2, mask)"""
    first = expressions.scalar(f, e.arguments[0])
    second = expressions.scalar(f, e.arguments[1]) if len(e.arguments) == 3 else first
    mask = expressions.scalar(f, e.arguments[-1])
    count = int(vector_main(e.type).count)
    word = f.pointer_integer
    result = arithmetic.every_lane(f, first.type, 0)
    for position in range(count):
        raw = f.resize(lane(f, mask, f.word(position)), word, True)
        index = f.binary(o.AND, raw, f.integer(word, count - 1))
        value = lane(f, first, index)
        if second is not first:
            in_second = f.binary(o.AND, raw, f.integer(word, count))
            other = lane(f, second, index)
            value = f.select(f.compare(o.EQ, in_second, f.integer(word, 0)), value, other)
        result = f.emit(o.INSERT, result.type, [result, value, f.word(position)])
    return result


def shuffle_constant(f: FunctionContext, e: BuiltinCall) -> Instr:
    """__builtin_shufflevector(v1, v2, constants...)"""
    first = expressions.scalar(f, e.arguments[0])
    second = expressions.scalar(f, e.arguments[1])
    made = f.emit(o.SHUFFLE, value_type(e.type), [first, second])
    made.aux = VectorIndices([constant(argument) for argument in e.arguments[2:]])
    return made


def constant(e: Expr) -> int:
    """The number of an index; -1 leaves the lane open."""
    while e.kind == tree.CAST:
        assert isinstance(e, tree.Cast)
        e = e.operand
    assert isinstance(e, IntConst)
    return e.value


def convert(f: FunctionContext, e: BuiltinCall) -> Instr:
    """__builtin_convertvector"""
    source = vector_main(e.arguments[0].type)
    target = vector_main(e.type)
    value = expressions.scalar(f, e.arguments[0])
    op = lane_cast(source.element, target.element)
    type = value_type(target)
    result = arithmetic.every_lane(f, type, 0)
    for position in range(int(target.count)):
        part = conversions.convert_value(f, op, lane(f, value, f.word(position)), source.element,
                                         target.element)
        result = f.emit(o.INSERT, type, [result, part, f.word(position)])
    return result


def lane_cast(source: CType, target: CType) -> i64:
    """The kind of cast between lanes."""
    if c.is_float(source):
        return tree.FLOAT_CAST if c.is_float(target) else tree.FLOAT_TO_INT
    return tree.INT_TO_FLOAT if c.is_float(target) else tree.INTEGER
