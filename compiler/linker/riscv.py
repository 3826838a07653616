"""RISC-V: relocation rows, fields, PLT entries, e_flags and attributes of RV64.

The idea: a row also names the instruction format of its field (`FORMATS`); high parts are rounded
so that the sign-extended low part completes them, and a low part takes its value from the
relocation at the label it names.  Shortening code is `riscv_relax.py`'s job.
Source: RISC-V ELF psABI 1.0, chapters 3 (relocations, PLT) and 4 (attributes).
"""

from __future__ import annotations

import struct

from compiler.elf import relocations as r
from compiler.elf.constants import (
    EF_RISCV_FLOAT_ABI,
    EM_RISCV,
    SHT_RISCV_ATTRIBUTES,
)
from compiler.linker import actions as act
from compiler.linker.actions import EITHER, SIGNED, UNCHECKED
from compiler.linker.link_state import Link
from compiler.linker.machine import Machine, Row
from compiler.linker.riscv_relax import Relaxation
from compiler.linker.sections import InputSection
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

# type: (name without R_RISCV_, action, bytes, check, format)
ROWS = {
    r.R_RISCV_NONE: ("NONE", act.NONE, 0, UNCHECKED, FORMAT_NONE),
    r.R_RISCV_32: ("32", act.ABS, 4, EITHER, FORMAT_NONE),
    r.R_RISCV_64: ("64", act.ABS, 8, UNCHECKED, FORMAT_NONE),
    r.R_RISCV_TLS_DTPREL32: ("TLS_DTPREL32", act.DTPOFF, 4, EITHER, FORMAT_NONE),
    r.R_RISCV_TLS_DTPREL64: ("TLS_DTPREL64", act.DTPOFF, 8, UNCHECKED, FORMAT_NONE),
    r.R_RISCV_TLS_TPREL64: ("TLS_TPREL64", act.TPOFF, 8, UNCHECKED, FORMAT_NONE),
    r.R_RISCV_BRANCH: ("BRANCH", act.PC, 4, SIGNED, FORMAT_B),
    r.R_RISCV_JAL: ("JAL", act.PLT_PC, 4, SIGNED, FORMAT_J),
    r.R_RISCV_CALL: ("CALL", act.PLT_PC, 8, SIGNED, FORMAT_CALL),
    r.R_RISCV_CALL_PLT: ("CALL_PLT", act.PLT_PC, 8, SIGNED, FORMAT_CALL),
    r.R_RISCV_GOT_HI20: ("GOT_HI20", act.GOT_PC, 4, SIGNED, FORMAT_U),
    r.R_RISCV_TLS_GOT_HI20: ("TLS_GOT_HI20", act.GOTTP_PC, 4, SIGNED, FORMAT_U),
    r.R_RISCV_TLS_GD_HI20: ("TLS_GD_HI20", act.TLSGD_PC, 4, SIGNED, FORMAT_U),
    r.R_RISCV_PCREL_HI20: ("PCREL_HI20", act.PC, 4, SIGNED, FORMAT_U),
    r.R_RISCV_PCREL_LO12_I: ("PCREL_LO12_I", act.LOW, 4, UNCHECKED, FORMAT_I),
    r.R_RISCV_PCREL_LO12_S: ("PCREL_LO12_S", act.LOW, 4, UNCHECKED, FORMAT_S),
    r.R_RISCV_HI20: ("HI20", act.ABS, 4, SIGNED, FORMAT_U),
    r.R_RISCV_LO12_I: ("LO12_I", act.ABS, 4, UNCHECKED, FORMAT_I),
    r.R_RISCV_LO12_S: ("LO12_S", act.ABS, 4, UNCHECKED, FORMAT_S),
    r.R_RISCV_TPREL_HI20: ("TPREL_HI20", act.TPOFF, 4, SIGNED, FORMAT_U),
    r.R_RISCV_TPREL_LO12_I: ("TPREL_LO12_I", act.TPOFF, 4, UNCHECKED, FORMAT_I),
    r.R_RISCV_TPREL_LO12_S: ("TPREL_LO12_S", act.TPOFF, 4, UNCHECKED, FORMAT_S),
    r.R_RISCV_TPREL_ADD: ("TPREL_ADD", act.NONE, 4, UNCHECKED, FORMAT_NONE),
    r.R_RISCV_ADD8: ("ADD8", act.ADD_TO, 1, UNCHECKED, FORMAT_NONE),
    r.R_RISCV_ADD16: ("ADD16", act.ADD_TO, 2, UNCHECKED, FORMAT_NONE),
    r.R_RISCV_ADD32: ("ADD32", act.ADD_TO, 4, UNCHECKED, FORMAT_NONE),
    r.R_RISCV_ADD64: ("ADD64", act.ADD_TO, 8, UNCHECKED, FORMAT_NONE),
    r.R_RISCV_SUB8: ("SUB8", act.SUB_FROM, 1, UNCHECKED, FORMAT_NONE),
    r.R_RISCV_SUB16: ("SUB16", act.SUB_FROM, 2, UNCHECKED, FORMAT_NONE),
    r.R_RISCV_SUB32: ("SUB32", act.SUB_FROM, 4, UNCHECKED, FORMAT_NONE),
    r.R_RISCV_SUB64: ("SUB64", act.SUB_FROM, 8, UNCHECKED, FORMAT_NONE),
    r.R_RISCV_ALIGN: ("ALIGN", act.NONE, 0, UNCHECKED, FORMAT_NONE),
    r.R_RISCV_RVC_BRANCH: ("RVC_BRANCH", act.PC, 2, SIGNED, FORMAT_CB),
    r.R_RISCV_RVC_JUMP: ("RVC_JUMP", act.PLT_PC, 2, SIGNED, FORMAT_CJ),
    r.R_RISCV_GPREL_I: ("GPREL_I", act.ABS, 4, SIGNED, FORMAT_I),
    r.R_RISCV_GPREL_S: ("GPREL_S", act.ABS, 4, SIGNED, FORMAT_S),
    r.R_RISCV_TPREL_I: ("TPREL_I", act.TPOFF, 4, SIGNED, FORMAT_I),
    r.R_RISCV_TPREL_S: ("TPREL_S", act.TPOFF, 4, SIGNED, FORMAT_S),
    r.R_RISCV_RELAX: ("RELAX", act.NONE, 0, UNCHECKED, FORMAT_NONE),
    r.R_RISCV_SUB6: ("SUB6", act.SUB_FROM, 1, UNCHECKED, FORMAT_NONE),
    r.R_RISCV_SET6: ("SET6", act.SET_TO, 1, UNCHECKED, FORMAT_NONE),
    r.R_RISCV_SET8: ("SET8", act.SET_TO, 1, UNCHECKED, FORMAT_NONE),
    r.R_RISCV_SET16: ("SET16", act.SET_TO, 2, UNCHECKED, FORMAT_NONE),
    r.R_RISCV_SET32: ("SET32", act.SET_TO, 4, UNCHECKED, FORMAT_NONE),
    r.R_RISCV_32_PCREL: ("32_PCREL", act.PC, 4, SIGNED, FORMAT_NONE),
    r.R_RISCV_PLT32: ("PLT32", act.PLT_PC, 4, SIGNED, FORMAT_NONE),
}
HIGH = (r.R_RISCV_GOT_HI20, r.R_RISCV_TLS_GOT_HI20, r.R_RISCV_TLS_GD_HI20, r.R_RISCV_PCREL_HI20)
SIX_BITS = (r.R_RISCV_SUB6, r.R_RISCV_SET6)
# bits of the value that a format reaches, sign included
REACH = {FORMAT_I: 12, FORMAT_S: 12, FORMAT_B: 13, FORMAT_J: 21, FORMAT_CB: 9, FORMAT_CJ: 12}

