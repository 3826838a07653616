"""Pseudo instructions of x86: what stands between legalisation and emission without a row.

Each is expanded by selection (`driver.py`) or at emission (`function.py`); the comment says how.
"""

from __future__ import annotations

from compiler.codegen.machine import FIRST_PSEUDO, FIRST_TARGET_PSEUDO, PSEUDO_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Before selection: arguments are pointers and generic values.
X87: Final = FIRST_TARGET_PSEUDO          # imm: X87_*; args: destination, sources (pointers)
REP_MOVS: Final = FIRST_TARGET_PSEUDO + 1  # args: rdi, rsi, rcx; imm: bytes a step
REP_STOS: Final = FIRST_TARGET_PSEUDO + 2  # args: rdi, rcx, rax; imm: bytes a step
JUMP_ORDERED_EQUAL: Final = FIRST_TARGET_PSEUDO + 3    # args: flags of ucomis
JUMP_UNORDERED_NOT_EQUAL: Final = FIRST_TARGET_PSEUDO + 4
STORE_ARGUMENT: Final = FIRST_TARGET_PSEUDO + 5  # args: value; imm: offset in the outgoing area
TLS_CALL: Final = FIRST_TARGET_PSEUDO + 6  # aux TlsSite: the general-dynamic sequence
DYNAMIC_ALLOCA: Final = FIRST_TARGET_PSEUDO + 7   # args: size, rounded; result address
FRAME_ADDRESS: Final = FIRST_TARGET_PSEUDO + 8
ZERO_VECTOR: Final = FIRST_TARGET_PSEUDO + 10    # no arguments: a cleared vector register
STACK_SAVE: Final = FIRST_TARGET_PSEUDO + 11      # result := stack pointer
STACK_RESTORE: Final = FIRST_TARGET_PSEUDO + 12   # stack pointer := args[0]
BARRIER: Final = FIRST_TARGET_PSEUDO + 13         # nothing at run time
NAMES: Final = ["x87", "rep_movs", "rep_stos", "jump_oeq", "jump_une", "store_argument",
                "tls_call", "dynamic_alloca", "frame_address", "?9", "zero_vector",
                "stack_save",
                "stack_restore", "barrier"]


def pseudo_name(op: int) -> str:
    """Spelling of a pseudo opcode."""
    if op >= FIRST_TARGET_PSEUDO:
        number = op - FIRST_TARGET_PSEUDO
        return NAMES[number] if number < len(NAMES) else f"target{number}"
    return PSEUDO_NAMES[op - FIRST_PSEUDO]
