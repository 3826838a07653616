"""The A64 encoder: opcode and operands to one word, driven by the generated formats.

Invariants: as in `target/encoder.py`; a part with a symbol becomes a fixup, whose flavour is the
kind of place (PLACE_*).
Source: the rows (`notation.py`).
"""

from __future__ import annotations

from librt.strings import write_i32_le
from mypy_extensions import i32, i64

from compiler.assembler import arm_relocations as specifiers
from compiler.assembler.operands import EncodeError, Operands, Sink
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.arm import tables_gen
from compiler.target.arm.immediates import ADDITION, WIDE, decode, encode
from compiler.target.encoder import WordEncoder
from compiler.target.formats import Slot


class Encoder(WordEncoder):
    """Encodes into sinks."""

    def __init__(self) -> None:
        super().__init__(tables_gen.FIRST_ENCODING, tables_gen.WORDS, tables_gen.WORD_FORMATS,
                         tables_gen.FORMAT_STARTS, tables_gen.FORMATS)

    def encode(self, op: i64, o: Operands, sink: Sink) -> None:
        """Append one instruction to the sink; EncodeError when no encoding fits."""
        word = self.word(op, o)
        if word < 0:
            name = tables_gen.NAMES.split(" ")[op - FIRST_MACHINE]
            raise EncodeError(f"immediate or register out of range for {name}")
        if o.symbol is not None or o.imm_symbol is not None:
            place: i64 = i64(tables_gen.PLACE[op - FIRST_MACHINE])
            if place == 0:
                raise EncodeError("the instruction takes no symbol")
            distance = place <= specifiers.PLACE_LITERAL and place != specifiers.PLACE_PAGE
            self.fixup(0 if place == specifiers.PLACE_MARK else 4, place, distance, o, sink)
        write_i32_le(sink.code, i32(word if word < 0x80000000 else word - 0x100000000))

    def own_bits(self, transform: i64, param: i64, value: int) -> int:
        return encode(transform, param, value)

    def own_value(self, transform: i64, param: i64, raw: int) -> int | None:
        return decode(transform, param, raw)

    def symbolic_bits(self, slot: Slot, o: Operands) -> int:
        """The shift that a specifier implies."""
        shift = specifiers.implied_shift(int(o.imm_kind))
        if slot.transform == WIDE:
            return self.bits(slot, shift << 16)
        shifted = 1 << 12 if shift else 0
        return shifted if slot.transform == ADDITION else self.bits(slot, shifted)
