"""Late clean-up of allocated x86 code that rules over values cannot see.

Zero is cleared with xor where no one needs the flags; a test of a register against itself goes when
the instruction before has set the same flags.  Which instructions that is said of are proved rules
(verify/rules/peephole_x86.rules, `peepholes_gen.py`); here a block is walked backwards with the
liveness of the flags, which never live across blocks.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.machine import (
    ASM,
    CALL,
    COPY,
    FIRST_PSEUDO,
    FIRST_TARGET_PSEUDO,
    RELOAD,
    SPILL,
)
from compiler.ir.instr import Function, Instr
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.x86 import ops_gen as x86
from compiler.target.x86 import tables_gen
from compiler.target.x86.emission import CLEARED, ImmediateSymbol
from compiler.target.x86.peepholes_gen import CLEARED_BY, SAME_FLAGS, SAME_ZERO_AND_SIGN
from compiler.target.x86.pseudo import (
    JUMP_ORDERED_EQUAL,
    JUMP_UNORDERED_NOT_EQUAL,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# what writes its result, or memory, and nothing else
MOVES: Final = frozenset([
    x86.MOV8mr, x86.MOV16mr, x86.MOV32mr, x86.MOV64mr, x86.MOV8mi, x86.MOV16mi, x86.MOV32mi,
    x86.MOV64mi, x86.MOV32rm, x86.MOV64rm, x86.MOVZB32rm, x86.MOVZW32rm, x86.LEA32rm, x86.LEA64rm,
    x86.MOVSSmx, x86.MOVSDmx])
ZERO_OR_SIGN: Final = (1 << 4) | (1 << 5) | (1 << 8) | (1 << 9)     # e ne s ns


def reads_flags(op: i64) -> bool:
    """Whether the instruction reads condition flags."""
    if op in (JUMP_ORDERED_EQUAL, JUMP_UNORDERED_NOT_EQUAL):
        return True
    return FIRST_MACHINE <= op < FIRST_PSEUDO and tables_gen.FLAGS_READ[op - FIRST_MACHINE] != 0


def writes_flags(op: i64) -> bool:
    """Whether the instruction writes or destroys condition flags."""
    if op >= FIRST_TARGET_PSEUDO or op in (CALL, ASM):
        return True
    if op >= FIRST_PSEUDO or op < FIRST_MACHINE:
        return False
    at = op - FIRST_MACHINE
    return tables_gen.FLAGS_WRITTEN[at] != 0 or tables_gen.FLAGS_UNDEFINED[at] != 0


def condition_of(op: i64) -> int:
    """The condition number of a conditional instruction, or -1."""
    if x86.JOl <= op <= x86.JGl:
        return int(op - x86.JOl)
    if x86.SETOr <= op <= x86.SETGm:
        return int(op - x86.SETOr) // 2
    if x86.CMOVO32rr <= op <= x86.CMOVG32rm:
        return int(op - x86.CMOVO32rr) // 2
    if x86.CMOVO64rr <= op <= x86.CMOVG64rm:
        return int(op - x86.CMOVO64rr) // 2
    return -1


def clean(function: Function) -> None:
    """Clean every block."""
    for block in function.blocks:
        instrs = block.instrs
        live = False
        conditions = 0             # mask of the conditions that read the flags further down
        drop: set[int] = set()
        for position in range(len(instrs) - 1, -1, -1):
            instr = instrs[position]
            op = instr.op
            if (op == x86.TEST32rr or op == x86.TEST64rr) and live \
                    and instr.args[0].reg == instr.args[1].reg:
                if is_known(instrs, position, conditions):
                    drop.add(position)
                    continue
            if op in CLEARED_BY:
                if not live and instr.imm == 0 and not isinstance(instr.aux, ImmediateSymbol):
                    instr.alias = CLEARED          # reloads of the value keep the plain move
                continue
            if writes_flags(op):
                live = False
                conditions = 0
            if reads_flags(op):
                live = True
                number = condition_of(op)
                conditions |= 1 << number if number >= 0 else 1 << 20
        if drop:
            block.instrs = [instrs[k] for k in range(len(instrs)) if k not in drop]


def is_known(instrs: list[Instr], position: i64, conditions: int) -> bool:
    """Whether the flags of the test at `position` stand already."""
    test = instrs[position]
    register = test.args[0].reg
    at = position - 1
    while at >= 0:
        before = instrs[at]
        op = before.op
        if op in (COPY, SPILL, RELOAD) or op in MOVES:
            if op != SPILL and before.reg == register:
                return False
            at -= 1
            continue
        if before.reg != register:
            return False
        if op in SAME_FLAGS:
            return SAME_FLAGS[op] == test.op
        if op in SAME_ZERO_AND_SIGN and SAME_ZERO_AND_SIGN[op] == test.op:
            return conditions & ~ZERO_OR_SIGN == 0
        return False
    return False
