"""Encodings of fixed-width instruction words as data, and the transforms that they share.

Problem: encoder, decoder and samples of a machine must agree on where each part of the operands
goes.  Idea: an encoding is a word of fixed bits and a *format*; a format is `count, slot ...`, a
slot `source, transform, param, count, piece ...`, a piece `lowest bit, width, place in the word`.
A transform makes the bits of a field of a value, and back; those from FIRST_OWN on are the
machine's own.  A slot without pieces only says what its source must be.

Invariants: each bit of a word is fixed or in a piece; `encode` gives -1 for a value that no field
holds, `decode` None for bits that no value has; the bits above a field's width are the encoder's
to check.  The numbers are written by `bit_strings.py`.
"""

from __future__ import annotations

from mypy_extensions import i64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# where a slot's value comes from: registers r0..r3 are 0..3
SOURCE_BASE: Final = 4
SOURCE_INDEX: Final = 5
SOURCE_EXTEND: Final = 6    # how the index is extended, the machine's number
SOURCE_SCALE: Final = 7
SOURCE_DISP: Final = 8
SOURCE_LABEL: Final = 9
SOURCE_IMM: Final = 10      # + place among the immediates

UNSIGNED: Final = 0   # a multiple of 1 << param
SIGNED: Final = 1     # the same, negative too
BELOW: Final = 2      # 0 .. param - 1
EQUAL: Final = 3      # nothing but param; no field
REGISTER: Final = 4   # counted from param
OTHER: Final = 5      # anything but param; no field
SAME: Final = 6       # what the register source param holds; no field
FIRST_OWN: Final = 8

# of a field: lowest bit of the value, width, place in the word
Pieces = list[tuple[int, int, int]]


class Slot:
    """One part of the operands in a format."""

    def __init__(self, source: i64, transform: i64, param: i64) -> None:
        self.source: i64 = source
        self.transform: i64 = transform
        self.param: i64 = param
        self.width: i64 = 0          # bits of all pieces
        self.low: list[int] = []
        self.bits: list[int] = []
        self.place: list[int] = []

    def field(self, word: int) -> int | None:
        """The bits of the slot in a word; None when a field that stands twice disagrees."""
        raw = 0
        seen = 0
        for k in range(len(self.place)):
            bits = (1 << self.bits[k]) - 1
            part = (word >> self.place[k] & bits) << self.low[k]
            if seen & bits << self.low[k] and raw & bits << self.low[k] != part:
                return None
            raw |= part
            seen |= bits << self.low[k]
        return raw


class Format:
    """The slots of a format, and the mask of the bits that are fixed."""

    def __init__(self, numbers: list[int], start: int) -> None:
        self.slots: list[Slot] = []
        self.has_index: bool = False
        self.values: int = 0         # immediates
        at = start + 1
        variable = 0
        for _ in range(numbers[start]):
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
            self.has_index = self.has_index or slot.source == SOURCE_INDEX
            self.values = max(self.values, int(slot.source - SOURCE_IMM) + 1)
        self.mask: int = 0xFFFFFFFF & ~variable


class Formats:
    """All formats of a machine, made on demand."""

    def __init__(self, starts: list[int], numbers: list[int]) -> None:
        self.starts = starts
        self.numbers = numbers
        self.known: list[Format | None] = [None] * len(starts)

    def get(self, number: int) -> Format:
        """The format of that number."""
        found = self.known[number]
        if found is None:
            found = Format(self.numbers, self.starts[number])
            self.known[number] = found
        return found


def encode(transform: i64, param: i64, value: int) -> int:
    """The bits of a value by a shared transform, -1: none (of SIGNED, all bits above too)."""
    p = int(param)
    if transform == UNSIGNED:
        return value >> p if value >= 0 and value & ((1 << p) - 1) == 0 else -1
    if transform == BELOW:
        return value if 0 <= value < p else -1
    if transform == REGISTER:
        return value - p if value >= p else -1
    if transform == OTHER:
        return 0 if value != p else -1
    assert transform == EQUAL
    return 0 if value == p else -1


def decode(transform: i64, param: i64, raw: int, width: int) -> int | None:
    """The value of a field of `width` bits by a shared transform, None when there is none."""
    p = int(param)
    if transform == UNSIGNED:
        return raw << p
    if transform == SIGNED:
        return (raw - (raw >> (width - 1) << width)) << p
    if transform == BELOW:
        return raw if raw < p else None
    if transform == REGISTER:
        return raw + p
    assert transform == EQUAL
    return p


def insert(word: int, pieces: Pieces, value: int) -> int:
    """A word with `value` in a field."""
    for low, width, place in pieces:
        mask = (1 << width) - 1
        word = word & ~(mask << place) | (value >> low & mask) << place
    return word


def reaches(pieces: Pieces, value: int) -> bool:
    """Whether a field whose highest bits come last holds a distance."""
    half = 1 << pieces[-1][0] + pieces[-1][1] - 1 if pieces else 0
    return -half <= value < half