# the eight instructions of PLT0 and the four of an entry (psABI 3.4), offsets left out
PLT_HEADER = (0x00000397, 0x41C30333, 0x0003BE03, 0xFD430313, 0x00038293, 0x00135313, 0x0082B283,
              0x000E0067)
PLT_ENTRY = (0x00000E17, 0x000E3E03, 0x000E0367, 0x00000013)


class RiscvRow(Row):
    """A row with the format of its field; `bits` of it when it is not whole bytes."""

    def __init__(self, kind: int) -> None:
        name, action, width, check, format = ROWS[kind]
        super().__init__("R_RISCV_" + name, action, width, check)
        self.format: int = format
        self.bits: int = 6 if kind in SIX_BITS else 8 * width
        self.high = kind in HIGH
        self.from_gp: bool = kind in (r.R_RISCV_GPREL_I, r.R_RISCV_GPREL_S)


class RiscV(Machine):
    """RV64 with the psABI's medium code models."""

    def __init__(self) -> None:
        super().__init__()
        self.number = EM_RISCV
        for kind in ROWS:
            self.rows[kind] = RiscvRow(kind)
        self.interpreter = "/lib/ld-linux-riscv64-lp64d.so.1"
        self.image_base = 0x10000
        self.plt_header_size = 32
        self.got_plt_header = 2
        self.got_symbol_in_got_plt = False
        self.got_has_header = True
        self.dtp_bias = 0x800
        self.provided = {"__global_pointer$": "small"}
        self.r_word = r.R_RISCV_64
        self.r_relative = r.R_RISCV_RELATIVE
        self.r_glob_dat = r.R_RISCV_64
        self.r_jump_slot = r.R_RISCV_JUMP_SLOT
        self.r_copy = r.R_RISCV_COPY
        self.r_irelative = r.R_RISCV_IRELATIVE
        self.r_dtpmod = r.R_RISCV_TLS_DTPMOD64
        self.r_dtpoff = r.R_RISCV_TLS_DTPREL64
        self.r_tpoff = r.R_RISCV_TLS_TPREL64
        self.relaxation: Relaxation | None = None

    def thread_pointer(self, start: int, size: int, align: int) -> int:
        return start

    def write_plt_header(self, out: bytearray, at: int, address: int, got_plt: int) -> None:
        words = list(PLT_HEADER)
        distance = got_plt - address
        words[0] = insert(words[0], FORMAT_U, distance + 0x800 >> 12)
        words[2] = insert(words[2], FORMAT_I, distance)
        words[4] = insert(words[4], FORMAT_I, distance)
        struct.pack_into("<8I", out, at, *words)

    def write_plt_entry(
        self, out: bytearray, at: int, address: int, slot: int, index: int, header: int
    ) -> None:
        words = list(PLT_ENTRY)
        words[0] = insert(words[0], FORMAT_U, slot - address + 0x800 >> 12)
        words[1] = insert(words[1], FORMAT_I, slot - address)
        struct.pack_into("<4I", out, at, *words)

    def write_iplt_entry(self, out: bytearray, at: int, address: int, slot: int) -> None:
        self.write_plt_entry(out, at, address, slot, 0, 0)

    def write_field(self, row: Row, out: bytearray, at: int, value: int) -> bool:
        assert isinstance(row, RiscvRow)
        format = row.format
        if format == FORMAT_NONE:
            if row.action in (act.ADD_TO, act.SUB_FROM, act.SET_TO):
                return self.update(row, out, at, value)
            return super().write_field(row, out, at, value)
        if row.from_gp and self.relaxation is not None:
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

    def update(self, row: RiscvRow, out: bytearray, at: int, value: int) -> bool:
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

    # --- what concerns whole files

    def prepare(self, link: Link) -> None:
        """One attributes section for all; objects of another float ABI are refused."""
        files = link.table.files
        kept: InputSection | None = None
        parts: list[bytes] = []
        for file in files:
            if (file.object.flags ^ files[0].object.flags) & EF_RISCV_FLOAT_ABI:
                link.diagnostics.error(f"{file.path}: floating-point ABI differs from "
                                       f"{files[0].path}")
        for section in list(link.sections):
            if section.type != SHT_RISCV_ATTRIBUTES:
                continue
            parts.append(bytes(section.data))
            if kept is None:
                kept = section
            else:
                section.alive = False
                link.sections.remove(section)
        if kept is not None:
            kept.data = merged_attributes(parts)
            kept.size = len(kept.data)

    def adjust(self, link: Link) -> bool:
        if self.relaxation is None:
            self.relaxation = Relaxation(link)
        return self.relaxation.step()


