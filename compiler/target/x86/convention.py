"""Register sets of the System V calling convention of x86-64, and the order of allocation."""

from __future__ import annotations

from compiler.target.x86.registers import (
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15,
    RAX,
    RBP,
    RBX,
    RCX,
    RDI,
    RDX,
    RSI,
    RSP,
    XMM0,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

GENERAL: Final = 0     # allocation classes
VECTOR: Final = 1
CALLEE_SAVED: Final = (1 << RBX) | (1 << RBP) | (1 << R12) | (1 << R13) | (1 << R14) | (1 << R15)
GENERAL_MASK: Final = 0xFFFF & ~(1 << RSP)
VECTOR_MASK: Final = 0xFFFF << XMM0
CALL_CLOBBERS: Final = (GENERAL_MASK & ~CALLEE_SAVED) | VECTOR_MASK
# Caller-saved registers first; those that need no REX prefix before the others.
ORDER: Final = [RAX, RCX, RDX, RSI, RDI, R8, R9, R10, R11, RBX, RBP, R12, R14, R15, R13]
