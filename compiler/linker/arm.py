"""AArch64: relocation rows, fields, PLT entries, cheaper TLS models.

The idea: which relocation an instruction takes follows from its specifier and its place
(`assembler/arm_relocations.py`); here each specifier gets its formula, and each relocation the part
of the value that its field holds.  Page-relative fields are computed from S - P and the place.
Source: ELF for the Arm 64-bit Architecture (IHI 0056), 5.7 to 5.9; ABI supplement for TLS
descriptors.
"""

from __future__ import annotations

import struct

from compiler.assembler import arm_relocations as places
from compiler.elf import relocations as r
from compiler.elf.constants import EM_AARCH64
from compiler.linker import actions as act
from compiler.linker.actions import EITHER, SIGNED, UNCHECKED, UNSIGNED
from compiler.linker.islands import Islands
from compiler.linker.link_state import Link
from compiler.linker.machine import Machine, PltCode, Row

# what is computed, bytes, check, no field, names behind R_AARCH64_
DATA_ROWS = (
    (act.NONE, 0, UNCHECKED, 0, "NONE"), (act.ABS, 8, UNCHECKED, 0, "ABS64"),
    (act.ABS, 4, EITHER, 0, "ABS32"), (act.ABS, 2, EITHER, 0, "ABS16"),
    (act.PC, 8, UNCHECKED, 0, "PREL64"), (act.PC, 4, EITHER, 0, "PREL32"),
    (act.PC, 2, EITHER, 0, "PREL16"), (act.PLT_PC, 4, SIGNED, 0, "PLT32"),
    (act.DTPOFF, 8, UNCHECKED, 0, "TLS_DTPREL"))
# how a specifier begins: what is computed
FORMULAS = (("gottprel", act.GOTTP_PC), ("gotpage", act.GOT_OFFSET), ("got", act.GOT_PC),
            ("tlsdesccall", act.DESC_CALL), ("tlsdesc", act.DESC_PC), ("tlsgd", act.TLSGD_PC),
            ("tlsldm", act.TLSLD_PC), ("dtprel", act.DTPOFF), ("tprel", act.TPOFF),
            ("abs_", act.ABS), ("", act.PC))
NOP = 0xD503201F
PAGE, LOAD, ADD = 0x90000000, 0xF9400000, 0x91000000     # adrp, ldr of eight bytes, add
THREAD_OFFSETS = (act.TPOFF, act.DTPOFF)
# b and bl reach 128 MiB; an island is adrp x16; add x16, x16, low part; br x16, which the procedure
# call standard leaves to linkers (AAPCS64 6.1.1, IP0)
FAR_BRANCHES = (r.R_AARCH64_CALL26, r.R_AARCH64_JUMP26)
BRANCH_REACH = 1 << 27
ISLAND = PltCode((0x90000010, 0x91000210, 0xD61F0200), {
    0: r.R_AARCH64_ADR_PREL_PG_HI21, 1: r.R_AARCH64_ADD_ABS_LO12_NC})
# PLT0 and an entry: adrp, ldr and add of a slot
PLT_HEADER = PltCode(
    (0xA9BF7BF0, 0x90000010, 0xF9400211, 0x91000210, 0xD61F0220, NOP, NOP, NOP),
    {1: r.R_AARCH64_ADR_PREL_PG_HI21, 2: r.R_AARCH64_LDST64_ABS_LO12_NC,
     3: r.R_AARCH64_ADD_ABS_LO12_NC}, 16)
PLT_ENTRY = PltCode((0x90000010, 0xF9400211, 0x91000210, 0xD61F0220), {
    k - 1: kind for k, kind in PLT_HEADER.fields.items()})


def instruction_rows() -> list[Row]:
    """The rows of all relocations in instructions."""
    names = {number: name for name, number in vars(r).items() if name.startswith("R_AARCH64_")}
    rows = []
    for key, number in places.relocation_table().items():
        kind, place = key // 64, key % 64
        name = names[number]
        specifier = places.SPELLINGS[kind - places.KIND_FIRST] if kind else ""
        action = next(action for start, action in FORMULAS if specifier.startswith(start))
        if place <= places.PLACE_TEST:            # b, bl, b.cc and cbz, tbz
            action = act.PLT_PC
        lowest = places.implied_shift(kind) if kind else 0
        bits = 16 if place == places.PLACE_MOVE else 12 if place >= places.PLACE_ADD else 0
        if action == act.GOT_OFFSET:
            bits = 15                # in the page of the GOT
        check = UNSIGNED if "UABS" in name else SIGNED
        if name.endswith("_NC") or bits == 12 and action not in THREAD_OFFSETS:
            check = UNCHECKED
        rows.append(Row(name, action, 4, check, place, bits, lowest))
    return rows


