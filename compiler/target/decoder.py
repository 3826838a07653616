"""The decoder of machines with fixed-width words: words back to opcode and operands.

Idea: an encoding matches when the fixed bits agree and every slot's bits have a value; of several
the one with most fixed bits is taken, so that preferred spellings come before the general ones.
What is decoded encodes to the same word. Used by tests and by inline checks; aliases are not
decoded; targets of branches are distances.
"""

from __future__ import annotations

from compiler.assembler.operands import Operands
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.encoder import WordEncoder
from compiler.target.formats import (
    FIRST_OWN,
    OTHER,
    SAME,
    SOURCE_BASE,
    SOURCE_DISP,
    SOURCE_EXTEND,
    SOURCE_IMM,
    SOURCE_INDEX,
    SOURCE_LABEL,
    SOURCE_SCALE,
    Format,
    decode,
)
from compiler.target.machine import IS_ALIAS


class Candidate:
    """One encoding of one opcode."""

    def __init__(self, op: int, word: int, format: Format) -> None:
        self.op = op
        self.word = word
        self.format = format


class WordDecoder:
    """Decodes into `operands`; words are found by `bits` bits from bit `shift` on.

    `last_only`: of an opcode's encodings only the last is its own, those in front are shorter
    instructions."""

    def __init__(self, encoder: WordEncoder, properties: list[int], shift: int, bits: int,
                 last_only: bool) -> None:
        self.operands = Operands()
        self.encoder = encoder
        self.shift = shift
        self.bits = (1 << bits) - 1
        self.buckets: dict[int, list[Candidate]] = {}
        candidates: list[tuple[int, int, Candidate]] = []
        for index in range(len(encoder.first) - 1):
            if properties[index] & IS_ALIAS:
                continue
            first, end = encoder.first[index], encoder.first[index + 1]
            for k in range(max(first, end - 1) if last_only else first, end):
                format = encoder.formats.get(encoder.kinds[k])
                made = Candidate(FIRST_MACHINE + index, encoder.words[k], format)
                candidates.append((-format.mask.bit_count(), k, made))
        candidates.sort()
        for _, _, made in candidates:
            free = ~(made.format.mask >> shift) & self.bits
            part = free
            while True:          # all subsets of the free bits
                key = made.word >> shift & self.bits | part
                self.buckets.setdefault(key, []).append(made)
                if part == 0:
                    break
                part = (part - 1) & free

    def accepts(self, op: int, o: Operands) -> bool:
        """Whether the operands of an opcode can be spelled."""
        return True

    def find(self, word: int) -> int:
        """The opcode of a word, its operands in `operands`; -1: no row has this word."""
        o = self.operands
        for candidate in self.buckets.get(word >> self.shift & self.bits, []):
            if word & candidate.format.mask == candidate.word:
                o.clear()
                if self.fill(candidate.format, word, o) and self.accepts(candidate.op, o) and (
                        self.encoder.word(candidate.op, o) == word):
                    return candidate.op
        return -1

    def fill(self, format: Format, word: int, o: Operands) -> bool:
        """Give the operands the values of a word's fields; False: some bits have no value."""
        for slot in format.slots:
            transform = slot.transform
            if transform in (OTHER, SAME):
                continue                 # checked when it is encoded again
            raw = slot.field(word)
            if raw is None:
                return False
            if transform >= FIRST_OWN:
                value = self.encoder.own_value(transform, slot.param, raw)
            else:
                value = decode(transform, slot.param, raw, int(slot.width))
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
