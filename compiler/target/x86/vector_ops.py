"""Vector operations that SSE2 has whole: operation and lane type to opcode.

Everything else on vectors is done lane by lane (codegen/vectors.py).  A comparison gives all ones
or zero in each lane, as the instructions do.
"""

from __future__ import annotations

from compiler.ir import opcodes as ir
from compiler.ir.types import F32, F64, I8, I16, I32, I64
from compiler.target.x86 import ops_gen as x86

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

LANES: Final = 16      # key: operation * LANES + lane type

_LOGIC: Final = {ir.AND: x86.PANDxx, ir.OR: x86.PORxx, ir.XOR: x86.PXORxx}

VECTOR_OPS: Final = {
    ir.ADD * LANES + I8: x86.PADDBxx, ir.ADD * LANES + I16: x86.PADDWxx,
    ir.ADD * LANES + I32: x86.PADDDxx, ir.ADD * LANES + I64: x86.PADDQxx,
    ir.SUB * LANES + I8: x86.PSUBBxx, ir.SUB * LANES + I16: x86.PSUBWxx,
    ir.SUB * LANES + I32: x86.PSUBDxx, ir.SUB * LANES + I64: x86.PSUBQxx,
    ir.MUL * LANES + I16: x86.PMULLWxx,
    ir.FADD * LANES + F32: x86.ADDPSxx, ir.FADD * LANES + F64: x86.ADDPDxx,
    ir.FSUB * LANES + F32: x86.SUBPSxx, ir.FSUB * LANES + F64: x86.SUBPDxx,
    ir.FMUL * LANES + F32: x86.MULPSxx, ir.FMUL * LANES + F64: x86.MULPDxx,
    ir.FDIV * LANES + F32: x86.DIVPSxx, ir.FDIV * LANES + F64: x86.DIVPDxx,
    ir.EQ * LANES + I8: x86.PCMPEQBxx, ir.EQ * LANES + I16: x86.PCMPEQWxx,
    ir.EQ * LANES + I32: x86.PCMPEQDxx,
}
# a < b is b > a: operands exchanged
VECTOR_LESS: Final = {
    ir.SLT * LANES + I8: x86.PCMPGTBxx, ir.SLT * LANES + I16: x86.PCMPGTWxx,
    ir.SLT * LANES + I32: x86.PCMPGTDxx,
}
for _op, _row in _LOGIC.items():
    for _lane in (I8, I16, I32, I64):
        VECTOR_OPS[_op * LANES + _lane] = _row


def vector_opcode(op: int, lane: int) -> int:
    """The opcode of a lane-wise operation, or 0."""
    return VECTOR_OPS.get(op * LANES + lane, 0)


def vector_less(op: int, lane: int) -> int:
    """The opcode of a signed less-than with exchanged operands, or 0."""
    return VECTOR_LESS.get(op * LANES + lane, 0)
