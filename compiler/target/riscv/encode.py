"""The RISC-V encoder: opcode and operands to bytes, compressed where that is allowed and fits.

Invariants: compressed encodings stand in front and are taken only while `compressed` is set; a
field with a symbol is left 0 and becomes a fixup whose flavour is FIXUP_FIELD + its format, which
only an instruction's own encoding has.
"""

from __future__ import annotations

from librt.strings import write_i16_le
from mypy_extensions import i16, i64

from compiler.assembler.operands import FIXUP_FIELD, Operands, Sink
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.encoder import WordEncoder
from compiler.target.formats import Slot
from compiler.target.riscv import tables_gen
from compiler.target.riscv.fields import FORMAT_B, FORMAT_J, UPPER


class Encoder(WordEncoder):
    """Encodes with or without the C extension."""

    def __init__(self) -> None:
        super().__init__(tables_gen.FIRST_ENCODING, tables_gen.WORDS, tables_gen.WORD_FORMATS,
                         tables_gen.FORMAT_STARTS, tables_gen.FORMATS)
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

    def mark(self, op: i64, word: i64, o: Operands, sink: Sink) -> None:
        format: i64 = i64(self.field[self.taken])
        jumps = format == FORMAT_J or format >= FORMAT_B and format != FORMAT_B + 1
        self.fixup(2 if word & 3 != 3 else 4, FIXUP_FIELD + format, jumps, o, sink)

    def write(self, word: i64, sink: Sink) -> None:
        if word & 3 == 3:
            super().write(word, sink)
        else:
            write_i16_le(sink.code, i16(word - 0x10000 if word > 0x7FFF else word))
