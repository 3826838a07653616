"""What x86's tables do not say of its operands in code generation (`codegen/operands.py`)."""

from __future__ import annotations

from compiler.codegen.operands import OperandRules
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.machine import MachineTables
from compiler.target.x86 import ops_gen as x86
from compiler.target.x86 import tables_gen
from compiler.target.x86.registers import CLASS_ST, RSP, XMM0

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

RULES: Final = OperandRules(
    MachineTables(
        x86.OPCODE_END - FIRST_MACHINE, tables_gen.NAMES, tables_gen.OPERAND_COUNT,
        tables_gen.OPERAND_KIND, tables_gen.OPERAND_ACCESS, tables_gen.OPERAND_CLASS,
        tables_gen.OPERAND_SIZE, tables_gen.OPERAND_FIXED, tables_gen.OP_SIZE,
        tables_gen.PROPERTIES, tables_gen.FLAGS_READ, tables_gen.FLAGS_WRITTEN,
        tables_gen.FLAGS_UNDEFINED, tables_gen.IMPLICIT_USES, tables_gen.IMPLICIT_DEFS),
    ALLOCATABLE, FRESH_DESTINATION, BIT_SCANS, CLASS_ST)
