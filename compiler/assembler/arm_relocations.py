"""Relocation specifiers of AArch64 assembly: what `:lo12:` and its like mean at which place.

Problem: GNU as and the ABI name some ninety relocations by specifier and instruction.  Idea: one
line a specifier, with its relocation at each kind of place that takes it.

A place is what the encoder gives as flavour of a fixup, FIXUP_FIELD + PLACE_*.
Source: ELF for the Arm 64-bit Architecture (IHI 0056), 5.7; GNU as manual, 9.1.4.
"""

from __future__ import annotations

from compiler.assembler.operands import FIXUP_FIELD
from compiler.elf import relocations as R
from compiler.target import formats
from compiler.target.formats import Pieces, reaches

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
"""
# of movz, movn and movk: how specifiers begin, how relocations do, the groups of bits
MOVES: Final = """
abs MOVW_UABS g0 g0_nc g1 g1_nc g2 g2_nc g3
abs MOVW_SABS g0_s g1_s g2_s
prel MOVW_PREL g0 g0_nc g1 g1_nc g2 g2_nc g3
tprel TLSLE_MOVW_TPREL g2 g1 g1_nc g0 g0_nc
gottprel TLSIE_MOVW_GOTTPREL g1 g0_nc
dtprel TLSLD_MOVW_DTPREL g2 g1 g1_nc g0 g0_nc
"""
PLACES: Final = {"add": PLACE_ADD, "page": PLACE_PAGE, "adr": PLACE_ADR, "literal": PLACE_LITERAL,
                 "move": PLACE_MOVE, "mark": PLACE_MARK, "access8": PLACE_ACCESS + 3}
# places from PLACE_JUMP to PLACE_LITERAL: the relocations of symbols without a specifier
_PLAIN: Final = (R.R_AARCH64_JUMP26, R.R_AARCH64_CALL26, R.R_AARCH64_CONDBR19, R.R_AARCH64_TSTBR14,
                 R.R_AARCH64_ADR_PREL_LO21, R.R_AARCH64_ADR_PREL_PG_HI21, R.R_AARCH64_LD_PREL_LO19)


def specifier_rows() -> list[list[str]]:
    """Specifier, place and relocation, place and relocation ..."""
    rows = [line.split() for line in SPECIFIERS_TEXT.strip().split("\n")]
    for line in MOVES.strip().split("\n"):
        start, relocation, *groups = line.split()
        for group in groups:
            name = relocation + "_" + group.removesuffix("_s").upper()
            rows.append([f"{start}_{group}", "move", name])
    return rows


ROWS: Final = specifier_rows()
SPECIFIERS: Final[dict[str, int]] = {row[0]: KIND_FIRST + k for k, row in enumerate(ROWS)}
SPELLINGS: Final[list[str]] = list(SPECIFIERS)


def relocation_table() -> dict[int, int]:
    """kind * 64 + place -> relocation type."""
    table = {PLACE_JUMP + place: number for place, number in enumerate(_PLAIN)}
    for words in ROWS:
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
    name = SPELLINGS[kind - KIND_FIRST] if kind >= KIND_FIRST else ""
    group = name.find("_g")
    if group >= 0:
        return 16 * int(name[group + 2])
    return 12 if name.endswith("hi12") else 0


# place: the pieces of its field
FIELDS: Final[dict[int, Pieces]] = {
    PLACE_JUMP: [(2, 26, 0)], PLACE_CALL: [(2, 26, 0)], PLACE_CONDITION: [(2, 19, 5)],
    PLACE_TEST: [(2, 14, 5)], PLACE_ADR: [(0, 2, 29), (2, 19, 5)],
    PLACE_PAGE: [(12, 2, 29), (14, 19, 5)], PLACE_LITERAL: [(2, 19, 5)], PLACE_ADD: [(0, 12, 10)],
    PLACE_MOVE: [(0, 16, 5)], PLACE_MARK: [],
    **{PLACE_ACCESS + log: [(log, 12, 10)] for log in range(5)},
}


def insert(word: int, place: int, value: int) -> int:
    """The word with `value` in the field of that place (low bits cut to the field for absolute
    ones); -1: a distance that does not fit."""
    pieces = FIELDS[place]
    if pieces and place != PLACE_PAGE and value & (1 << pieces[0][0]) - 1:
        return -1
    if place <= PLACE_LITERAL and not reaches(pieces, value):
        return -1
    return formats.insert(word, pieces, value)
