"""The A64 decoder: words back to opcode and operands, driven by the encoder's formats.

Idea: an encoding matches when the fixed bits agree and every slot's bits have a value; of several
the one with most fixed bits is taken, so that preferred spellings (`cmp`, `mov`) come before the
general ones. What is decoded encodes to the same word. Used by tests and `--verify-each`.
"""

from __future__ import annotations

from compiler.assembler.operands import Operands
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.arm import tables_gen
from compiler.target.arm.encode import Encoder, Format, Formats, Slot
from compiler.target.arm.forms import FORMS, NAMES
from compiler.target.arm.immediates import decode
from compiler.target.arm.sources import (
    SOURCE_BASE,
    SOURCE_DISP,
    SOURCE_EXTEND,
    SOURCE_IMM,
    SOURCE_INDEX,
    SOURCE_LABEL,
    SOURCE_SCALE,
)
from compiler.target.arm.system_names import OPERATION_WORDS
from compiler.target.machine import IS_ALIAS, MAX_OPERANDS

BUCKET_SHIFT = 21      # words are found by their upper 11 bits


class Candidate:
    """One encoding of one opcode."""

    def __init__(self, op: int, word: int, format: Format) -> None:
        self.op = op
        self.word = word
        self.format = format


class Decoder:
    """Decodes into `operands`."""

    def __init__(self) -> None:
        self.operands = Operands()
        self.encoder = Encoder()
        self.buckets: dict[int, list[Candidate]] = {}
        formats = Formats()
        candidates: list[tuple[int, int, Candidate]] = []
        for index in range(len(tables_gen.FIRST_ENCODING) - 1):
            if tables_gen.PROPERTIES[index] & IS_ALIAS:
                continue
            for k in range(tables_gen.FIRST_ENCODING[index], tables_gen.FIRST_ENCODING[index + 1]):
                format = formats.get(tables_gen.WORD_FORMATS[k])
                made = Candidate(FIRST_MACHINE + index, tables_gen.WORDS[k], format)
                candidates.append((-format.mask.bit_count(), k, made))
        candidates.sort()
        for _, _, made in candidates:
            high = made.format.mask >> BUCKET_SHIFT
            free = ~high & 0x7FF
            part = free
            while True:          # all subsets of the free upper bits
                self.buckets.setdefault(made.word >> BUCKET_SHIFT | part, []).append(made)
                if part == 0:
                    break
                part = (part - 1) & free

    def decode(self, word: int) -> int:
        """The opcode of a word, its operands in `operands`; -1: no row has this word."""
        for candidate in self.buckets.get(word >> BUCKET_SHIFT, []):
            if word & candidate.format.mask == candidate.word:
                o = self.operands
                o.clear()
                if fill(candidate.format, word, o) and self.is_named(candidate.op, o.imm) and (
                        self.encoder.word(candidate.op, o) == word):
                    return candidate.op
        return -1

    def is_named(self, op: int, value: int) -> bool:
        """Whether an operation of SYS, a field of PSTATE or a target of BTI has a name."""
        number = tables_gen.OPERAND_FORM[(op - FIRST_MACHINE) * MAX_OPERANDS]
        if number == len(FORMS):
            return True
        form = FORMS[number]
        if form.word in OPERATION_WORDS:
            return value in OPERATION_WORDS[form.word]
        if form.word in ("pstate", "btitarget"):
            field, names = value & 0xFFFF, NAMES[form.word]
            known = field < len(names) and names[field] != "-"
            return known and (value >> 16 <= 1 or names[field].startswith("daif"))
        return True


def fill(format: Format, word: int, o: Operands) -> bool:
    """Give the operands the values of a word's fields; False: some bits have no value."""
    for slot in format.slots:
        raw = field(slot, word)
        if raw is None:
            return False
        value = decode(slot.transform, slot.param, raw, int(slot.width))
        if value is None:
            return False
        source = slot.source
        if source == 0:
            o.r0 = value
        elif source == 1:
            o.r1 = value
        elif source == 2:
            o.r2 = value
        elif source == 3:
            o.r3 = value
        elif source == SOURCE_BASE:
            o.base = value
        elif source == SOURCE_INDEX:
            o.index = value
        elif source == SOURCE_EXTEND:
            o.extend = value
        elif source == SOURCE_SCALE:
            o.scale = value
        elif source in (SOURCE_DISP, SOURCE_LABEL):
            o.disp = value
        elif format.values == 1:
            o.imm = value
        else:
            o.imm |= value << 16 * int(source - SOURCE_IMM)
    return True


def field(slot: Slot, word: int) -> int | None:
    """The bits of a slot; None when a field that stands twice disagrees."""
    raw = 0
    seen = 0
    for k in range(len(slot.place)):
        bits = (1 << slot.bits[k]) - 1
        part = (word >> slot.place[k] & bits) << slot.low[k]
        if seen & bits << slot.low[k] and raw & bits << slot.low[k] != part:
            return None
        raw |= part
        seen |= bits << slot.low[k]
    return raw
