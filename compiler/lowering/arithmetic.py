"""Arithmetic, comparisons and pointer arithmetic on scalars and vectors.

Problem: a C operator becomes one of several IR operations by the class of its type.  Idea: a table
row for each operator, a column for each class (signed, unsigned, float), one function that picks.
Signed add, sub and mul carry NSW unless -fwrapv (C17 6.5p5); pointer sums carry INBOUNDS (6.5.6p8).

Invariants: left-deep chains of binary operators are walked with a loop; a C comparison yields an
`int` 0 or 1 made from an i1, vector comparisons lanes of 0 and -1.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.frontend import tree
from compiler.frontend import types as c
from compiler.frontend.tree import Binary, Expr, PointerAdd, PointerDiff, Unary
from compiler.frontend.types import CType
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.types import is_float
from compiler.lowering import complex_numbers, conditions, expressions
from compiler.lowering.context import FunctionContext
from compiler.lowering.value_types import value_type, vector_main

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# operator -> (signed, unsigned, float); tree.ADD is the first row
ARITHMETIC: Final = [
    (o.ADD, o.ADD, o.FADD),       # ADD
    (o.SUB, o.SUB, o.FSUB),       # SUB
    (o.MUL, o.MUL, o.FMUL),       # MUL
    (o.SDIV, o.UDIV, o.FDIV),     # DIV
    (o.SREM, o.UREM, 0),          # REM
    (o.AND, o.AND, 0),            # BIT_AND
    (o.OR, o.OR, 0),              # BIT_OR
    (o.XOR, o.XOR, 0),            # BIT_XOR
    (o.SHL, o.SHL, 0),            # SHL
    (o.ASHR, o.LSHR, 0),          # SHR
]
# comparison -> (signed, unsigned and pointers, float); tree.LT is the first row
COMPARISON: Final = [
    (o.SLT, o.ULT, o.FOLT),       # LT
    (o.SLT, o.ULT, o.FOLT),       # GT, operands swapped
    (o.SLE, o.ULE, o.FOLE),       # LE
    (o.SLE, o.ULE, o.FOLE),       # GE, operands swapped
    (o.EQ, o.EQ, o.FOEQ),         # EQ
    (o.NE, o.NE, o.FUNE),         # NE
]
SIGNED: Final = 0
UNSIGNED: Final = 1
FLOAT: Final = 2


def class_of(type: CType) -> i64:
    """The column of a scalar or vector type."""
    if type.kind == c.VECTOR:
        type = vector_main(type).element
    if c.FLOAT <= type.kind <= c.FLOAT128:
        return FLOAT
    return UNSIGNED if type.is_unsigned else SIGNED


def operate(f: FunctionContext, op: i64, left: Instr, right: Instr, type: CType) -> Instr:
    """One arithmetic operation in a C type; a shift count may have another width."""
    column = class_of(type)
    row = ARITHMETIC[op - tree.ADD]
    if column == FLOAT:
        return f.pure(row[2], left.type, [left, right], f.float_flags)
    if op >= tree.SHL and left.type != right.type and left.type < 16:
        right = f.resize(right, left.type, True)
    if column == UNSIGNED:
        return f.binary(row[1], left, right)
    flags: i64 = f.wrap_flag if op <= tree.MUL and type.kind != c.VECTOR else 0
    return f.binary(row[0], left, right, flags)


def compare(f: FunctionContext, op: i64, left: Instr, right: Instr, operands: CType,
            result: i64) -> Instr:
    """A comparison of two values of type `operands`; `result` is i1 or a vector type."""
    row = COMPARISON[op - tree.LT]
    column = class_of(operands)
    if op == tree.GT or op == tree.GE:
        left, right = right, left
    opcode: i64 = row[0] if column == SIGNED else row[1] if column == UNSIGNED else row[2]
    return f.compare(opcode, left, right, result)


def binary(f: FunctionContext, e: Binary) -> Instr:
    """A binary operator on scalars or vectors, left-deep chains in a loop."""
    chain: list[Binary] = []
    node = e
    while True:
        left_node = node.left
        if left_node.kind != tree.BINARY or left_node.type.kind == c.COMPLEX:
            break
        chain.append(node)
        assert isinstance(left_node, Binary)
        node = left_node
    value = one_binary(f, node)
    while chain:
        node = chain.pop()
        right = expressions.scalar(f, node.right)
        value = combine(f, node, value, right)
    return value


def one_binary(f: FunctionContext, e: Binary) -> Instr:
    """A binary operator whose left operand is none."""
    if e.left.type.kind == c.COMPLEX or e.right.type.kind == c.COMPLEX:
        return f.widened(complex_numbers.equality(f, e), value_type(e.type))
    left = expressions.scalar(f, e.left)
    right = expressions.scalar(f, e.right)
    return combine(f, e, left, right)


def combine(f: FunctionContext, e: Binary, left: Instr, right: Instr) -> Instr:
    """The operator of `e` applied to values."""
    f.pos = e.loc
    if e.op >= tree.LT:
        type = value_type(e.type)
        if e.type.kind == c.VECTOR:
            return compare(f, e.op, left, right, e.left.type, type)
        return f.widened(compare(f, e.op, left, right, e.left.type, 1), type)
    return operate(f, e.op, left, right, e.type)


def unary(f: FunctionContext, e: Unary) -> Instr:
    """-x, ~x, !x"""
    if e.op == tree.LOGICAL_NOT:
        return f.widened(conditions.truth(f, e), value_type(e.type))
    value = expressions.scalar(f, e.operand)
    f.pos = e.loc
    return negate(f, value, e.type) if e.op == tree.NEG else invert(f, value)


def negate(f: FunctionContext, value: Instr, type: CType) -> Instr:
    """-value"""
    column = class_of(type)
    if column == FLOAT:
        return f.pure(o.FNEG, value.type, [value])
    flags: i64 = f.wrap_flag if column == SIGNED and type.kind != c.VECTOR else 0
    return f.binary(o.SUB, every_lane(f, value.type, 0), value, flags)


def invert(f: FunctionContext, value: Instr) -> Instr:
    """~value"""
    return f.binary(o.XOR, value, every_lane(f, value.type, -1))


def every_lane(f: FunctionContext, type: i64, number: int) -> Instr:
    """A constant of a scalar type, or splat over a vector."""
    if type < 16:
        return f.integer(type, number)
    return f.emit(o.SPLAT, type, [f.integer(type & 15, number)])


# -- pointers --------------------------------------------------------------------------------


def pointer_flags(f: FunctionContext) -> i64:
    """Flags of pointer sums."""
    return o.INBOUNDS if f.wrap_flag else 0


def byte_offset(f: FunctionContext, e: PointerAdd) -> Instr:
    """index * scale, with the sign of the operation."""
    index = expressions.scalar(f, e.index)
    f.pos = e.loc
    if index.type != f.pointer_integer:
        index = f.resize(index, f.pointer_integer, False)
    offset = scaled(f, index, int(e.scale))
    if e.subtract:
        offset = f.binary(o.SUB, f.word(0), offset, f.wrap_flag)
    return offset


def scaled(f: FunctionContext, index: Instr, scale: int) -> Instr:
    """index * scale for pointer arithmetic."""
    if index.op == o.CONST:
        return f.integer(index.type, index.imm * scale)
    if scale > 1 and scale & (scale - 1) == 0:
        return f.binary(o.SHL, index, f.integer(index.type, scale.bit_length() - 1), f.wrap_flag)
    return f.binary(o.MUL, index, f.integer(index.type, scale), f.wrap_flag)


def pointer_add(f: FunctionContext, e: PointerAdd) -> Instr:
    """pointer + index, chains in a loop."""
    chain = [e]
    inner = e.pointer
    while inner.kind == tree.POINTER_ADD:
        assert isinstance(inner, PointerAdd)
        chain.append(inner)
        inner = inner.pointer
    value = expressions.scalar(f, inner)
    while chain:
        value = f.ptradd(value, byte_offset(f, chain.pop()), pointer_flags(f))
    return value


def step_pointer(f: FunctionContext, pointer: Instr, index: Instr, scale: i64,
                 subtract: bool) -> Instr:
    """pointer +- index * scale"""
    offset = scaled(f, f.resize(index, f.pointer_integer, False), int(scale))
    if subtract:
        offset = f.binary(o.SUB, f.word(0), offset, f.wrap_flag)
    return f.ptradd(pointer, offset, pointer_flags(f))


def pointer_difference(f: FunctionContext, e: PointerDiff) -> Instr:
    """(left - right) / scale"""
    left = expressions.scalar(f, e.left)
    right = expressions.scalar(f, e.right)
    word = f.pointer_integer
    f.pos = e.loc
    bytes = f.binary(o.SUB, f.convert(o.PTRTOINT, word, left), f.convert(o.PTRTOINT, word, right),
                     f.wrap_flag)
    size = e.size
    if size is not None:
        return f.binary(o.SDIV, bytes, expressions.scalar(f, size), o.EXACT)
    scale = int(e.scale)
    if scale > 1 and scale & (scale - 1) == 0:
        return f.binary(o.ASHR, bytes, f.integer(word, scale.bit_length() - 1), o.EXACT)
    return f.binary(o.SDIV, bytes, f.integer(word, scale), o.EXACT)


def nonzero(f: FunctionContext, value: Instr, type: CType) -> Instr:
    """value != 0 as i1."""
    if is_float(int(value.type)):
        return f.compare(o.FUNE, value, f.integer(value.type, 0))
    return f.compare(o.NE, value, f.integer(value.type, 0))


def is_comparison(e: Expr) -> bool:
    """True for operators whose value is 0 or 1 of type int."""
    if e.kind == tree.BINARY:
        assert isinstance(e, Binary)
        return e.op >= tree.LT and e.type.kind != c.VECTOR
    if e.kind == tree.UNARY:
        assert isinstance(e, Unary)
        return e.op == tree.LOGICAL_NOT
    return e.kind == tree.LOGICAL
