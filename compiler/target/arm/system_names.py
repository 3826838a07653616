"""Names of system registers and of the operations of SYS, by number and by name."""

from __future__ import annotations

from compiler.target.arm.rows_system import OPERATIONS, SYSTEM_REGISTERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


def read_names(text: str, fields: int) -> dict[int, str]:
    """name and `fields` numbers each: ([op0] op1 CRn CRm op2) -> name."""
    words = text.split()
    result = {}
    for at in range(0, len(words), fields + 1):
        numbers = [int(word) for word in words[at + 1:at + fields + 1]]
        op1, n, m, op2 = numbers[-4:]
        high = (numbers[0] & 1) << 14 if fields == 5 else 0
        result[high | op1 << 11 | n << 7 | m << 3 | op2] = words[at]
    return result


REGISTER_WORDS: Final = read_names(SYSTEM_REGISTERS, 5)
REGISTER_NUMBERS: Final = {name: number for number, name in REGISTER_WORDS.items()}
OPERATION_WORDS: Final = {key: read_names(text, 4) for key, text in OPERATIONS.items()}
