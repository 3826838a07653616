"""What x86's tables do not say of its operands in code generation (`codegen/operands.py`)."""

from __future__ import annotations

from compiler.codegen.operands import OperandRules
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

RULES: Final = OperandRules(tables_gen.TABLES, ALLOCATABLE, FRESH_DESTINATION, BIT_SCANS, CLASS_ST)
