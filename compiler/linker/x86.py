"""x86-64: relocation rows, PLT entries, relaxations.

The rows are the psABI's table 4.9; the sequences that the relaxations rewrite are fixed by the
psABI byte by byte (B.2 for GOTPCRELX, 4.x "TLS" and Drepper's "ELF Handling For Thread-Local
Storage" for the TLS models), so a sequence that differs is left alone or is an error.
Invariant: a relaxation never changes a section's size.
"""

from __future__ import annotations

from compiler.elf import relocations as r
from compiler.elf.constants import EM_X86_64
from compiler.linker import actions as act
from compiler.linker.actions import EITHER, SIGNED, UNCHECKED, UNSIGNED
from compiler.linker.machine import Machine, Row

# type: (name, action, bytes, check)
ROWS = (
    (r.R_X86_64_NONE, "R_X86_64_NONE", act.NONE, 0, UNCHECKED),
    (r.R_X86_64_64, "R_X86_64_64", act.ABS, 8, UNCHECKED),
    (r.R_X86_64_PC32, "R_X86_64_PC32", act.PC, 4, SIGNED),
    (r.R_X86_64_GOT32, "R_X86_64_GOT32", act.GOT_OFFSET, 4, SIGNED),
    (r.R_X86_64_PLT32, "R_X86_64_PLT32", act.PLT_PC, 4, SIGNED),
    (r.R_X86_64_GOTPCREL, "R_X86_64_GOTPCREL", act.GOT_PC, 4, SIGNED),
    (r.R_X86_64_32, "R_X86_64_32", act.ABS, 4, UNSIGNED),
    (r.R_X86_64_32S, "R_X86_64_32S", act.ABS, 4, SIGNED),
    (r.R_X86_64_16, "R_X86_64_16", act.ABS, 2, EITHER),
    (r.R_X86_64_PC16, "R_X86_64_PC16", act.PC, 2, SIGNED),
    (r.R_X86_64_8, "R_X86_64_8", act.ABS, 1, EITHER),
    (r.R_X86_64_PC8, "R_X86_64_PC8", act.PC, 1, SIGNED),
    (r.R_X86_64_TLSGD, "R_X86_64_TLSGD", act.TLSGD_PC, 4, SIGNED),
    (r.R_X86_64_TLSLD, "R_X86_64_TLSLD", act.TLSLD_PC, 4, SIGNED),
    (r.R_X86_64_DTPOFF32, "R_X86_64_DTPOFF32", act.DTPOFF, 4, SIGNED),
    (r.R_X86_64_DTPOFF64, "R_X86_64_DTPOFF64", act.DTPOFF, 8, UNCHECKED),
    (r.R_X86_64_GOTTPOFF, "R_X86_64_GOTTPOFF", act.GOTTP_PC, 4, SIGNED),
    (r.R_X86_64_TPOFF32, "R_X86_64_TPOFF32", act.TPOFF, 4, SIGNED),
    (r.R_X86_64_TPOFF64, "R_X86_64_TPOFF64", act.TPOFF, 8, UNCHECKED),
    (r.R_X86_64_PC64, "R_X86_64_PC64", act.PC, 8, UNCHECKED),
    (r.R_X86_64_GOTOFF64, "R_X86_64_GOTOFF64", act.GOTBASE_REL, 8, UNCHECKED),
    (r.R_X86_64_GOTPC32, "R_X86_64_GOTPC32", act.GOTBASE_PC, 4, SIGNED),
    (r.R_X86_64_GOT64, "R_X86_64_GOT64", act.GOT_OFFSET, 8, UNCHECKED),
    (r.R_X86_64_GOTPCREL64, "R_X86_64_GOTPCREL64", act.GOT_PC, 8, UNCHECKED),
    (r.R_X86_64_GOTPC64, "R_X86_64_GOTPC64", act.GOTBASE_PC, 8, UNCHECKED),
    (r.R_X86_64_PLTOFF64, "R_X86_64_PLTOFF64", act.PLT_GOTBASE, 8, UNCHECKED),
    (r.R_X86_64_SIZE32, "R_X86_64_SIZE32", act.SIZE, 4, UNSIGNED),
    (r.R_X86_64_SIZE64, "R_X86_64_SIZE64", act.SIZE, 8, UNCHECKED),
    (r.R_X86_64_GOTPC32_TLSDESC, "R_X86_64_GOTPC32_TLSDESC", act.DESC_PC, 4, SIGNED),
    (r.R_X86_64_TLSDESC_CALL, "R_X86_64_TLSDESC_CALL", act.DESC_CALL, 0, UNCHECKED),
    (r.R_X86_64_GOTPCRELX, "R_X86_64_GOTPCRELX", act.GOT_PC_RELAX, 4, SIGNED),
    (r.R_X86_64_REX_GOTPCRELX, "R_X86_64_REX_GOTPCRELX", act.GOT_PC_RELAX, 4, SIGNED),
)

GD_HEAD = bytes.fromhex("66488d3d")  # data16 lea x@tlsgd(%rip),%rdi
GD_CALLS = (bytes.fromhex("666648e8"), bytes.fromhex("6648ff15"))  # call f@PLT, call *f@GOT
LD_HEAD = bytes.fromhex("488d3d")  # lea x@tlsld(%rip),%rdi
MOV_FS0_RAX = bytes.fromhex("64488b042500000000")  # mov %fs:0,%rax
LEA_RAX = bytes.fromhex("488d80")  # lea x@tpoff(%rax),%rax
ADD_RIP_RAX = bytes.fromhex("480305")  # add x@gottpoff(%rip),%rax
NOP2 = bytes.fromhex("6690")


