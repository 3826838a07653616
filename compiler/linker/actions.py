"""What a relocation computes, named independently of any machine.

Letters as in the psABIs: S the symbol's address, A the addend, P the place, L the PLT entry,
G the GOT slot, GOT the table's base, T the thread pointer, D the TLS block. A row of a machine's
relocation table names the natural action; the scan may replace it by a relaxed one.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

NONE: Final = 0
ABS: Final = 1  # S + A
PC: Final = 2  # S + A - P
PLT_PC: Final = 3  # L + A - P
GOT_PC: Final = 4  # G + A - P
GOT_OFFSET: Final = 5  # G + A - GOT
GOTBASE_PC: Final = 6  # GOT + A - P
GOTBASE_REL: Final = 7  # S + A - GOT
PLT_GOTBASE: Final = 8  # L + A - GOT
TLSGD_PC: Final = 9  # pair of slots for __tls_get_addr
TLSLD_PC: Final = 10  # the module's pair of slots
DTPOFF: Final = 11  # S + A - D
TPOFF: Final = 12  # S + A - T
GOTTP_PC: Final = 13  # slot that holds S - T
DESC_PC: Final = 14  # pair of slots of a TLS descriptor
DESC_CALL: Final = 15  # marks the call through a descriptor
SIZE: Final = 16  # size of the symbol + A
GOTTP_ABS: Final = 17  # address of the slot that holds S - T
GOTTP_OFFSET: Final = 18  # that address relative to GOT
TLSGD_OFFSET: Final = 19
TLSLD_OFFSET: Final = 20
GOT_ABS_OR_OFFSET: Final = 21  # i386 GOT32X: base register or none decides
GOT_PC_RELAX: Final = 22  # GOT_PC at an instruction that may be rewritten
NEG_TPOFF: Final = 23  # T - S - A (i386's positive form)
LOW: Final = 24  # low part of what was computed for the relocation at S
ADD_TO: Final = 25  # the field's value + S + A
SUB_FROM: Final = 26  # the field's value - S - A
SET_TO: Final = 27  # S + A, never relative: the first half of a difference

# Chosen by the scan only.
DYNAMIC: Final = 40  # a dynamic relocation does the work
DYNAMIC_VALUE: Final = 41  # the same, and the value is stored as well (RELATIVE)
SKIPPED: Final = 42  # swallowed by the relaxation before it
RELAXED_GOT: Final = 43  # the address itself instead of a load from the GOT
GD_TO_LE: Final = 44
GD_TO_IE: Final = 45
LD_TO_LE: Final = 46
IE_TO_LE: Final = 47
DESC_TO_LE: Final = 48
DESC_TO_IE: Final = 49
DESC_CALL_TO_NOP: Final = 50
WEAK_ZERO: Final = 51  # reference to an undefined weak symbol: S is 0

# How a field's range is checked.
UNCHECKED: Final = 0
SIGNED: Final = 1
UNSIGNED: Final = 2
EITHER: Final = 3  # fits as signed or as unsigned
