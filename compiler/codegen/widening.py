"""Narrow integers in whole registers, as calling conventions want their arguments and results.

Problem: `return found;` of a `_Bool` ends in an extension, though what the function returns is a
choice between constants and comparisons, which cost nothing to make as whole words.  Idea: where a
value is made of constants, extensions, comparisons, selects and phis that nothing else uses, they
are made in the wide type; anything else gets an extension behind it.

Invariants: the wide value is the narrow one, extended by its sign or by zeros (C17 6.3.1.3 decides
which, `ArgInfo.extend` says it); use counts are right before and after.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.ir.instr import Block, Function, Instr, replace, resolve
from compiler.ir.opcodes import CONST, EQ, FUNO, PHI, SELECT, SEXT, ZEXT
from compiler.ir.types import I1, type_bits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

DEPTH: Final = 3
MOST_EDGES: Final = 32      # of a phi


def is_made_wide(value: Instr, signed: bool, block: Block, depth: int = DEPTH) -> bool:
    """Whether the value can be made in a wider type at no cost, changing no list of instructions
    of `block`."""
    op = value.op
    if op == CONST:
        return True
    if value.uses != 1 or depth == 0:
        return False
    if op == ZEXT:
        return True                      # its sign bit is 0
    if op == SEXT:
        return signed
    if EQ <= op <= FUNO and value.type == I1:
        return not signed and value.block is not block and depth < DEPTH
    if op == SELECT:
        return is_made_wide(value.args[1], signed, block, depth - 1) \
            and is_made_wide(value.args[2], signed, block, depth - 1)
    if op == PHI and len(value.args) <= MOST_EDGES:
        for arg in value.args:
            if not is_made_wide(arg, signed, block, depth - 1):
                return False
        return True
    return False


def wide_constant(function: Function, value: Instr, type: i64, signed: bool) -> Instr:
    """A constant extended to a wider type."""
    bits = int(type_bits(int(value.type)))
    return function.const(type, value.imm if signed else value.imm & (1 << bits) - 1)


def make_wide(function: Function, value: Instr, type: int, signed: bool, block: Block) -> Instr:
    """The value in a wider type, in place; `is_made_wide` said that it can be."""
    if value.op == CONST:
        return wide_constant(function, value, type, signed)
    if EQ <= value.op <= FUNO:
        wide = function.make(ZEXT, type, [value], 0, value.pos)
        home = value.block
        assert home is not None
        wide.block = home
        home.instrs.insert(home.instrs.index(value) + 1, wide)
        return wide
    if value.op == ZEXT:
        source = resolve(value.args[0])
        if source.op != CONST and is_made_wide(source, False, block):
            wide = make_wide(function, source, type, False, block)
            replace(value, wide)
            return wide
    first = 1 if value.op == SELECT else 0
    if value.op == SELECT or value.op == PHI:
        for index in range(first, len(value.args)):
            value.set_arg(index, make_wide(function, value.args[index], type, signed,
                                           block))
    value.type = type
    return value
