"""The RISC-V encoder: opcode and operands to bytes, compressed where that is allowed and fits.

Invariants: compressed encodings stand in front and are taken only while `compressed` is set; a
field with a symbol is left 0 and becomes a fixup whose flavour is FIXUP_FORMAT + its format, which
only an instruction's own encoding has.
"""

from __future__ import annotations

from librt.strings import write_i16_le, write_i32_le
from mypy_extensions import i16, i32, i64

from compiler.assembler.operands import EncodeError, Operands, Sink
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.encoder import WordEncoder
from compiler.target.formats import Slot
from compiler.target.riscv import tables_gen
from compiler.target.riscv.fields import FORMAT_B, FORMAT_J, UPPER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

FIXUP_FORMAT: Final = 16     # fixup flavours: + FORMAT_*


class Encoder(WordEncoder):
    """Encodes with or without the C extension."""

    def __init__(self) -> None:
        super().__init__(tables_gen.FIRST_ENCODING, tables_gen.WORDS, tables_gen.WORD_FORMATS,
                         tables_gen.FORMAT_STARTS, tables_gen.FORMATS)
        self.compressed = True
        self.field: bytes = tables_gen.FIELD
        self.taken: i64 = 0          # the encoding that `word` took

    def own_bits(self, transform: i64, param: i64, value: int) -> int:
        assert transform == UPPER
        return value & 63 if 0 < value < 32 or 0xFFFE0 <= value < 0x100000 else -1

    def own_value(self, transform: i64, param: i64, raw: int) -> int | None:
        assert transform == UPPER
        return raw - (raw >> 5 << 6) & 0xFFFFF if raw else None

    def symbolic_bits(self, slot: Slot, o: Operands) -> int:
        return 0

    def word(self, op: i64, o: Operands) -> i64:
        index = op - FIRST_MACHINE
        last: i64 = i64(self.first[index + 1]) - 1
        symbolic = o.symbol is not None or o.imm_symbol is not None
        at: i64 = i64(self.first[index])
        while at <= last:
            word: i64 = i64(self.words[at])
            if word & 3 == 3 or self.compressed and (not symbolic or at == last):
                word = self.fit(word, self.formats.get(self.kinds[at]), o)
                if word >= 0:
                    self.taken = at
                    return word
            at += 1
        return -1

    def encode(self, op: i64, o: Operands, sink: Sink) -> None:
        """Append the bytes of one instruction to the sink; EncodeError when nothing fits."""
        word = self.word(op, o)
        if word < 0:
            raise EncodeError("illegal operands")
        if o.symbol is not None or o.imm_symbol is not None:
            format: i64 = i64(self.field[self.taken])
            jumps = format == FORMAT_J or format >= FORMAT_B and format != FORMAT_B + 1
            self.fixup(2 if word & 3 != 3 else 4, FIXUP_FORMAT + format, jumps, o, sink)
        if word & 3 != 3:
            write_i16_le(sink.code, i16(word - 0x10000 if word > 0x7FFF else word))
        else:
            write_i32_le(sink.code, i32(word - 0x100000000 if word > 0x7FFFFFFF else word))
