"""The formats of symbolic fields of RISC-V instructions, and the one transform of its own.

A field that a symbol fills has the same bits in every instruction of a format; assembler, linker
and `.insn` put values into fields by it.
"""

from __future__ import annotations

from compiler.target import formats
from compiler.target.formats import FIRST_OWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

UPPER: Final = FIRST_OWN + 0    # c.lui: 20 bits, not 0, that are the sign extension of six

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
    return formats.insert(word, FORMAT_BITS[format], value)
