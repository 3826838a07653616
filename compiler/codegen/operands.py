"""Operands of machine instructions, read off a target's generated tables.

Problem: the allocator wants to know of each instruction which arguments stand where, and emission
where each operand's register comes from; the rows say it operand by operand.  Idea: expand an
opcode's operands once, when first met, into `Constraints` and into a *plan*, one FROM_* an
operand.  Implicit registers become further arguments and results, in order of register number
after the explicit ones.

Invariants: arguments are explicit reads in row order (a memory operand gives base, index), then
implicit reads; results are the written register operand, then implicit writes.  Only allocatable
registers are arguments and results.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import Operands
from compiler.codegen.machine import Constraints
from compiler.ir.instr import Instr
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.machine import (
    MAX_OPERANDS,
    NO_FIXED,
    OPERAND_IMM,
    OPERAND_MEM,
    OPERAND_REG,
    READ,
    READ_WRITE,
    WRITE,
    MachineTables,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

FROM_RESULT: Final = 0
FROM_ARG: Final = 1
FROM_MEMORY: Final = 2
FROM_IMM: Final = 3
FROM_LABEL: Final = 4
FROM_FRESH: Final = 5     # read and written by the row, but code generation only writes it
FROM_STACK: Final = 6     # a register that is never allocated, its number in `imm`
NOTHING: Final[frozenset[int]] = frozenset()


class OperandRules:
    """A target's tables with what they do not say of an opcode's use in code generation.

    `fresh`: rows that keep part of their destination, which code generation never wants; `unread`:
    rows that leave it alone in cases that never happen; `stack_class`: a register class whose
    members are never allocated, or -1.
    """

    def __init__(self, tables: MachineTables, allocatable: int, fresh: frozenset[int] = NOTHING,
                 unread: frozenset[int] = NOTHING, stack_class: int = -1) -> None:
        self.tables = tables
        self.allocatable = allocatable
        self.fresh = fresh
        self.unread = unread
        self.stack_class = stack_class
        self.known: list[list[Constraints | None] | None] = [None] * tables.count
        self.plans: list[list[int] | None] = [None] * tables.count

    def get(self, op: i64, address_args: i64) -> Constraints:
        """Constraints of an opcode whose memory operand has `address_args` registers."""
        index = op - FIRST_MACHINE
        row = self.known[index]
        if row is None:
            row = [None, None, None]
            self.known[index] = row
        found = row[address_args]
        if found is None:
            found = self.expand(int(op), int(address_args))
            row[address_args] = found
        return found

    def expand(self, op: int, address_args: int) -> Constraints:
        """Read the tables of one opcode."""
        tables = self.tables
        result = Constraints()
        index = op - FIRST_MACHINE
        count = 0
        results = 0
        for k in range(tables.operand_count[index]):
            at = index * MAX_OPERANDS + k
            kind = tables.operand_kind[at]
            access = tables.operand_access[at]
            if kind == OPERAND_REG and tables.operand_class[at] != self.stack_class:
                register = tables.operand_fixed[at]
                fixed = -1 if register == NO_FIXED else register
                if access == READ_WRITE and k == 0 and (op in self.fresh or op in self.unread):
                    access = WRITE
                tied = -1
                if access & READ:
                    result.fixed_args.append(fixed)
                    tied = count
                    count += 1
                if access & WRITE:
                    result.fixed_results.append(fixed)
                    result.tied.append(tied)
                    results += 1
            elif kind == OPERAND_MEM:
                for _ in range(address_args):
                    result.fixed_args.append(-1)
                    count += 1
        uses = tables.implicit_uses[index] & self.allocatable
        defs = tables.implicit_defs[index] & self.allocatable
        for register in range(62):
            if uses >> register & 1:
                result.fixed_args.append(register)
        for register in range(62):
            if defs >> register & 1:
                result.fixed_results.append(register)
                result.tied.append(-1)
                results += 1
        result.results = results
        if all(r < 0 for r in result.fixed_args):
            result.fixed_args = []
        if all(r < 0 for r in result.fixed_results):
            result.fixed_results = []
        if all(t < 0 for t in result.tied):
            result.tied = []
        return result.finish()

    def plan(self, op: i64) -> list[int]:
        """FROM_* of each operand."""
        index = op - FIRST_MACHINE
        found = self.plans[index]
        if found is None:
            found = self.make_plan(int(op))
            self.plans[index] = found
        return found

    def make_plan(self, op: int) -> list[int]:
        """Read the tables of one opcode."""
        tables = self.tables
        plan = []
        index = op - FIRST_MACHINE
        for k in range(tables.operand_count[index]):
            at = index * MAX_OPERANDS + k
            kind = tables.operand_kind[at]
            access = tables.operand_access[at]
            if kind == OPERAND_REG and tables.operand_class[at] == self.stack_class:
                plan.append(FROM_STACK)
            elif kind == OPERAND_REG:
                if access == READ_WRITE and k == 0 and op in self.unread:
                    plan.append(FROM_RESULT)
                elif access & READ:
                    fresh = access == READ_WRITE and k == 0 and op in self.fresh
                    plan.append(FROM_FRESH if fresh else FROM_ARG)
                else:
                    plan.append(FROM_RESULT)
            elif kind == OPERAND_MEM:
                plan.append(FROM_MEMORY)
            elif kind == OPERAND_IMM:
                plan.append(FROM_IMM)
            else:
                plan.append(FROM_LABEL)
        return plan


def set_register(operands: Operands, position: i64, register: i64) -> None:
    """Operand `position` is `register`."""
    if position == 0:
        operands.r0 = register
    elif position == 1:
        operands.r1 = register
    elif position == 2:
        operands.r2 = register
    else:
        operands.r3 = register


def fill_registers(operands: Operands, plan: list[int], instr: Instr, address_args: i64) -> i64:
    """Fill in the registers and the immediate of an allocated instruction whose memory operand
    takes `address_args` arguments; the argument at which those begin."""
    args = instr.args
    at: i64 = 0
    memory: i64 = 0
    for position in range(len(plan)):
        source = plan[position]
        if source == FROM_RESULT:
            set_register(operands, position, instr.reg)
        elif source == FROM_ARG:
            set_register(operands, position, args[at].reg)
            at += 1
        elif source == FROM_MEMORY:
            memory = at
            at += address_args
        elif source == FROM_IMM:
            operands.imm = instr.imm
    return memory
