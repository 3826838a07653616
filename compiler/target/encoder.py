"""The encoder of machines with fixed-width words: operands into a word, as the formats say.

Invariants: nothing but the operands decides; the first encoding of an opcode whose slots take all
values is used; a value with a symbol counts as 0 and is left to a fixup. A machine derives its own
class for its transforms and fixups.
"""

from __future__ import annotations

from librt.strings import write_i32_le
from mypy_extensions import i32, i64

from compiler.assembler.operands import EncodeError, Label, Operands, Sink
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.formats import (
    FIRST_OWN,
    REGISTER,
    SAME,
    SIGNED,
    SOURCE_BASE,
    SOURCE_DISP,
    SOURCE_EXTEND,
    SOURCE_IMM,
    SOURCE_INDEX,
    SOURCE_LABEL,
    SOURCE_SCALE,
    Format,
    Formats,
    Slot,
    encode,
)


class WordEncoder:
    """Finds the words of instructions. `first`: of each opcode's encodings, whose fixed bits are
    in `words` and whose formats in `kinds`."""

    def __init__(self, first: list[int], words: list[int], kinds: list[int], starts: list[int],
                 numbers: list[int]) -> None:
        self.first = first
        self.words = words
        self.kinds = kinds
        self.formats = Formats(starts, numbers)
        self.compressed = True       # encodings of two bytes are taken, where a machine has them

    # -- what a machine does its own way -------------------------------------------------------

    def own_bits(self, transform: i64, param: i64, value: int) -> int:
        """The bits of a value by one of the machine's own transforms, -1: none."""
        raise NotImplementedError

    def own_value(self, transform: i64, param: i64, raw: int) -> int | None:
        """The value of bits by one of the machine's own transforms, None: there is none."""
        raise NotImplementedError

    def symbolic_bits(self, slot: Slot, o: Operands) -> int:
        """What an immediate with a symbol leaves in its field, -1: the field takes none."""
        return self.bits(slot, 0)

    def mark(self, op: i64, word: i64, o: Operands, sink: Sink) -> None:
        """Tell the sink of the symbol of an instruction."""
        raise NotImplementedError

    def write(self, word: i64, sink: Sink) -> None:
        """Append an instruction's word."""
        write_i32_le(sink.code, i32(word - 0x100000000 if word > 0x7FFFFFFF else word))

    # -- instructions --------------------------------------------------------------------------

    def encode(self, op: i64, o: Operands, sink: Sink) -> None:
        """Append one instruction to the sink; EncodeError when no encoding fits."""
        word = self.word(op, o)
        if word < 0:
            raise EncodeError("illegal operands")
        if o.symbol is not None or o.imm_symbol is not None:
            self.mark(op, word, o, sink)
        self.write(word, sink)

    def fixup(self, size: i64, flavour: i64, distance: bool, o: Operands, sink: Sink) -> None:
        """Tell the sink of the symbol of the instruction that comes next, in a field of that
        flavour; `distance`: what its label means."""
        place: i64 = i64(len(sink.code))
        symbol: Label | None = o.imm_symbol
        if symbol is not None:
            sink.fixup(place, size, False, o.imm_kind, symbol, o.imm_minus, o.imm, flavour)
        else:
            sink.fixup(place, size, distance, o.kind, o.symbol, o.minus, int(o.disp), flavour)

    # -- words ---------------------------------------------------------------------------------

    def word(self, op: i64, o: Operands) -> i64:
        """The instruction's word, -1: no encoding takes these operands."""
        index = op - FIRST_MACHINE
        for k in range(self.first[index], self.first[index + 1]):
            word = self.fit(i64(self.words[k]), self.formats.get(self.kinds[k]), o)
            if word >= 0:
                return word
        return -1

    def fit(self, word: i64, format: Format, o: Operands) -> i64:
        """The word with the operands in place, -1: they do not fit."""
        if o.index >= 0 and not format.has_index:
            return -1
        for slot in format.slots:
            if slot.source >= SOURCE_IMM and o.imm_symbol is not None:
                raw = self.symbolic_bits(slot, o)
            elif slot.transform == SAME:
                same = self.value(slot.source, o, format) == self.value(slot.param, o, format)
                raw = 0 if same else -1
            else:
                raw = self.bits(slot, self.value(slot.source, o, format))
            if raw < 0:
                return -1
            for k in range(len(slot.place)):
                low, bits = slot.low[k], slot.bits[k]
                word |= i64((raw >> low & ((1 << bits) - 1)) << slot.place[k])
        return word

    def bits(self, slot: Slot, value: int) -> int:
        """The bits of a value in its slot, -1: it does not fit."""
        transform = slot.transform
        width = int(slot.width)
        if transform == REGISTER:
            raw = value - int(slot.param)
        elif transform == SIGNED:
            half = 1 << width - 1
            raw = value >> int(slot.param)
            if raw << int(slot.param) != value or not -half <= raw < half:
                return -1
            return raw & 2 * half - 1
        elif transform >= FIRST_OWN:
            raw = self.own_bits(transform, slot.param, value)
        else:
            raw = encode(transform, slot.param, value)
        return raw if raw >= 0 and raw >> width == 0 else -1

    def value(self, source: i64, o: Operands, format: Format) -> int:
        """What stands in a source."""
        if source < SOURCE_BASE:
            return int(o.register(source))
        if source == SOURCE_BASE:
            return int(o.base)
        if source in (SOURCE_DISP, SOURCE_LABEL):
            return 0 if o.symbol is not None else int(o.disp)
        if source >= SOURCE_IMM:
            if format.values == 1:
                return o.imm
            return o.imm >> 16 * int(source - SOURCE_IMM) & 0xFFFF
        if source == SOURCE_INDEX:
            return int(o.index)
        if source == SOURCE_EXTEND:
            return int(o.extend)
        assert source == SOURCE_SCALE
        return int(o.scale)
