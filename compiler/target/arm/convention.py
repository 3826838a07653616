"""Register sets of the AAPCS64 calling convention, and the order of allocation (6.1).

x16 and x17 are left to emission (far displacements, exclusive loops), v30 and v31 too, whose
numbers do not fit masks; x18 is the platform's; x30 is saved by the prologue of functions
that call.
"""

from __future__ import annotations

from compiler.target.arm.registers import FP, V0, X0, X19

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

ARGUMENT_GENERAL: Final = [X0 + k for k in range(8)]
ARGUMENT_VECTOR: Final = [V0 + k for k in range(8)]
STATIC_CHAIN: Final = 15
SAVED_GENERAL: Final = [X19 + k for k in range(10)] + [FP]
SAVED_VECTOR: Final = [V0 + k for k in range(8, 16)]     # their low halves
# Arguments last to first, so that values find their places.
ORDER_GENERAL: Final = [*reversed(ARGUMENT_GENERAL), *range(8, 16), *SAVED_GENERAL]
ORDER_VECTOR: Final = [*reversed(ARGUMENT_VECTOR), *(V0 + k for k in range(16, 30)), *SAVED_VECTOR]


def mask_of(registers: list[int]) -> int:
    """The mask of some registers."""
    mask = 0
    for register in registers:
        mask |= 1 << register
    return mask


GENERAL_MASK: Final = mask_of(ORDER_GENERAL)
VECTOR_MASK: Final = mask_of(ORDER_VECTOR)
CALLEE_SAVED: Final = mask_of(SAVED_GENERAL + SAVED_VECTOR)
CALL_CLOBBERS: Final = (GENERAL_MASK | VECTOR_MASK) & ~CALLEE_SAVED
SAVED_HALVES: Final = mask_of(SAVED_VECTOR)
