"""AArch64: relocation rows, fields, PLT entries, cheaper TLS models.

The idea: which relocation an instruction takes follows from its specifier and its place
(`assembler/arm_relocations.py`); here each specifier gets its formula, and each relocation the part
of the value that its field holds.  Page-relative fields are computed from S - P and the place.
Source: ELF for the Arm 64-bit Architecture (IHI 0056), 5.7 to 5.9; ABI supplement for TLS
descriptors.
"""

from __future__ import annotations

import struct

from compiler.assembler.arm_relocations import (
    KIND_FIRST,
    PLACE_ADD,
    PLACE_CALL,
    PLACE_CONDITION,
    PLACE_JUMP,
    PLACE_MOVE,
    PLACE_PAGE,
    PLACE_TEST,
    SPELLINGS,
    insert,
    relocation_table,
)
from compiler.elf import relocations as r
from compiler.elf.constants import EM_AARCH64
from compiler.linker import actions as act
from compiler.linker.actions import EITHER, SIGNED, UNCHECKED
from compiler.linker.islands import Islands
from compiler.linker.link_state import Link
from compiler.linker.machine import Machine, Row

# what of the value a field holds
PLAIN = 0
PAGE = 1       # distance of the pages
LOW = 2        # the low 12 bits of the address
LOW_VALUE = 3  # the low 12 bits of the value
HIGH = 4       # the 12 bits above them
GROUP = 8      # + n: 16 bits from bit 16n
GOT_PAGE = 16  # offset from the page of the GOT

DATA_ROWS = (
    (r.R_AARCH64_NONE, "NONE", act.NONE, 0, UNCHECKED),
    (r.R_AARCH64_ABS64, "ABS64", act.ABS, 8, UNCHECKED),
    (r.R_AARCH64_ABS32, "ABS32", act.ABS, 4, EITHER),
    (r.R_AARCH64_ABS16, "ABS16", act.ABS, 2, EITHER),
    (r.R_AARCH64_PREL64, "PREL64", act.PC, 8, UNCHECKED),
    (r.R_AARCH64_PREL32, "PREL32", act.PC, 4, EITHER),
    (r.R_AARCH64_PREL16, "PREL16", act.PC, 2, EITHER),
    (r.R_AARCH64_PLT32, "PLT32", act.PLT_PC, 4, SIGNED),
    (r.R_AARCH64_TLS_DTPREL, "TLS_DTPREL64", act.DTPOFF, 8, UNCHECKED),
)
# how a specifier begins: what is computed
FORMULAS = (("gottprel", act.GOTTP_PC), ("gotpage", act.GOT_OFFSET), ("got", act.GOT_PC),
            ("tlsdesccall", act.DESC_CALL), ("tlsdesc", act.DESC_PC), ("tlsgd", act.TLSGD_PC),
            ("tlsldm", act.TLSLD_PC), ("dtprel", act.DTPOFF), ("tprel", act.TPOFF),
            ("abs_", act.ABS), ("", act.PC))
NOP = 0xD503201F
# b and bl reach 128 MiB; an island is adrp x16; add x16, x16, low part; br x16, which the procedure
# call standard leaves to linkers (AAPCS64 6.1.1, IP0)
BRANCHES = (r.R_AARCH64_CALL26, r.R_AARCH64_JUMP26)
BRANCH_REACH = 1 << 27
ISLAND = struct.pack("<3I", 0x90000010, 0x91000210, 0xD61F0200)
# PLT0 and an entry: adrp, ldr and add with the address left out, at word ADDRESS of each
PLT_HEADER = (0xA9BF7BF0, 0x90000010, 0xF9400211, 0x91000210, 0xD61F0220, NOP, NOP, NOP)
PLT_ENTRY = (0x90000010, 0xF9400211, 0x91000210, 0xD61F0220)


class ArmRow(Row):
    """A row with the place of its field, and the part of the value that goes there."""

    def __init__(self, name: str, action: int, width: int, check: int, place: int = 0,
                 part: int = PLAIN) -> None:
        super().__init__("R_AARCH64_" + name, action, width, check)
        self.place: int = place
        self.part: int = part


