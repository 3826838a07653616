"""Known bits, float constants and the evaluator against `semantics.py`."""

from __future__ import annotations

import random

from compiler.ir import opcodes as o
from compiler.ir.fold import fold
from compiler.ir.instr import Function, Instr
from compiler.ir.knownbits import DEPTH, KnownBits
from compiler.ir.module import ArgInfo, FunctionInfo, Signature, Symbol
from compiler.ir.semantics import BINARY_OPS, UNARY_OPS
from compiler.ir.types import I1, I8, I16, I32, I64, type_bits

BINARY = [o.AND, o.OR, o.XOR, o.ADD, o.SUB, o.MUL, o.UDIV, o.UREM, o.SHL, o.LSHR, o.ASHR]


def new_function() -> Function:
    return Function(Symbol("f"), FunctionInfo(Signature(ArgInfo(I32), [], False)))


def partly_known(function: Function, rng: random.Random, width_type: int) -> tuple[Instr, int]:
    """A value with some known bits, and one word that it may have."""
    width = type_bits(width_type)
    ones = rng.getrandbits(width) & rng.getrandbits(width)
    mask = rng.getrandbits(width) | rng.getrandbits(width)
    unknown = function.make(o.PARAM, width_type, [])
    masked = function.make(o.AND, width_type, [unknown, function.const(width_type, mask)])
    value = function.make(o.OR, width_type, [masked, function.const(width_type, ones)])
    return value, (rng.getrandbits(width) & mask) | ones


def test_known_bits_hold() -> None:
    rng = random.Random(1)
    for _ in range(4000):
        function = new_function()
        type_ = rng.choice([I8, I16, I32, I64])
        a, word_a = partly_known(function, rng, type_)
        b, word_b = partly_known(function, rng, type_)
        op = rng.choice(BINARY)
        if op in (o.SHL, o.LSHR, o.ASHR):
            word_b = rng.randrange(type_bits(type_))
            b = function.const(type_, word_b) if rng.random() < 0.7 \
                else function.make(o.PARAM, type_, [])
        value = function.make(op, type_, [a, b])
        result = fold(op, type_, 0, [type_, type_], [word_a, word_b])
        if result is None:
            continue
        word = result & ((1 << type_bits(type_)) - 1)
        bits = KnownBits()
        bits.compute(value, DEPTH)
        assert word & bits.zero == 0, o.NAMES[op]
        assert word & bits.one == bits.one, o.NAMES[op]


def test_every_pure_scalar_opcode_has_a_meaning() -> None:
    vector = {o.EXTRACT, o.INSERT, o.SHUFFLE, o.SPLAT}
    other = {o.SELECT, o.FMA, o.ISCONSTANT, o.OBJECTSIZE}
    for op, row in enumerate(o.ROWS):
        if row[2] & o.PURE and not row[2] & o.LEAF and op not in vector | other:
            assert op in UNARY_OPS or op in BINARY_OPS, row[0]


def test_folding_by_hand() -> None:
    assert fold(o.ADD, I8, 0, [I8, I8], [127, 1]) == -128
    assert fold(o.SDIV, I32, 0, [I32, I32], [-7, 2]) == -3
    assert fold(o.SDIV, I32, 0, [I32, I32], [1, 0]) is None
    assert fold(o.SHL, I32, 0, [I32, I32], [1, 32]) is None
    assert fold(o.SLT, I1, 0, [I8, I8], [-1, 0]) == -1
    assert fold(o.UMULH, I64, 0, [I64, I64], [-1, -1]) == -2
    assert fold(o.CLZ, I32, 0, [I32], [0]) == 32
