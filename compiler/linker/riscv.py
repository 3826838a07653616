"""RISC-V: relocation rows, fields, PLT entries, e_flags and attributes of RV64.

The idea: a row also names the instruction format of its field; high parts are rounded
so that the sign-extended low part completes them, and a low part takes its value from the
relocation at the label it names.  Shortening code is `riscv_relax.py`'s job.
Source: RISC-V ELF psABI 1.0, chapters 3 (relocations, PLT) and 4 (attributes).
"""

from __future__ import annotations

from compiler.elf import relocations as r
from compiler.elf.attributes import read_attributes, write_attributes
from compiler.elf.constants import (
    EF_RISCV_FLOAT_ABI,
    EM_RISCV,
    SHT_RISCV_ATTRIBUTES,
)
from compiler.linker import actions as act
from compiler.linker.actions import EITHER, SIGNED, UNCHECKED
from compiler.linker.link_state import Link
from compiler.linker.machine import Machine, PltCode, Row
from compiler.linker.riscv_relax import Relaxation
from compiler.target.riscv.fields import (
    FORMAT_B,
    FORMAT_CALL,
    FORMAT_CB,
    FORMAT_CJ,
    FORMAT_I,
    FORMAT_J,
    FORMAT_NONE,
    FORMAT_S,
    FORMAT_U,
    insert,
)

# what is computed, bytes, check, format of the field, names behind R_RISCV_
ROWS = (
    (act.NONE, 0, UNCHECKED, FORMAT_NONE, "NONE ALIGN RELAX"),
    (act.NONE, 4, UNCHECKED, FORMAT_NONE, "TPREL_ADD"),
    (act.ABS, 4, EITHER, FORMAT_NONE, "32"),
    (act.ABS, 8, UNCHECKED, FORMAT_NONE, "64"),
    (act.ABS, 4, SIGNED, FORMAT_U, "HI20"),
    (act.ABS, 4, UNCHECKED, FORMAT_I, "LO12_I"),
    (act.ABS, 4, UNCHECKED, FORMAT_S, "LO12_S"),
    (act.ABS, 4, SIGNED, FORMAT_I, "GPREL_I"),
    (act.ABS, 4, SIGNED, FORMAT_S, "GPREL_S"),
    (act.PC, 4, SIGNED, FORMAT_NONE, "32_PCREL"),
    (act.PC, 4, SIGNED, FORMAT_U, "PCREL_HI20"),
    (act.PC, 4, SIGNED, FORMAT_B, "BRANCH"),
    (act.PC, 2, SIGNED, FORMAT_CB, "RVC_BRANCH"),
    (act.LOW, 4, UNCHECKED, FORMAT_I, "PCREL_LO12_I"),
    (act.LOW, 4, UNCHECKED, FORMAT_S, "PCREL_LO12_S"),
    (act.PLT_PC, 4, SIGNED, FORMAT_NONE, "PLT32"),
    (act.PLT_PC, 4, SIGNED, FORMAT_J, "JAL"),
    (act.PLT_PC, 8, SIGNED, FORMAT_CALL, "CALL CALL_PLT"),
    (act.PLT_PC, 2, SIGNED, FORMAT_CJ, "RVC_JUMP"),
    (act.GOT_PC, 4, SIGNED, FORMAT_U, "GOT_HI20"),
    (act.GOTTP_PC, 4, SIGNED, FORMAT_U, "TLS_GOT_HI20"),
    (act.TLSGD_PC, 4, SIGNED, FORMAT_U, "TLS_GD_HI20"),
    (act.DTPOFF, 4, EITHER, FORMAT_NONE, "TLS_DTPREL32"),
    (act.DTPOFF, 8, UNCHECKED, FORMAT_NONE, "TLS_DTPREL64"),
    (act.TPOFF, 8, UNCHECKED, FORMAT_NONE, "TLS_TPREL64"),
    (act.TPOFF, 4, SIGNED, FORMAT_U, "TPREL_HI20"),
    (act.TPOFF, 4, UNCHECKED, FORMAT_I, "TPREL_LO12_I"),
    (act.TPOFF, 4, UNCHECKED, FORMAT_S, "TPREL_LO12_S"),
    (act.TPOFF, 4, SIGNED, FORMAT_I, "TPREL_I"),
    (act.TPOFF, 4, SIGNED, FORMAT_S, "TPREL_S"),
)
# halves of differences, behind whose name stand the bits of the field
HALVES = ((act.ADD_TO, "ADD", (8, 16, 32, 64)), (act.SUB_FROM, "SUB", (6, 8, 16, 32, 64)),
          (act.SET_TO, "SET", (6, 8, 16, 32)))
HIGH = (r.R_RISCV_GOT_HI20, r.R_RISCV_TLS_GOT_HI20, r.R_RISCV_TLS_GD_HI20, r.R_RISCV_PCREL_HI20)
TAG_STACK_ALIGN = 4
TAG_ARCH = 5
# bits of the value that a format reaches, sign included
REACH = {FORMAT_I: 12, FORMAT_S: 12, FORMAT_B: 13, FORMAT_J: 21, FORMAT_CB: 9, FORMAT_CJ: 12}

