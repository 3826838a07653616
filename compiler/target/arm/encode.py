"""The A64 encoder: opcode and operands to one word, driven by the generated formats.

Invariants: the first encoding of the opcode whose slots take all values is used; a part with a
symbol is left 0 and becomes a fixup, whose flavour is the kind of place (PLACE_*).
Source: the rows (`notation.py`).
"""

from __future__ import annotations

from librt.strings import write_i32_le
from mypy_extensions import i32, i64

from compiler.assembler.arm_relocations import (
    KIND_FIRST,
    PLACE_ACCESS,
    PLACE_ADD,
    PLACE_ADR,
    PLACE_CALL,
    PLACE_CONDITION,
    PLACE_JUMP,
    PLACE_LITERAL,
    PLACE_MARK,
    PLACE_MOVE,
    PLACE_PAGE,
    PLACE_TEST,
    implied_shift,
)
from compiler.assembler.operands import EncodeError, Operands, Sink
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.arm import ops_gen as arm
from compiler.target.arm import tables_gen
from compiler.target.arm.forms import FORMS
from compiler.target.arm.immediates import (
    ADDITION,
    REGISTER,
    SIGNED,
    VECTOR,
    WIDE,
    encode,
)
from compiler.target.arm.sources import (
    SOURCE_BASE,
    SOURCE_DISP,
    SOURCE_EXTEND,
    SOURCE_IMM,
    SOURCE_INDEX,
    SOURCE_LABEL,
    SOURCE_SCALE,
)
from compiler.target.machine import MAX_OPERANDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

LABEL_PLACES: Final = {"l26": PLACE_JUMP, "l19": PLACE_CONDITION, "l14": PLACE_TEST,
                       "adr": PLACE_ADR, "adrp": PLACE_PAGE}


class Slot:
    """One part of the operands in a format; pieces as in `notation.py`."""

    def __init__(self, source: i64, transform: i64, param: i64) -> None:
        self.source: i64 = source
        self.transform: i64 = transform
        self.param: i64 = param
        self.width: i64 = 0          # bits of all pieces
        self.low: list[int] = []
        self.bits: list[int] = []
        self.place: list[int] = []


class Format:
    """The slots of a format, and the mask of the bits that are fixed."""

    def __init__(self, number: int) -> None:
        self.slots: list[Slot] = []
        numbers = tables_gen.FORMATS
        at = tables_gen.FORMAT_STARTS[number]
        count = numbers[at]
        at += 1
        variable = 0
        for _ in range(count):
            slot = Slot(numbers[at], numbers[at + 1], numbers[at + 2])
            pieces = numbers[at + 3]
            at += 4
            for _ in range(pieces):
                low, bits, place = numbers[at], numbers[at + 1], numbers[at + 2]
                at += 3
                slot.low.append(low)
                slot.bits.append(bits)
                slot.place.append(place)
                slot.width = max(slot.width, low + bits)
                variable |= ((1 << bits) - 1) << place
            self.slots.append(slot)
        self.mask = 0xFFFFFFFF & ~variable
        self.values = sum(1 for slot in self.slots if slot.source >= SOURCE_IMM)


class Formats:
    """All formats, made on demand."""

    def __init__(self) -> None:
        self.known: list[Format | None] = [None] * len(tables_gen.FORMAT_STARTS)

    def get(self, number: int) -> Format:
        found = self.known[number]
        if found is None:
            found = Format(number)
            self.known[number] = found
        return found