class AArch64(Machine):
    """AArch64 with the small and tiny code models."""

    def __init__(self) -> None:
        super().__init__()
        self.number = EM_AARCH64
        self.read_numbers("R_AARCH64_", "ABS64 RELATIVE GLOB_DAT JUMP_SLOT COPY IRELATIVE "
                          "TLS_DTPMOD TLS_DTPREL TLS_TPREL TLSDESC")
        self.add_rows("R_AARCH64_", DATA_ROWS)
        for row in instruction_rows():
            self.add_row(row)
        self.interpreter = "/lib/ld-linux-aarch64.so.1"
        self.max_page = 0x10000
        self.plt_header_size = 32
        self.plt_header = PLT_HEADER
        self.plt_entry = PLT_ENTRY
        self.got_symbol_in_got_plt = False
        self.got_has_header = True
        self.tls_relaxable = (act.GOTTP_PC, act.DESC_PC, act.DESC_CALL)
        self.text_fill = struct.pack("<I", NOP)
        self.islands: Islands | None = None

    def prepare(self, link: Link) -> None:
        self.islands = Islands(link, FAR_BRANCHES, BRANCH_REACH, ISLAND)

    def adjust(self, link: Link) -> bool:
        assert self.islands is not None
        return self.islands.step()

    def thread_pointer(self, start: int, size: int, align: int) -> int:
        return start - (16 + (-16 & (align - 1)))

    def write_field(self, row: Row, out: bytearray, at: int, value: int) -> bool:
        place = row.field
        if place == 0:
            return super().write_field(row, out, at, value)
        assert self.islands is not None
        if place == places.PLACE_PAGE:
            value = (value + self.place >> 12) - (self.place >> 12) << 12
        elif place in (places.PLACE_JUMP, places.PLACE_CALL):
            value = self.islands.distance(self.place, value)
        elif row.action == act.GOT_OFFSET:
            value += self.islands.link.got_base & 0xFFF
        elif row.bits == 12 and row.action not in THREAD_OFFSETS:
            value += self.place
        word = int.from_bytes(out[at : at + 4], "little")
        fits = True
        if row.bits:
            if place == places.PLACE_MOVE and row.check == SIGNED:     # movz, or movn of ~value
                word = word & ~(1 << 30) | (0 if value < 0 else 1 << 30)
                value = ~value if value < 0 else value
            fits = row.check == UNCHECKED or 0 <= value >> row.lowest < 1 << row.bits
            value = value >> row.lowest & (1 << row.bits) - 1
        made = places.insert(word, place, value)
        if made < 0:
            return False
        out[at : at + 4] = made.to_bytes(4, "little")
        return fits

    # --- thread-local storage: the sequences keep their places, each instruction is replaced

    def can_relax_tls(self, action: int, data: bytearray, offset: int) -> bool:
        word = int.from_bytes(data[offset : offset + 4], "little")
        return word & 0x9F000000 == PAGE or word & 0xFFC00000 in (LOAD, ADD)

    def write_relaxed(
        self, action: int, out: bytearray, at: int, value: int, data: bytearray, offset: int
    ) -> int:
        word = int.from_bytes(out[at : at + 4], "little")
        page = word & 0x9F000000 == PAGE
        made = NOP
        if page or word & 0xFFC00000 == LOAD:
            if action == act.DESC_TO_IE:
                # adrp x0, :gottprel: and ldr x0, [x0, :gottprel_lo12:]
                kind = (r.R_AARCH64_TLSIE_ADR_GOTTPREL_PAGE21 if page
                        else r.R_AARCH64_TLSIE_LD64_GOTTPREL_LO12_NC)
                out[at : at + 4] = (word & ~31).to_bytes(4, "little")
                self.write_field(self.rows[kind], out, at, value)
                return 0
            if action in (act.DESC_TO_LE, act.IE_TO_LE):
                # movz x0, #:tprel_g1: and movk x0, #:tprel_g0_nc:
                register = 0 if action == act.DESC_TO_LE else word & 31
                half = value >> 16 if page else value
                made = (0xD2A00000 if page else 0xF2800000) | (half & 0xFFFF) << 5 | register
        out[at : at + 4] = made.to_bytes(4, "little")
        return value