# the eight instructions of PLT0 and the four of an entry (psABI 3.4), offsets left out
HIGH_PART, LOW_PART = r.R_RISCV_PCREL_HI20, r.R_RISCV_PCREL_LO12_I
PLT_HEADER = PltCode((0x00000397, 0x41C30333, 0x0003BE03, 0xFD430313, 0x00038293, 0x00135313,
                      0x0082B283, 0x000E0067), {0: HIGH_PART, 2: LOW_PART, 4: LOW_PART})
PLT_ENTRY = PltCode((0x00000E17, 0x000E3E03, 0x000E0367, 0x00000013), {0: HIGH_PART, 1: LOW_PART})


class RiscV(Machine):
    """RV64 with the psABI's medium code models."""

    def __init__(self) -> None:
        super().__init__()
        self.number = EM_RISCV
        self.read_numbers("R_RISCV_", "64 RELATIVE 64 JUMP_SLOT COPY IRELATIVE TLS_DTPMOD64 "
                          "TLS_DTPREL64 TLS_TPREL64")
        self.add_rows("R_RISCV_", ROWS)
        for action, name, sizes in HALVES:
            for bits in sizes:
                self.add_row(Row(f"R_RISCV_{name}{bits}", action, (bits + 7) // 8, UNCHECKED,
                                 FORMAT_NONE, bits))
        for kind in HIGH:
            self.rows[kind].high = True
        self.abi_flags = EF_RISCV_FLOAT_ABI
        self.attributes_type = SHT_RISCV_ATTRIBUTES
        self.interpreter = "/lib/ld-linux-riscv64-lp64d.so.1"
        self.image_base = 0x10000
        self.plt_header_size = 32
        self.plt_header = PLT_HEADER
        self.plt_entry = PLT_ENTRY
        self.got_plt_header = 2
        self.got_symbol_in_got_plt = False
        self.got_has_header = True
        self.dtp_bias = 0x800
        self.provided = {"__global_pointer$": "small"}
        self.relaxation: Relaxation | None = None

    def thread_pointer(self, start: int, size: int, align: int) -> int:
        return start

    def write_field(self, row: Row, out: bytearray, at: int, value: int) -> bool:
        format = row.field
        if format == FORMAT_NONE:
            if row.action in (act.ADD_TO, act.SUB_FROM, act.SET_TO):
                return self.update(row, out, at, value)
            return super().write_field(row, out, at, value)
        if self.relaxation is not None and row.name.startswith("R_RISCV_GPREL"):
            value -= self.relaxation.global_pointer
        width = 2 if row.width == 2 else 4
        word = int.from_bytes(out[at : at + width], "little")
        fits = True
        if format in (FORMAT_U, FORMAT_CALL):
            fits = -0x80000000 <= value + 0x800 < 0x80000000
            word = insert(word, FORMAT_U, value + 0x800 >> 12)
            if format == FORMAT_CALL:
                second = int.from_bytes(out[at + 4 : at + 8], "little")
                second = insert(second, FORMAT_I, value)
                out[at + 4 : at + 8] = second.to_bytes(4, "little")
        else:
            if row.check != UNCHECKED:
                reach = 1 << REACH[format] - 1
                fits = -reach <= value < reach
            word = insert(word, format, value)
        out[at : at + width] = word.to_bytes(width, "little")
        return fits

    def update(self, row: Row, out: bytearray, at: int, value: int) -> bool:
        """Half of a difference: the field's old value counts."""
        width = row.width
        old = int.from_bytes(out[at : at + width], "little")
        if row.action == act.ADD_TO:
            value = old + value
        elif row.action == act.SUB_FROM:
            value = old - value
        mask = (1 << row.bits) - 1
        out[at : at + width] = (old & ~mask | value & mask).to_bytes(width, "little")
        return True

    def merged_attributes(self, parts: list[bytes]) -> bytes:
        return merged_attributes(parts)

    def adjust(self, link: Link) -> bool:
        if self.relaxation is None:
            self.relaxation = Relaxation(link)
        return self.relaxation.step()


def merged_attributes(parts: list[bytes]) -> bytes:
    """One attributes section for several: every extension, in its highest version."""
    extensions: dict[str, tuple[int, ...]] = {}
    for part in parts:
        for word in str(read_attributes(part, "riscv").get(TAG_ARCH, "")).split("_"):
            name = word.rstrip("0123456789p")
            version = word[len(name):]
            if name and (version or name not in ("rv64", "rv32")):
                numbers = tuple(int(number) for number in version.split("p") if number)
                extensions[name] = max(numbers, extensions.get(name, ()))
    if not extensions:
        return parts[0]
    arch = "_".join(name + "p".join(str(number) for number in version)
                    for name, version in extensions.items())
    return write_attributes("riscv", {TAG_STACK_ALIGN: 16, TAG_ARCH: arch})