def merged_attributes(parts: list[bytes]) -> bytearray:
    """One attributes section for several: every extension, in its highest version."""
    extensions: dict[str, tuple[int, ...]] = {}
    for part in parts:
        for name, version in architecture(part):
            extensions[name] = max(version, extensions.get(name, ()))
    if not extensions:
        return bytearray(parts[0])
    return attributes("_".join(name + "p".join(str(number) for number in version)
                               for name, version in extensions.items()))


def attributes(arch: str) -> bytearray:
    """The contents of .riscv.attributes: stack alignment 16 and the architecture."""
    body = b"\x04\x10\x05" + arch.encode() + b"\0"
    file = b"\x01" + struct.pack("<I", len(body) + 5) + body
    vendor = b"riscv\0" + file
    return bytearray(b"A" + struct.pack("<I", len(vendor) + 4) + vendor)


def architecture(data: bytes) -> list[tuple[str, tuple[int, ...]]]:
    """Extensions and versions of an attributes section's Tag_RISCV_arch, [] without one."""
    at = data.find(b"\x05rv")
    end = data.find(b"\0", at)
    if at < 0 or end < 0:
        return []
    result = []
    for word in data[at + 1 : end].decode("ascii", "replace").split("_"):
        name = word.rstrip("0123456789p")
        version = word[len(name):]
        if name in ("rv64", "rv32") and not version:
            continue
        numbers = tuple(int(part) for part in version.split("p") if part)
        result.append((name, numbers))
    return result
