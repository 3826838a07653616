"""The assembler's hooks for x86: branches, no-ops, relocation types.

Relocation choices are GNU as's: PLT32 for branches, GOTPCRELX for instructions that the linker
may rewrite, 32S where the processor sign-extends. Source: psABI AMD64 4.4, i386 4.4.
"""

from __future__ import annotations

from librt.strings import BytesWriter
from mypy_extensions import i64

from compiler.assembler.architecture import Architecture
from compiler.assembler.expression import Places
from compiler.assembler.layout import Fixup, Piece
from compiler.assembler.operands import (
    FIXUP_BRANCH,
    FIXUP_GOT,
    FIXUP_GOT_REX,
    FIXUP_SIGNED,
    KIND_DTPMOD,
    KIND_DTPOFF,
    KIND_GOT,
    KIND_GOTNTPOFF,
    KIND_GOTOFF,
    KIND_GOTPC,
    KIND_GOTPCREL,
    KIND_GOTPCREL_NORELAX,
    KIND_GOTPLT,
    KIND_GOTTPOFF,
    KIND_INDNTPOFF,
    KIND_NONE,
    KIND_NTPOFF,
    KIND_PLAIN,
    KIND_PLT,
    KIND_PLTOFF,
    KIND_SIZE,
    KIND_TLSCALL,
    KIND_TLSDESC,
    KIND_TLSGD,
    KIND_TLSLD,
    KIND_TPOFF,
    PREFIX_BND,
    PREFIX_NOTRACK,
    Label,
    Operands,
    Sink,
)
from compiler.assembler.scanner import Names
from compiler.assembler.syntax import Printer, Syntax
from compiler.elf import relocations as R
from compiler.elf.constants import EM_386, EM_X86_64
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.machine import IS_RELAXABLE
from compiler.target.x86 import tables_gen
from compiler.target.x86.encode import Encoder, write_low_32
from compiler.target.x86.fields import E_OPCODE, RECORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# kind * 16 + size -> type, absolute and pc-relative places apart
_ABSOLUTE_64: Final = {
    KIND_PLAIN * 16 + 8: R.R_X86_64_64, KIND_PLAIN * 16 + 4: R.R_X86_64_32,
    KIND_PLAIN * 16 + 2: R.R_X86_64_16, KIND_PLAIN * 16 + 1: R.R_X86_64_8,
    KIND_GOT * 16 + 4: R.R_X86_64_GOT32, KIND_GOT * 16 + 8: R.R_X86_64_GOT64,
    KIND_GOTOFF * 16 + 8: R.R_X86_64_GOTOFF64,
    KIND_TPOFF * 16 + 4: R.R_X86_64_TPOFF32, KIND_TPOFF * 16 + 8: R.R_X86_64_TPOFF64,
    KIND_DTPOFF * 16 + 4: R.R_X86_64_DTPOFF32, KIND_DTPOFF * 16 + 8: R.R_X86_64_DTPOFF64,
    KIND_DTPMOD * 16 + 8: R.R_X86_64_DTPMOD64,
    KIND_SIZE * 16 + 4: R.R_X86_64_SIZE32, KIND_SIZE * 16 + 8: R.R_X86_64_SIZE64,
    KIND_PLT * 16 + 4: R.R_X86_64_PLT32, KIND_PLTOFF * 16 + 8: R.R_X86_64_PLTOFF64,
    KIND_GOTPLT * 16 + 8: R.R_X86_64_GOTPLT64,
    KIND_GOTPCREL * 16 + 4: R.R_X86_64_GOTPCREL, KIND_GOTPCREL * 16 + 8: R.R_X86_64_GOTPCREL64,
    KIND_GOTPC * 16 + 8: R.R_X86_64_GOTPC64, KIND_GOTPC * 16 + 4: R.R_X86_64_GOTPC32,
    KIND_TLSCALL * 16 + 0: R.R_X86_64_TLSDESC_CALL,
    KIND_GOTTPOFF * 16 + 4: R.R_X86_64_GOTTPOFF, KIND_TLSGD * 16 + 4: R.R_X86_64_TLSGD,
    KIND_TLSLD * 16 + 4: R.R_X86_64_TLSLD,
}
_PCREL_64: Final = {
    KIND_PLAIN * 16 + 8: R.R_X86_64_PC64, KIND_PLAIN * 16 + 4: R.R_X86_64_PC32,
    KIND_PLAIN * 16 + 2: R.R_X86_64_PC16, KIND_PLAIN * 16 + 1: R.R_X86_64_PC8,
    KIND_PLT * 16 + 4: R.R_X86_64_PLT32,
    KIND_GOTPCREL * 16 + 4: R.R_X86_64_GOTPCREL, KIND_GOTPCREL * 16 + 8: R.R_X86_64_GOTPCREL64,
    KIND_GOTPCREL_NORELAX * 16 + 4: R.R_X86_64_GOTPCREL,
    KIND_GOTTPOFF * 16 + 4: R.R_X86_64_GOTTPOFF, KIND_TLSGD * 16 + 4: R.R_X86_64_TLSGD,
    KIND_TLSLD * 16 + 4: R.R_X86_64_TLSLD, KIND_TLSDESC * 16 + 4: R.R_X86_64_GOTPC32_TLSDESC,
    KIND_GOTPC * 16 + 4: R.R_X86_64_GOTPC32, KIND_GOTPC * 16 + 8: R.R_X86_64_GOTPC64,
    KIND_DTPOFF * 16 + 4: R.R_X86_64_DTPOFF32, KIND_TPOFF * 16 + 4: R.R_X86_64_TPOFF32,
}
_ABSOLUTE_32: Final = {
    KIND_PLAIN * 16 + 4: R.R_386_32, KIND_PLAIN * 16 + 2: R.R_386_16,
    KIND_PLAIN * 16 + 1: R.R_386_8, KIND_GOT * 16 + 4: R.R_386_GOT32,
    KIND_GOTOFF * 16 + 4: R.R_386_GOTOFF, KIND_PLT * 16 + 4: R.R_386_PLT32,
    KIND_TLSGD * 16 + 4: R.R_386_TLS_GD, KIND_TLSLD * 16 + 4: R.R_386_TLS_LDM,
    KIND_DTPOFF * 16 + 4: R.R_386_TLS_LDO_32, KIND_GOTTPOFF * 16 + 4: R.R_386_TLS_IE_32,
    KIND_TPOFF * 16 + 4: R.R_386_TLS_LE_32, KIND_NTPOFF * 16 + 4: R.R_386_TLS_LE,
    KIND_INDNTPOFF * 16 + 4: R.R_386_TLS_IE, KIND_GOTNTPOFF * 16 + 4: R.R_386_TLS_GOTIE,
    KIND_GOTPC * 16 + 4: R.R_386_GOTPC, KIND_SIZE * 16 + 4: R.R_386_SIZE32,
    KIND_TLSDESC * 16 + 4: R.R_386_TLS_GOTDESC, KIND_TLSCALL * 16 + 0: R.R_386_TLS_DESC_CALL,
}
_PCREL_32: Final = {
    KIND_PLAIN * 16 + 4: R.R_386_PC32, KIND_PLAIN * 16 + 2: R.R_386_PC16,
    KIND_PLAIN * 16 + 1: R.R_386_PC8, KIND_PLT * 16 + 4: R.R_386_PLT32,
    KIND_GOTPC * 16 + 4: R.R_386_GOTPC,
}