class Encoder:
    """Encodes into sinks."""

    def __init__(self) -> None:
        self.first: list[int] = tables_gen.FIRST_ENCODING
        self.words: list[int] = tables_gen.WORDS
        self.kinds: list[int] = tables_gen.WORD_FORMATS
        self.formats = Formats()

    def encode(self, op: i64, o: Operands, sink: Sink) -> None:
        """Append one instruction to the sink; EncodeError when no encoding fits."""
        word = self.word(op, o)
        if word < 0:
            name = tables_gen.NAMES.split(" ")[op - FIRST_MACHINE]
            raise EncodeError(f"immediate or register out of range for {name}")
        if o.symbol is not None or o.imm_symbol is not None:
            add_fixup(op, o, sink)
        write_i32_le(sink.code, i32(word if word < 0x80000000 else word - 0x100000000))

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
        if o.index >= 0 and (len(format.slots) < 2 or not takes_index(format)):
            return -1
        for slot in format.slots:
            transform = slot.transform
            value: int = self.value(slot, o, format)
            if transform == REGISTER and 0 <= value < 32:
                raw = value
            elif transform == VECTOR and slot.param == 32 and 32 <= value < 64:
                raw = value - 32
            elif transform == SIGNED:
                scale = int(slot.param)
                half = 1 << int(slot.width) - 1
                raw = value >> scale
                if raw << scale != value or not -half <= raw < half:
                    return -1
            else:
                raw = encode(transform, slot.param, value)
                if transform == ADDITION and o.imm_symbol is not None:
                    raw = value
                if raw < 0 or raw >> int(slot.width):
                    return -1
            for k in range(len(slot.place)):
                low, bits = slot.low[k], slot.bits[k]
                word |= i64((raw >> low & ((1 << bits) - 1)) << slot.place[k])
        return word

    def value(self, slot: Slot, o: Operands, format: Format) -> int:
        """What stands in the slot's source."""
        source = slot.source
        if source < SOURCE_BASE:
            return int(o.r0 if source == 0 else o.r1 if source == 1 else o.r2 if source == 2
                       else o.r3)
        if source == SOURCE_BASE:
            return int(o.base)
        if source in (SOURCE_DISP, SOURCE_LABEL):
            return 0 if o.symbol is not None else int(o.disp)
        if source >= SOURCE_IMM:
            if o.imm_symbol is not None:
                shift = implied_shift(int(o.imm_kind)) if o.imm_kind >= KIND_FIRST else 0
                if slot.transform == WIDE:
                    return shift << 16
                return 1 << 12 if shift else 0
            if format.values == 1:
                return o.imm
            return o.imm >> 16 * int(source - SOURCE_IMM) & 0xFFFF
        if source == SOURCE_INDEX:
            return int(o.index)
        if source == SOURCE_EXTEND:
            return int(o.extend) if o.extend else 3
        assert source == SOURCE_SCALE
        return int(o.scale)


def takes_index(format: Format) -> bool:
    """Whether the format has an index register."""
    for slot in format.slots:
        if slot.source == SOURCE_INDEX:
            return True
    return False


def place_of(op: i64) -> int:
    """The kind of place at which an opcode takes a symbol, -1: none."""
    if op == arm.BLl:
        return PLACE_CALL
    if op == arm.BLRx:
        return PLACE_MARK
    index = op - FIRST_MACHINE
    for k in range(i64(tables_gen.OPERAND_COUNT[index])):
        form = FORMS[tables_gen.OPERAND_FORM[index * MAX_OPERANDS + k]]
        if form.word in LABEL_PLACES:
            place = LABEL_PLACES[form.word]
            return PLACE_LITERAL if place == PLACE_CONDITION and op not in CONDITIONAL else place
        if form.word in ("m", "mu"):
            return PLACE_ACCESS + (form.size // 8).bit_length() - 1
        if form.transform == ADDITION:
            return PLACE_ADD
        if form.transform == WIDE:
            return PLACE_MOVE
    return -1


CONDITIONAL: Final = frozenset([*range(arm.B_EQl, arm.B_NVl + 1), arm.CBZ32rl, arm.CBZ64rl,
                                arm.CBNZ32rl, arm.CBNZ64rl])


def add_fixup(op: i64, o: Operands, sink: Sink) -> None:
    """Tell the sink of the instruction's symbol."""
    at = i64(len(sink.code))
    place = place_of(op)
    if place < 0:
        raise EncodeError("the instruction takes no symbol")
    pcrel = place <= PLACE_LITERAL and place != PLACE_PAGE
    if o.imm_symbol is not None:
        sink.fixup(at, 4, False, o.imm_kind, o.imm_symbol, o.imm_minus, o.imm, place)
    else:
        sink.fixup(at, 4 if place != PLACE_MARK else 0, pcrel, o.kind, o.symbol, o.minus,
                   int(o.disp), place)