class X8664(Machine):
    """The x86-64 of the System V psABI, small code model first."""

    def __init__(self) -> None:
        super().__init__()
        self.number = EM_X86_64
        for kind, name, action, width, check in ROWS:
            self.rows[kind] = Row(name, action, width, check)
        self.interpreter = "/lib64/ld-linux-x86-64.so.2"
        self.text_fill = b"\x90"
        self.tls_relaxable = (act.TLSGD_PC, act.TLSLD_PC, act.DTPOFF, act.GOTTP_PC, act.DESC_PC,
                              act.DESC_CALL)
        self.weak_pc_limit = 4
        self.pc_bias = 4
        self.r_word = r.R_X86_64_64
        self.r_relative = r.R_X86_64_RELATIVE
        self.r_glob_dat = r.R_X86_64_GLOB_DAT
        self.r_jump_slot = r.R_X86_64_JUMP_SLOT
        self.r_copy = r.R_X86_64_COPY
        self.r_irelative = r.R_X86_64_IRELATIVE
        self.r_dtpmod = r.R_X86_64_DTPMOD64
        self.r_dtpoff = r.R_X86_64_DTPOFF64
        self.r_tpoff = r.R_X86_64_TPOFF64
        self.r_tlsdesc = r.R_X86_64_TLSDESC

    def thread_pointer(self, start: int, size: int, align: int) -> int:
        return start + size + (-(start + size) & (align - 1))

    def lazy_slot(self, plt_entry: int, header: int) -> int:
        return plt_entry + 6

    def write_plt_header(self, out: bytearray, at: int, address: int, got_plt: int) -> None:
        push = got_plt + 8 - (address + 6)
        jump = got_plt + 16 - (address + 12)
        code = b"\xff\x35" + _rel32(push) + b"\xff\x25" + _rel32(jump) + b"\x0f\x1f\x40\x00"
        out[at : at + 16] = code

    def write_plt_entry(
        self, out: bytearray, at: int, address: int, slot: int, index: int, header: int
    ) -> None:
        code = b"\xff\x25" + _rel32(slot - (address + 6)) + b"\x68" + index.to_bytes(4, "little")
        out[at : at + 16] = code + b"\xe9" + _rel32(header - (address + 16))

    def write_iplt_entry(self, out: bytearray, at: int, address: int, slot: int) -> None:
        code = b"\xff\x25" + _rel32(slot - (address + 6))
        out[at : at + 16] = code + bytes.fromhex("662e0f1f840000000000")

    def relaxed_got(self, data: bytearray, offset: int, addend: int) -> bool:
        if addend != -4 or offset < 2 or offset + 4 > len(data):
            return False
        opcode = data[offset - 2]
        if opcode == 0x8B:
            return True
        return opcode == 0xFF and data[offset - 1] in (0x15, 0x25)

    def can_relax_tls(self, action: int, data: bytearray, offset: int) -> bool:
        if offset < 3 or offset + 4 > len(data):
            return False
        if action in (act.GD_TO_LE, act.GD_TO_IE):
            if offset < 4 or data[offset - 4 : offset] != GD_HEAD:
                return False
            return bytes(data[offset + 4 : offset + 8]) in GD_CALLS
        if action == act.LD_TO_LE:
            if data[offset - 3 : offset] != LD_HEAD:
                return False
            tail = bytes(data[offset + 4 : offset + 6])
            return tail[:1] == b"\xe8" or tail == b"\xff\x15"
        if action == act.IE_TO_LE:
            return data[offset - 3] in (0x48, 0x4C) and data[offset - 2] in (0x8B, 0x03)
        return data[offset - 3] in (0x48, 0x4C) and data[offset - 2] == 0x8D

    def write_relaxed(
        self, action: int, out: bytearray, at: int, value: int, data: bytearray, offset: int
    ) -> int:
        if action == act.RELAXED_GOT:
            return self._write_direct(out, at, value)
        if action == act.GD_TO_LE:
            out[at - 4 : at + 12] = MOV_FS0_RAX + LEA_RAX + _rel32(value)
        elif action == act.GD_TO_IE:
            value -= 8  # the field stands 8 bytes further on
            out[at - 4 : at + 12] = MOV_FS0_RAX + ADD_RIP_RAX + _rel32(value)
        elif action == act.LD_TO_LE:
            long_call = data[offset + 4] == 0xFF
            code = b"\x66" * (4 if long_call else 3) + MOV_FS0_RAX
            out[at - 3 : at - 3 + len(code)] = code
            return 0
        elif action in (act.IE_TO_LE, act.DESC_TO_LE):
            register = out[at - 1] >> 3 & 7
            rex = 0x49 if out[at - 3] == 0x4C else 0x48
            opcode = 0x81 if out[at - 2] == 0x03 else 0xC7
            out[at - 3 : at + 4] = bytes([rex, opcode, 0xC0 | register]) + _rel32(value)
        elif action == act.DESC_TO_IE:
            out[at - 2] = 0x8B
            out[at : at + 4] = _rel32(value)
        else:
            out[at : at + 2] = NOP2
            return 0
        return value

    def _write_direct(self, out: bytearray, at: int, value: int) -> int:
        opcode = out[at - 2]
        if opcode == 0x8B:  # mov x@GOT(%rip),%reg: lea x(%rip),%reg
            out[at - 2] = 0x8D
        elif out[at - 1] == 0x15:  # call *x@GOT(%rip): addr32 call x
            out[at - 2] = 0x67
            out[at - 1] = 0xE8
        else:  # jmp *x@GOT(%rip): jmp x; nop
            value += 1
            out[at - 2] = 0xE9
            out[at - 1 : at + 3] = _rel32(value)
            out[at + 3] = 0x90
            return value
        out[at : at + 4] = _rel32(value)
        return value


def _rel32(value: int) -> bytes:
    return (value & 0xFFFFFFFF).to_bytes(4, "little")
