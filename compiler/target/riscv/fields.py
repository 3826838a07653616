"""The encoding records of RISC-V: slots, pieces, checks and the formats of symbolic fields.

Written by `notation.py` when the tables are generated, read by encoder and decoder. A *slot* is a
place of `Operands`; an encoding is its fixed bits and *pieces* of PIECE bytes each (slot, lowest
bit of the slot's value, width, place in the word), valid when its *checks* of PIECE bytes each
(kind, slot, two arguments) hold.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

PIECE: Final = 4

SLOT_BASE: Final = 4      # slots 0..3 are r0..r3
SLOT_IMM: Final = 5
SLOT_DISP: Final = 6      # displacement of the memory operand, or target of a branch

CHECK_EQUAL: Final = 1    # the slot's value is that of slot x
CHECK_IS: Final = 2       # ... is x
CHECK_NOT: Final = 3      # ... is not x
CHECK_LOW: Final = 4      # register 8..15 of its file
CHECK_SIGNED: Final = 5   # fits x signed bits, the lowest y of them 0
CHECK_UNSIGNED: Final = 6
CHECK_UPPER: Final = 7    # 20 bits whose sign extension fits x signed bits, not 0

# formats of a field that a symbol may fill
FORMAT_NONE: Final = 0
FORMAT_I: Final = 1
FORMAT_S: Final = 2
FORMAT_B: Final = 3
FORMAT_U: Final = 4
FORMAT_J: Final = 5
FORMAT_CB: Final = 6
FORMAT_CJ: Final = 7
FORMAT_CALL: Final = 8    # auipc and jalr as one

# (lowest bit of the value, width, place in the word) of each format
FORMAT_BITS: Final = [
    [], [(0, 12, 20)], [(0, 5, 7), (5, 7, 25)],
    [(1, 4, 8), (5, 6, 25), (11, 1, 7), (12, 1, 31)], [(0, 20, 12)],
    [(1, 10, 21), (11, 1, 20), (12, 8, 12), (20, 1, 31)],
    [(1, 2, 3), (3, 2, 10), (5, 1, 2), (6, 2, 5), (8, 1, 12)],
    [(1, 3, 3), (4, 1, 11), (5, 1, 2), (6, 1, 7), (7, 1, 6), (8, 2, 9), (10, 1, 8), (11, 1, 12)],
]


def insert(word: int, format: int, value: int) -> int:
    """An instruction word with `value` in the field of that format."""
    for low, width, place in FORMAT_BITS[format]:
        mask = (1 << width) - 1
        word = word & ~(mask << place) | (value >> low & mask) << place
    return word
