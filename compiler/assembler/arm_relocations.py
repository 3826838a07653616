"""Relocation specifiers of AArch64 assembly: what `:lo12:` and its like mean at which place.

Problem: GNU as and the ABI name some ninety relocations by specifier and instruction.  Idea: one
line a specifier, with its relocation at each kind of place that takes it.

A place is what the encoder gives as flavour of a fixup, FIXUP_FIELD + PLACE_*.
Source: ELF for the Arm 64-bit Architecture (IHI 0056), 5.7; GNU as manual, 9.1.4.
"""

from __future__ import annotations

from compiler.assembler.operands import FIXUP_FIELD
from compiler.elf import relocations as R

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

PLACE_JUMP: Final = FIXUP_FIELD          # b: 26 bits
PLACE_CALL: Final = FIXUP_FIELD + 1      # bl
PLACE_CONDITION: Final = FIXUP_FIELD + 2  # b.cc, cbz: 19 bits
PLACE_TEST: Final = FIXUP_FIELD + 3      # tbz: 14 bits
PLACE_ADR: Final = FIXUP_FIELD + 4       # 21 bits
PLACE_PAGE: Final = FIXUP_FIELD + 5      # adrp
PLACE_LITERAL: Final = FIXUP_FIELD + 6   # ldr =: 19 bits
PLACE_ADD: Final = FIXUP_FIELD + 7       # add: 12 bits
PLACE_MOVE: Final = FIXUP_FIELD + 8      # movz, movn, movk: 16 bits
PLACE_MARK: Final = FIXUP_FIELD + 9      # no field: blr of a descriptor
PLACE_ACCESS: Final = FIXUP_FIELD + 16   # load or store of 1 << n bytes: + n

# Operands.kind of specifier number n of the table below
KIND_FIRST: Final = 64

# specifier: places and relocation names behind R_AARCH64_; `#` in a name counts bits of the access
SPECIFIERS_TEXT: Final = """
lo12 add ADD_ABS_LO12_NC access LDST#_ABS_LO12_NC
pg_hi21 page ADR_PREL_PG_HI21
pg_hi21_nc page ADR_PREL_PG_HI21_NC
got page ADR_GOT_PAGE literal GOT_LD_PREL19
got_lo12 access8 LD64_GOT_LO12_NC
gotpage_lo15 access8 LD64_GOTPAGE_LO15
gottprel page TLSIE_ADR_GOTTPREL_PAGE21 literal TLSIE_LD_GOTTPREL_PREL19
gottprel_lo12 access8 TLSIE_LD64_GOTTPREL_LO12_NC
tprel_hi12 add TLSLE_ADD_TPREL_HI12
tprel_lo12 add TLSLE_ADD_TPREL_LO12 access TLSLE_LDST#_TPREL_LO12
tprel_lo12_nc add TLSLE_ADD_TPREL_LO12_NC access TLSLE_LDST#_TPREL_LO12_NC
tlsdesc page TLSDESC_ADR_PAGE21 adr TLSDESC_ADR_PREL21 literal TLSDESC_LD_PREL19
tlsdesc_lo12 add TLSDESC_ADD_LO12 access8 TLSDESC_LD64_LO12
tlsdesccall mark TLSDESC_CALL
tlsgd page TLSGD_ADR_PAGE21 adr TLSGD_ADR_PREL21
tlsgd_lo12 add TLSGD_ADD_LO12_NC
tlsldm page TLSLD_ADR_PAGE21 adr TLSLD_ADR_PREL21
tlsldm_lo12_nc add TLSLD_ADD_LO12_NC
dtprel_hi12 add TLSLD_ADD_DTPREL_HI12
dtprel_lo12 add TLSLD_ADD_DTPREL_LO12 access TLSLD_LDST#_DTPREL_LO12
dtprel_lo12_nc add TLSLD_ADD_DTPREL_LO12_NC access TLSLD_LDST#_DTPREL_LO12_NC
abs_g0 move MOVW_UABS_G0
abs_g0_nc move MOVW_UABS_G0_NC
abs_g1 move MOVW_UABS_G1
abs_g1_nc move MOVW_UABS_G1_NC
abs_g2 move MOVW_UABS_G2
abs_g2_nc move MOVW_UABS_G2_NC
abs_g3 move MOVW_UABS_G3
abs_g0_s move MOVW_SABS_G0
abs_g1_s move MOVW_SABS_G1
abs_g2_s move MOVW_SABS_G2
prel_g0 move MOVW_PREL_G0
prel_g0_nc move MOVW_PREL_G0_NC
prel_g1 move MOVW_PREL_G1
prel_g1_nc move MOVW_PREL_G1_NC
prel_g2 move MOVW_PREL_G2
prel_g2_nc move MOVW_PREL_G2_NC
prel_g3 move MOVW_PREL_G3
tprel_g2 move TLSLE_MOVW_TPREL_G2
tprel_g1 move TLSLE_MOVW_TPREL_G1
tprel_g1_nc move TLSLE_MOVW_TPREL_G1_NC
tprel_g0 move TLSLE_MOVW_TPREL_G0
tprel_g0_nc move TLSLE_MOVW_TPREL_G0_NC
gottprel_g1 move TLSIE_MOVW_GOTTPREL_G1
gottprel_g0_nc move TLSIE_MOVW_GOTTPREL_G0_NC
dtprel_g2 move TLSLD_MOVW_DTPREL_G2
dtprel_g1 move TLSLD_MOVW_DTPREL_G1
dtprel_g1_nc move TLSLD_MOVW_DTPREL_G1_NC
dtprel_g0 move TLSLD_MOVW_DTPREL_G0
dtprel_g0_nc move TLSLD_MOVW_DTPREL_G0_NC
"""
PLACES: Final = {"add": PLACE_ADD, "page": PLACE_PAGE, "adr": PLACE_ADR, "literal": PLACE_LITERAL,
                 "move": PLACE_MOVE, "mark": PLACE_MARK, "access8": PLACE_ACCESS + 3}
