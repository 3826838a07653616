"""Register sets of the RISC-V calling convention, and the order of allocation (psABI, chapter 1).

t6 is left to emission (addresses that no displacement reaches, moves between slots), ft10 and ft11
too, whose numbers do not fit masks; ra is saved by the prologue of functions that call.
"""

from __future__ import annotations

from compiler.target.riscv.registers import A0, F0, FA0, S0, T6

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

T0: Final = 5
T1: Final = 6
STATIC_CHAIN: Final = 7       # t2
S1: Final = 9
S2: Final = 18
T3: Final = 28
T5: Final = 30
FT11: Final = 63
ARGUMENT_GENERAL: Final = [A0 + k for k in range(8)]
ARGUMENT_FLOAT: Final = [FA0 + k for k in range(8)]
SAVED_GENERAL: Final = [S0, S1] + [S2 + k for k in range(10)]
SAVED_FLOAT: Final = [F0 + 8, F0 + 9] + [F0 + 18 + k for k in range(10)]
TEMPORARY_GENERAL: Final = [T0, T1, STATIC_CHAIN, T3, T3 + 1, T5]
TEMPORARY_FLOAT: Final = [F0 + k for k in range(8)] + [F0 + 28, F0 + 29]
# Arguments last to first, so that values find their places; registers that compressed
# instructions reach (a0..a5, s0, s1) before the others of their kind.
ORDER_GENERAL: Final = ([A0 + k for k in (5, 4, 3, 2, 1, 0, 6, 7)] + TEMPORARY_GENERAL
                        + SAVED_GENERAL)
ORDER_FLOAT: Final = ([FA0 + k for k in (5, 4, 3, 2, 1, 0, 6, 7)] + TEMPORARY_FLOAT
                      + SAVED_FLOAT)


def mask_of(registers: list[int]) -> int:
    """The mask of some registers."""
    mask = 0
    for register in registers:
        mask |= 1 << register
    return mask


GENERAL_MASK: Final = mask_of(ORDER_GENERAL)
FLOAT_MASK: Final = mask_of(ORDER_FLOAT)
CALLEE_SAVED: Final = mask_of(SAVED_GENERAL + SAVED_FLOAT)
CALL_CLOBBERS: Final = (GENERAL_MASK | FLOAT_MASK) & ~CALLEE_SAVED
SCRATCH: Final = T6           # of emission
FLOAT_SCRATCH: Final = FT11
