"""Pseudo instructions of AArch64: what stands between selection and emission without a row.

Each is expanded at emission (`emission.py`, `frame.py`).
"""

from __future__ import annotations

from compiler.assembler.operands import Label
from compiler.codegen.machine import (
    FIRST_PSEUDO,
    FIRST_TARGET_PSEUDO,
    PSEUDO_NAMES,
    Constraints,
    JumpTable,
    Site,
)
from compiler.ir.instr import Payload
from compiler.ir.module import Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

ZERO_OPERAND: Final = FIRST_TARGET_PSEUDO         # xzr as an operand; type flags: no class
SLOT_ADDRESS: Final = FIRST_TARGET_PSEUDO + 1     # aux AddressMode with a slot
SYMBOL_ADDRESS: Final = FIRST_TARGET_PSEUDO + 2   # aux SymbolSite; imm: addend
CONSTANT: Final = FIRST_TARGET_PSEUDO + 3         # imm: bits of the result's type
DYNAMIC_ALLOCA: Final = FIRST_TARGET_PSEUDO + 4   # args: size, rounded; result address
FRAME_ADDRESS: Final = FIRST_TARGET_PSEUDO + 5
RETURN_ADDRESS: Final = FIRST_TARGET_PSEUDO + 6
STACK_SAVE: Final = FIRST_TARGET_PSEUDO + 7       # result := stack pointer
STACK_RESTORE: Final = FIRST_TARGET_PSEUDO + 8    # stack pointer := args[0]
COMPARE_EXCHANGE: Final = FIRST_TARGET_PSEUDO + 9  # args: address, expected, new; imm: bytes
EXCHANGE: Final = FIRST_TARGET_PSEUDO + 10        # args: address, value; imm: RMW * 16 + bytes
TLS_CALL: Final = FIRST_TARGET_PSEUDO + 11        # aux TlsSite: the descriptor sequence
LITERAL: Final = FIRST_TARGET_PSEUDO + 12         # aux SymbolSite: a float or vector from memory
NAMES: Final = ["zero", "slot_address", "symbol_address", "constant", "dynamic_alloca",
                "frame_address", "return_address", "stack_save", "stack_restore",
                "compare_exchange", "exchange", "tls_call", "literal"]

# How a SYMBOL_ADDRESS is made.
BY_PAGE: Final = 0                 # adrp, add
BY_PAGE_ONLY: Final = 1            # adrp; users add the low part
BY_GOT: Final = 2
BY_THREAD_OFFSET: Final = 3        # TLS, local exec
BY_THREAD_GOT: Final = 4           # TLS, initial exec


class SymbolSite(Payload):
    """aux of SYMBOL_ADDRESS and LITERAL."""

    def __init__(self, label: Label, way: int) -> None:
        self.label = label
        self.way = way


class TlsSite(Site):
    """aux of TLS_CALL: the symbol whose address the descriptor gives."""

    def __init__(self, constraints: Constraints, symbol: Symbol) -> None:
        super().__init__(constraints)
        self.symbol = symbol


class TableSite(JumpTable):
    """aux of a table jump: also the table's label."""

    def __init__(self, successors: list[int], label: Label) -> None:
        super().__init__(successors)
        self.label = label


def pseudo_name(op: int) -> str:
    """Spelling of a pseudo opcode."""
    if op >= FIRST_TARGET_PSEUDO:
        number = op - FIRST_TARGET_PSEUDO
        return NAMES[number] if number < len(NAMES) else f"target{number}"
    return PSEUDO_NAMES[op - FIRST_PSEUDO]
