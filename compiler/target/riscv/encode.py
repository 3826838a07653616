"""The RISC-V encoder: opcode and operands to bytes, driven by the generated records (`fields.py`).

Invariants: nothing is allocated per instruction; the first encoding whose checks hold is taken,
compressed ones only while `compressed` is set; a field with a symbol is left 0 and becomes a
fixup whose flavour is FIXUP_FORMAT + its format.
"""

from __future__ import annotations

from librt.strings import write_i16_le, write_i32_le
from mypy_extensions import i16, i32, i64

from compiler.assembler.operands import EncodeError, Label, Operands, Sink
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.riscv import tables_gen
from compiler.target.riscv.fields import (
    CHECK_EQUAL,
    CHECK_IS,
    CHECK_LOW,
    CHECK_NOT,
    CHECK_SIGNED,
    CHECK_UNSIGNED,
    FORMAT_B,
    FORMAT_J,
    PIECE,
    SLOT_BASE,
    SLOT_IMM,
)
from compiler.target.riscv.registers import CSR0

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

FIXUP_FORMAT: Final = 16     # fixup flavours: + FORMAT_*


def slot_value(o: Operands, slot: i64) -> i64:
    """What stands in a slot; register numbers count from 0 in each file but the CSRs'."""
    number: i64
    if slot == 0:
        number = o.r0
    elif slot == 1:
        number = o.r1
    elif slot == 2:
        number = o.r2
    elif slot == 3:
        number = o.r3
    elif slot == SLOT_BASE:
        number = o.base
    elif slot == SLOT_IMM:
        return i64(o.imm)
    else:
        return o.disp
    return number if number >= CSR0 else number & 31


class Encoder:
    """Encodes with or without the C extension."""

    def __init__(self) -> None:
        self.compressed = True
        self.first: list[int] = tables_gen.FIRST_ENCODING
        self.match: list[int] = tables_gen.MATCH
        self.size: bytes = tables_gen.ENCODING_SIZE
        self.format: bytes = tables_gen.FORMAT
        self.first_piece: list[int] = tables_gen.FIRST_PIECE
        self.pieces: bytes = tables_gen.PIECES
        self.first_check: list[int] = tables_gen.FIRST_CHECK
        self.checks: bytes = tables_gen.CHECKS

    def encode(self, op: i64, o: Operands, sink: Sink) -> None:
        """Append the bytes of one instruction to the sink; EncodeError when nothing fits."""
        index = op - FIRST_MACHINE
        at: i64 = i64(self.first[index])
        end: i64 = i64(self.first[index + 1])
        symbolic = o.symbol is not None or o.imm_symbol is not None
        while at < end:
            size: i64 = i64(self.size[at])
            if (size == 4 or self.compressed and (not symbolic or at + 1 == end)) and (
                    self.fits(at, o, symbolic)):
                self.emit(at, size, o, sink, symbolic)
                return
            at += 1
        raise EncodeError("illegal operands")

    def fits(self, at: i64, o: Operands, symbolic: bool) -> bool:
        """Whether an encoding's checks hold; values with a symbol are not known yet."""
        checks = self.checks
        position: i64 = i64(self.first_check[at]) * PIECE
        end: i64 = i64(self.first_check[at + 1]) * PIECE
        while position < end:
            kind: i64 = i64(checks[position])
            slot: i64 = i64(checks[position + 1])
            x: i64 = i64(checks[position + 2])
            y: i64 = i64(checks[position + 3])
            position += PIECE
            if symbolic and slot >= SLOT_IMM:
                continue
            if slot == SLOT_IMM and not -0x80000000 <= o.imm <= 0xFFFFFFFF:
                return False
            value = slot_value(o, slot)
            if kind == CHECK_SIGNED:
                if value < -(1 << (x - 1)) or value >= 1 << (x - 1) or value & ((1 << y) - 1):
                    return False
            elif kind == CHECK_UNSIGNED:
                if value < 0 or value >= 1 << x or value & ((1 << y) - 1):
                    return False
            elif kind == CHECK_EQUAL:
                if value != slot_value(o, x):
                    return False
            elif kind == CHECK_IS:
                if value != x:
                    return False
            elif kind == CHECK_NOT:
                if value == x:
                    return False
            elif kind == CHECK_LOW:
                if value & 24 != 8:
                    return False
            else:
                # CHECK_UPPER
                if value <= 0 or not (value < 1 << (x - 1)
                                      or (1 << 20) - (1 << (x - 1)) <= value < 1 << 20):
                    return False
        return True

    def emit(self, at: i64, size: i64, o: Operands, sink: Sink, symbolic: bool) -> None:
        """Write one encoding."""
        pieces = self.pieces
        position: i64 = i64(self.first_piece[at]) * PIECE
        end: i64 = i64(self.first_piece[at + 1]) * PIECE
        word: i64 = i64(self.match[at])
        while position < end:
            slot: i64 = i64(pieces[position])
            if slot < SLOT_IMM or not symbolic:
                value = slot_value(o, slot) >> i64(pieces[position + 1])
                width: i64 = i64(pieces[position + 2])
                word |= (value & ((1 << width) - 1)) << i64(pieces[position + 3])
            position += PIECE
        code = sink.code
        if symbolic:
            self.fixup(at, size, o, sink)
        if size == 2:
            write_i16_le(code, i16(word - 0x10000 if word > 0x7FFF else word))
        else:
            write_i32_le(code, i32(word - 0x100000000 if word > 0x7FFFFFFF else word))

    def fixup(self, at: i64, size: i64, o: Operands, sink: Sink) -> None:
        """The symbolic field of an instruction."""
        format: i64 = i64(self.format[at])
        flavour: i64 = FIXUP_FORMAT + format
        place: i64 = i64(len(sink.code))
        symbol: Label | None = o.imm_symbol
        if symbol is not None:
            sink.fixup(place, size, False, o.imm_kind, symbol, o.imm_minus, o.imm, flavour)
            return
        jumps = format == FORMAT_J or format >= FORMAT_B and format != FORMAT_B + 1
        sink.fixup(place, size, jumps, o.kind, o.symbol, o.minus, int(o.disp), flavour)
