"""Values that no register class holds travel as integers of their size.

Problem: on some machines f128 and vectors have no registers; by now all that computes with them is
a call or done by lanes in memory, but they are still loaded, stored, joined by phis, passed.  Idea:
give each such value the integer type of its size; what was a change of representation becomes
nothing.  Values of 16 bytes are then taken apart by `wide.py`.

Invariants: runs after legalisation and ABI lowering; afterwards every value has a register class
or is an i128.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.streaming import Unsupported
from compiler.codegen.target import NO_CLASS, Target
from compiler.ir import opcodes as ir
from compiler.ir.instr import Function, Instr
from compiler.ir.types import F128, I8, I16, I32, I64, I128, is_vector, type_bytes, wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

CARRIERS: Final = {1: I8, 2: I16, 4: I32, 8: I64, 16: I128}


def is_carried(type: i64, target: Target) -> bool:
    """Whether values of this type need a carrier."""
    return (type == F128 or is_vector(int(type))) and target.class_of(type) == NO_CLASS


def run(function: Function, target: Target) -> bool:
    """Give carriers to the values of one function; whether there were any."""
    changed = False
    for block in function.blocks:
        for instr in block.instrs:
            args = instr.args
            for k in range(len(args)):
                arg = args[k]
                if arg.op in (ir.CONST, ir.POISON) and is_carried(arg.type, target):
                    instr.set_arg(k, carried_leaf(function, arg))
                    changed = True
    for block in function.blocks:
        for instr in block.instrs:
            if is_carried(instr.type, target):
                instr.type = carrier(instr)
                changed = True
    if not changed:
        return False
    for block in function.blocks:
        for instr in block.instrs:
            if instr.op == ir.BITCAST and instr.args[0].type == instr.type:
                instr.forward = instr.args[0]
    function.sweep()
    function.count_uses()
    return True


def carrier(instr: Instr) -> i64:
    """The integer type of a value's size."""
    found = CARRIERS.get(type_bytes(int(instr.type)))
    if found is None:
        raise Unsupported("vectors of this size are not supported", int(instr.pos))
    return found


def carried_leaf(function: Function, leaf: Instr) -> Instr:
    """A constant as an integer."""
    type = carrier(leaf)
    if leaf.op == ir.POISON:
        return function.poison(type)
    return function.const(type, wrap(leaf.imm, type_bytes(int(type)) * 8))