_PLAIN: Final = {PLACE_JUMP: R.R_AARCH64_JUMP26, PLACE_CALL: R.R_AARCH64_CALL26,
                 PLACE_CONDITION: R.R_AARCH64_CONDBR19, PLACE_TEST: R.R_AARCH64_TSTBR14,
                 PLACE_ADR: R.R_AARCH64_ADR_PREL_LO21, PLACE_PAGE: R.R_AARCH64_ADR_PREL_PG_HI21,
                 PLACE_LITERAL: R.R_AARCH64_LD_PREL_LO19}

SPECIFIERS: Final[dict[str, int]] = {
    line.split()[0]: KIND_FIRST + k for k, line in enumerate(SPECIFIERS_TEXT.strip().split("\n"))}
SPELLINGS: Final[list[str]] = list(SPECIFIERS)


def relocation_table() -> dict[int, int]:
    """kind * 64 + place -> relocation type."""
    table = dict(_PLAIN)
    for line in SPECIFIERS_TEXT.strip().split("\n"):
        words = line.split()
        key = SPECIFIERS[words[0]] * 64
        for place, name in zip(words[1::2], words[2::2]):
            if place != "access":
                table[key + PLACES[place]] = getattr(R, "R_AARCH64_" + name)
                continue
            for log in range(5):
                number = getattr(R, "R_AARCH64_" + name.replace("#", str(8 << log)))
                table[key + PLACE_ACCESS + log] = number
    return table


def implied_shift(kind: int) -> int:
    """What a specifier says about the shift of its instruction: bits of movz, or 12 of add."""
    name = SPELLINGS[kind - KIND_FIRST]
    group = name.find("_g")
    if group >= 0:
        return 16 * int(name[group + 2])
    return 12 if name.endswith("hi12") else 0


# place: bits of the field, its place in the word, low bits of the value that must be 0
_FIELDS: Final = {PLACE_JUMP: (26, 0, 2), PLACE_CALL: (26, 0, 2), PLACE_CONDITION: (19, 5, 2),
                  PLACE_TEST: (14, 5, 2), PLACE_LITERAL: (19, 5, 2), PLACE_ADD: (12, 10, 0),
                  PLACE_MOVE: (16, 5, 0)}


def insert(word: int, place: int, value: int) -> int:
    """The word with `value` in the field of that place (low bits cut to the field for absolute
    ones); -1: a distance that does not fit."""
    if place == PLACE_MARK:
        return word
    if place in (PLACE_ADR, PLACE_PAGE):
        if place == PLACE_PAGE:
            value >>= 12
        if not -(1 << 20) <= value < 1 << 20:
            return -1
        return word & 0x9F00001F | (value & 3) << 29 | (value >> 2 & 0x7FFFF) << 5
    if place >= PLACE_ACCESS:
        scale = place - PLACE_ACCESS
        if value & ((1 << scale) - 1):
            return -1
        return word & ~(0xFFF << 10) | (value >> scale & 0xFFF) << 10
    bits, low, scale = _FIELDS[place]
    if place <= PLACE_LITERAL:
        if value & ((1 << scale) - 1) or not -(1 << bits - 1) <= value >> scale < 1 << bits - 1:
            return -1
    mask = (1 << bits) - 1
    return word & ~(mask << low) | (value >> scale & mask) << low