# GNU as's recommended multi-byte no-ops (64-bit and i686 code)
_NOPS: Final = [
    b"", b"\x90", b"\x66\x90", b"\x0f\x1f\x00", b"\x0f\x1f\x40\x00", b"\x0f\x1f\x44\x00\x00",
    b"\x66\x0f\x1f\x44\x00\x00", b"\x0f\x1f\x80\x00\x00\x00\x00",
    b"\x0f\x1f\x84\x00\x00\x00\x00\x00", b"\x66\x0f\x1f\x84\x00\x00\x00\x00\x00",
    b"\x66\x2e\x0f\x1f\x84\x00\x00\x00\x00\x00",
    b"\x66\x66\x2e\x0f\x1f\x84\x00\x00\x00\x00\x00",
]
# 32-bit code without knowledge of the processor, 16-bit code: lea forms
_NOPS_32: Final = [
    b"", b"\x90", b"\x66\x90", b"\x8d\x76\x00", b"\x8d\x74\x26\x00", b"\x8d\x74\x26\x00\x90",
    b"\x8d\xb6\x00\x00\x00\x00", b"\x8d\xb4\x26\x00\x00\x00\x00",
]
_NOPS_16: Final = [b"", b"\x90", b"\x66\x90", b"\x8d\x74\x00", b"\x8d\xb4\x00\x00"]
# more no-ops of the largest size than this: jump over them
_MOST_NOPS_64: Final = 7
_MOST_NOPS: Final = 2


