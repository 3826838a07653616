"""Register constraints of x86 instructions, read off the generated tables.

Problem: the allocator wants to know of each instruction which arguments stand where; the rows say
it operand by operand.  Idea: expand an opcode's operands once, when first met, into `Constraints`
and into an operand plan for emission.  Implicit registers become further arguments and results, in
order of register number after the explicit ones.

Invariants: arguments are explicit reads in row order (a memory operand gives base, index), then
implicit reads; results are the written register operand, then implicit writes.  The stack pointer,
flags and the floating-point environment are never arguments.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.machine import Constraints
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.machine import (
    MAX_OPERANDS,
    NO_FIXED,
    OPERAND_MEM,
    OPERAND_REG,
    READ,
    READ_WRITE,
    WRITE,
)
from compiler.target.x86 import ops_gen as x86
from compiler.target.x86 import tables_gen
from compiler.target.x86.registers import CLASS_ST, R15, RSP, XMM0

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Rows that keep part of their destination, which code generation never wants: it writes a fresh
# register (emission breaks the false dependency).
FRESH_DESTINATION: Final = frozenset([
    x86.CVTSI2SS32xr, x86.CVTSI2SS32xm, x86.CVTSI2SS64xr, x86.CVTSI2SS64xm,
    x86.CVTSI2SD32xr, x86.CVTSI2SD32xm, x86.CVTSI2SD64xr, x86.CVTSI2SD64xm,
    x86.CVTSS2SDxx, x86.CVTSS2SDxm, x86.CVTSD2SSxx, x86.CVTSD2SSxm,
    x86.SQRTSSxx, x86.SQRTSSxm, x86.SQRTSDxx, x86.SQRTSDxm,
    x86.ROUNDSSxxi, x86.ROUNDSSxmi, x86.ROUNDSDxxi, x86.ROUNDSDxmi,
])
# Rows that leave their destination alone for a zero source: the result is never used then.
BIT_SCANS: Final = frozenset([
    x86.BSF16rr, x86.BSF16rm, x86.BSF32rr, x86.BSF32rm, x86.BSF64rr, x86.BSF64rm,
    x86.BSR16rr, x86.BSR16rm, x86.BSR32rr, x86.BSR32rm, x86.BSR64rr, x86.BSR64rm,
])
ALLOCATABLE: Final = (0xFFFF & ~(1 << RSP)) | (0xFFFF << XMM0)


class OpcodeTable:
    """Constraints per opcode, expanded on demand."""

    def __init__(self) -> None:
        self.count = x86.OPCODE_END - FIRST_MACHINE
        self.known: list[list[Constraints | None] | None] = [None] * self.count

    def get(self, op: i64, address_args: i64) -> Constraints:
        """Constraints of an opcode whose memory operand has `address_args` registers."""
        index = op - FIRST_MACHINE
        row = self.known[index]
        if row is None:
            row = [None, None, None]
            self.known[index] = row
        found = row[address_args]
        if found is None:
            found = expand(int(op), int(address_args))
            row[address_args] = found
        return found


def expand(op: int, address_args: int) -> Constraints:
    """Read the tables of one opcode."""
    result = Constraints()
    index = op - FIRST_MACHINE
    count = 0
    results = 0
    for k in range(tables_gen.OPERAND_COUNT[index]):
        at = index * MAX_OPERANDS + k
        kind = tables_gen.OPERAND_KIND[at]
        access = tables_gen.OPERAND_ACCESS[at]
        if kind == OPERAND_REG and tables_gen.OPERAND_CLASS[at] != CLASS_ST:
            register = tables_gen.OPERAND_FIXED[at]
            fixed = -1 if register == NO_FIXED else register
            if access == READ_WRITE and k == 0 and (op in FRESH_DESTINATION or op in BIT_SCANS):
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
    uses = tables_gen.IMPLICIT_USES[index] & ALLOCATABLE
    defs = tables_gen.IMPLICIT_DEFS[index] & ALLOCATABLE
    for register in range(32):
        if uses >> register & 1:
            result.fixed_args.append(register)
    for register in range(32):
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


def high_byte_free(register: i64) -> bool:
    """Registers whose low byte has a name in every mode: a c d b."""
    return register <= 3


LAST_GENERAL: Final = R15