def instruction_rows() -> dict[int, ArmRow]:
    """The rows of all relocations in instructions."""
    names = {number: name[len("R_AARCH64_"):] for name, number in vars(r).items()
             if name.startswith("R_AARCH64_")}
    rows = {}
    for key, number in relocation_table().items():
        kind, place = key // 64, key % 64
        name = SPELLINGS[kind - KIND_FIRST] if kind else ""
        action = next(action for start, action in FORMULAS if name.startswith(start))
        part = PLAIN
        if place == PLACE_PAGE:
            part = PAGE
        elif name.endswith("hi12"):
            part = HIGH
        elif place == PLACE_MOVE:
            part = GROUP + int(name[name.index("_g") + 2])
        elif name.startswith("gotpage"):
            part = GOT_PAGE
        elif action in (act.TPOFF, act.DTPOFF):
            part = LOW_VALUE
        elif place >= PLACE_ADD:
            part = LOW
        if place in (PLACE_JUMP, PLACE_CALL, PLACE_CONDITION, PLACE_TEST):
            action = act.PLT_PC
        check = UNCHECKED if names[number].endswith("_NC") or part == LOW else SIGNED
        rows[number] = ArmRow(names[number], action, 4, check, place, part)
    return rows


class AArch64(Machine):
    """AArch64 with the small and tiny code models."""

    def __init__(self) -> None:
        super().__init__()
        self.number = EM_AARCH64
        for number, name, action, width, check in DATA_ROWS:
            self.rows[number] = ArmRow(name, action, width, check)
        for number, row in instruction_rows().items():
            self.rows[number] = row
        self.rows[r.R_AARCH64_TLSDESC_CALL].width = 4
        self.interpreter = "/lib/ld-linux-aarch64.so.1"
        self.max_page = 0x10000
        self.plt_header_size = 32
        self.got_symbol_in_got_plt = False
        self.got_has_header = True
        self.tls_relaxable = (act.GOTTP_PC, act.DESC_PC, act.DESC_CALL)
        self.text_fill = struct.pack("<I", NOP)
        self.r_word = r.R_AARCH64_ABS64
        self.r_relative = r.R_AARCH64_RELATIVE
        self.r_glob_dat = r.R_AARCH64_GLOB_DAT
        self.r_jump_slot = r.R_AARCH64_JUMP_SLOT
        self.r_copy = r.R_AARCH64_COPY
        self.r_irelative = r.R_AARCH64_IRELATIVE
        self.r_dtpmod = r.R_AARCH64_TLS_DTPMOD
        self.r_dtpoff = r.R_AARCH64_TLS_DTPREL
        self.r_tpoff = r.R_AARCH64_TLS_TPREL
        self.r_tlsdesc = r.R_AARCH64_TLSDESC
        self.link: Link | None = None
        self.islands: Islands | None = None

    def prepare(self, link: Link) -> None:
        self.link = link

    def adjust(self, link: Link) -> bool:
        if self.islands is None:
            self.islands = Islands(link, BRANCHES, BRANCH_REACH, ISLAND)
        if self.islands.step():
            return True
        for island in self.islands.islands:
            code = island.section.data
            for k, number in enumerate((r.R_AARCH64_ADR_PREL_PG_HI21, r.R_AARCH64_ADD_ABS_LO12_NC)):
                self.place = island.address() + 4 * k
                distance = island.target() - self.place
                if not self.write_field(self.rows[number], code, island.offset + 4 * k, distance):
                    link.diagnostics.error(f"branch to `{island.symbol.name}' over more than 4 GiB")
        return False

    def thread_pointer(self, start: int, size: int, align: int) -> int:
        return start - (16 + (-16 & (align - 1)))

    def write_plt_header(self, out: bytearray, at: int, address: int, got_plt: int) -> None:
        struct.pack_into("<8I", out, at, *PLT_HEADER)
        self.write_slot_address(out, at + 4, address + 4, got_plt + 16)

    def write_plt_entry(
        self, out: bytearray, at: int, address: int, slot: int, index: int, header: int
    ) -> None:
        struct.pack_into("<4I", out, at, *PLT_ENTRY)
        self.write_slot_address(out, at, address, slot)

    def write_iplt_entry(self, out: bytearray, at: int, address: int, slot: int) -> None:
        self.write_plt_entry(out, at, address, slot, 0, 0)

    def write_slot_address(self, out: bytearray, at: int, place: int, slot: int) -> None:
        """adrp, ldr and add at `out[at:]` take the address of `slot`."""
        self.place = place
        for k, number in enumerate((r.R_AARCH64_ADR_PREL_PG_HI21, r.R_AARCH64_LDST64_ABS_LO12_NC,
                                    r.R_AARCH64_ADD_ABS_LO12_NC)):
            self.write_field(self.rows[number], out, at + 4 * k, slot - place)

    def write_field(self, row: Row, out: bytearray, at: int, value: int) -> bool:
        assert isinstance(row, ArmRow)
        place, part = row.place, row.part
        if place == 0:
            return super().write_field(row, out, at, value)
        if part == PAGE:
            value = (value + self.place >> 12) - (self.place >> 12) << 12
        elif part == LOW:
            value = value + self.place & 0xFFF
        elif place in (PLACE_JUMP, PLACE_CALL) and self.islands is not None and (
                not self.islands.reaches(value)):
            island = self.islands.find(self.place, self.place + value)
            value = island - self.place if island >= 0 else value
        fits = True
        word = int.from_bytes(out[at : at + 4], "little")
        if part == GOT_PAGE:
            assert self.link is not None
            value += self.link.got_base & 0xFFF
            fits = 0 <= value < 1 << 15
        elif part == HIGH:
            fits = 0 <= value < 1 << 24
            value >>= 12
        elif part == LOW_VALUE:
            fits = row.check == UNCHECKED or 0 <= value < 4096
            value &= 0xFFF
        elif part >= GROUP:
            reach = 1 << 16 * (part - GROUP + 1)
            signed = row.action != act.ABS or "SABS" in row.name
            if signed and row.check != UNCHECKED:
                word = word & ~(1 << 30) | (0 if value < 0 else 1 << 30)
                value = ~value if value < 0 else value
            fits = row.check == UNCHECKED or 0 <= value < reach
            value >>= 16 * (part - GROUP)
        made = insert(word, place, value)
        if made < 0:
            return False
        out[at : at + 4] = made.to_bytes(4, "little")
        return fits

    # --- thread-local storage: the sequences keep their places, each instruction is replaced

    def can_relax_tls(self, action: int, data: bytearray, offset: int) -> bool:
        word = int.from_bytes(data[offset : offset + 4], "little")
        return word & 0x9F000000 == 0x90000000 or word & 0xFFC00000 in (0xF9400000, 0x91000000)

    def write_relaxed(
        self, action: int, out: bytearray, at: int, value: int, data: bytearray, offset: int
    ) -> int:
        word = int.from_bytes(out[at : at + 4], "little")
        register = word & 31
        page = word & 0x9F000000 == 0x90000000
        load = word & 0xFFC00000 == 0xF9400000
        made = NOP
        if action == act.DESC_TO_IE and (page or load):
            # adrp x0, :gottprel: and ldr x0, [x0, :gottprel_lo12:]
            kind = (r.R_AARCH64_TLSIE_ADR_GOTTPREL_PAGE21 if page
                    else r.R_AARCH64_TLSIE_LD64_GOTTPREL_LO12_NC)
            out[at : at + 4] = (word & ~31).to_bytes(4, "little")
            self.write_field(self.rows[kind], out, at, value)
            return 0
        if action in (act.DESC_TO_LE, act.IE_TO_LE) and (page or load):
            # movz x0, #:tprel_g1: and movk x0, #:tprel_g0_nc:
            register = 0 if action == act.DESC_TO_LE else register
            half = value >> 16 if page else value
            made = (0xD2A00000 if page else 0xF2800000) | (half & 0xFFFF) << 5 | register
        out[at : at + 4] = made.to_bytes(4, "little")
        return value
