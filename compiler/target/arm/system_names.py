"""The words of operands, by number and by name: conditions, system registers, operations of SYS."""

from __future__ import annotations

from compiler.target.arm.rows_system import CODES, OPERATIONS, SYSTEM_REGISTERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

SHIFTS: Final = (0, 3, 7, 11, 14)     # of op2, CRm, CRn, op1 and the low bit of op0


def numbered(text: str) -> dict[str, int]:
    """Names, each with its number or `[op0] op1 CRn CRm op2` behind it."""
    fields: dict[str, list[int]] = {}
    name = ""
    for word in text.split():
        if word.isdigit():
            fields[name].insert(0, int(word))
        else:
            name = word
            fields[name] = []
    return {name: sum(number << shift for number, shift in zip(numbers, SHIFTS)) & 0x7FFF
            for name, numbers in fields.items()}


NUMBERS: Final = {table: numbered(text) for table, text in
                  {**CODES, **OPERATIONS, "sysreg": SYSTEM_REGISTERS}.items()}
WORDS: Final = {table: {number: name for name, number in numbers.items()}
                for table, numbers in NUMBERS.items()}
REGISTER_NUMBERS: Final = NUMBERS["sysreg"]