class X86Architecture(Architecture):
    """x86-64 (`bits` 64) or i386 objects."""

    def __init__(self, bits: i64 = 64) -> None:
        super().__init__()
        self.encoder = Encoder(bits)
        self.mode = bits
        self.properties: list[int] = tables_gen.PROPERTIES
        if bits == 64:
            self.machine = EM_X86_64
        else:
            self.machine = EM_386
            self.address_size = 4
            self.return_column = 8
            self.stack_register = 4
            self.data_align = -4
            self.initial_cfa_offset = 4
            self.return_offset = -4

    def syntax(self, names: Names, places: Places, symbols: dict[str, Label]) -> Syntax:
        from compiler.assembler.x86_syntax import X86Syntax

        return X86Syntax(names, places, symbols)

    def printer(self) -> Printer:
        from compiler.target.x86.printer import X86Printer

        return X86Printer(self.mode)

    def encode(self, op: i64, operands: Operands, sink: Sink) -> None:
        self.encoder.encode(op, operands, sink)

    def set_mode(self, mode: i64) -> None:
        """.code16, .code32, .code64."""
        self.mode = mode
        self.encoder.set_mode(mode)

    def is_relaxable(self, op: i64) -> bool:
        return self.properties[op - FIRST_MACHINE] & IS_RELAXABLE != 0

    def jump_form(self, piece: Piece, distance: i64) -> i64:
        return 0 if -128 <= distance <= 127 else 1

    def jump_size(self, piece: Piece) -> i64:
        size: i64 = 2
        if piece.form:
            opcode = self.encoder.table[i64(self.encoder.first[piece.op - FIRST_MACHINE])
                                        * RECORD + E_OPCODE]
            size = 5 if opcode == 0xEB else 6
            if piece.mode == 16:
                size -= 2
        if piece.prefixes:
            size += 1
        return size

    def write_jump(self, piece: Piece, distance: i64, code: BytesWriter) -> i64:
        opcode: i64 = i64(self.encoder.table[i64(self.encoder.first[piece.op - FIRST_MACHINE])
                                             * RECORD + E_OPCODE])
        if piece.prefixes & PREFIX_NOTRACK:
            code.append(0x3E)
        elif piece.prefixes & PREFIX_BND:
            code.append(0xF2)
        if piece.form == 0:
            code.append(opcode)
            code.append(distance & 255)
            return 1
        if opcode == 0xEB:
            code.append(0xE9)
        else:
            code.append(0x0F)
            code.append(opcode + 0x10)
        if piece.mode == 16:
            code.append(distance & 255)
            code.append(distance >> 8 & 255)
            return 2
        write_low_32(code, distance)
        return 4

    def nops(self, count: i64, mode: i64) -> bytes:
        patterns = _NOPS if mode == 64 else _NOPS_32 if mode == 32 else _NOPS_16
        largest = len(patterns) - 1
        result = b""
        if count // largest > (_MOST_NOPS_64 if mode == 64 else _MOST_NOPS):
            if count - 2 < 128:
                result = b"\xeb" + bytes([count - 2])
            elif mode == 16:
                result = b"\x66\xe9" + int(count - 6).to_bytes(4, "little")
            else:
                result = b"\xe9" + int(count - 5).to_bytes(4, "little")
            count -= len(result)
        if count > largest:
            whole = (count - 1) // largest
            result += patterns[largest] * int(whole)
            count -= whole * largest
        return result + patterns[count]

    def relocation(self, fixup: Fixup, size: i64, pcrel: bool) -> i64:
        kind = fixup.kind
        if kind == KIND_NONE:
            return 0                # R_X86_64_NONE, R_386_NONE
        key = int(kind * 16 + size)
        flavour = fixup.flavour
        if self.machine == EM_386:
            if kind == KIND_GOT and flavour >= FIXUP_GOT_REX:
                return R.R_386_GOT32X
            return (_PCREL_32 if pcrel else _ABSOLUTE_32).get(key, -1)
        if not pcrel:
            if kind == KIND_PLAIN and size == 4 and flavour == FIXUP_SIGNED:
                return R.R_X86_64_32S
            return _ABSOLUTE_64.get(key, -1)
        if flavour == FIXUP_BRANCH and kind == KIND_PLAIN and size == 4 and (
                fixup.symbol is not None):
            return R.R_X86_64_PLT32
        if kind == KIND_GOTPCREL and size == 4:
            if flavour == FIXUP_GOT_REX:
                return R.R_X86_64_REX_GOTPCRELX
            if flavour == FIXUP_GOT:
                return R.R_X86_64_GOTPCRELX
        return _PCREL_64.get(key, -1)

    def keeps_symbol(self, fixup: Fixup) -> bool:
        kind = fixup.kind
        return kind != KIND_PLAIN and (kind != KIND_PLT or self.machine == EM_386)
