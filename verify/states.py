"""Random states of a program for checks that run two versions of a block: words, memory, addresses.

Problem: two versions of a block, in the IR or in machine code, are to be run from the same state,
whatever that is.  Idea: a `World` gives every unknown (an operand from elsewhere, a call's result,
a byte of memory) a random word by the unknown's name, so that both versions meet the same one;
small numbers, edges of ranges, NaN and pointers that lie near each other are more likely than
chance has it.

Invariants: the same seed and name give the same word; an address is that of one thing only; a byte
that is `None` is poison and stands for any.
"""

from __future__ import annotations

import random

from compiler.ir import softfloat
from compiler.ir.types import (
    F32,
    F64,
    F80,
    I1,
    PTR,
    element_type,
    is_float,
    is_vector,
    lane_count,
    type_bits,
)

HEAP = 0x500000000000           # where random pointers lie
LABELS = 0x10000000             # labels and symbols: addresses of 31 bits
CFA = 0x7FFF40000000            # the stack pointer before the call
OUTGOING = 0x7FFF20000000       # the stack pointer in the body
DYNAMIC = 0x7FFF00000000        # where the stack grows for dynamic objects
THREAD = 0x7F1000000000         # the thread pointer
FRAME = 0x7FFF50000000          # the frame pointer of the function
MASK = (1 << 64) - 1


class Skip(Exception):
    """The state leads to undefined behaviour, or to what is not modelled: it says nothing."""


class Mismatch(Exception):
    """The two versions differ."""


class World:
    """One state, made as it is asked for."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.words: dict[object, int] = {}
        self.fixed: dict[int, int] = {}         # bytes that no call changes: address -> byte
        self.places: dict[object, int] = {}     # labels, symbols -> address

    def word(self, key: tuple[object, ...], type: int) -> int:
        """The word of the unknown `key`, of a type."""
        found = self.words.get(key)
        if found is None:
            found = self.words[key] = self.fresh(random.Random(f"{self.seed} {key}"), type)
        return found

    def fresh(self, source: random.Random, type: int) -> int:
        """A random word of a type."""
        if is_vector(type):
            width = type_bits(element_type(type))
            return sum(self.fresh(source, element_type(type)) << width * lane
                       for lane in range(lane_count(type)))
        bits = type_bits(type)
        if type == I1:
            return source.randrange(2)
        if type == PTR:
            return HEAP + 8 * source.randrange(12) if source.random() < 0.7 \
                else HEAP + source.randrange(1 << 40)
        if is_float(type):
            return self.fresh_float(source, type)
        chance = source.random()
        if chance < 0.15:
            return source.randrange(-1, 2) & ((1 << bits) - 1)
        if chance < 0.4:
            return source.randrange(-9, 40) & ((1 << bits) - 1)
        if chance < 0.5:
            return ((1 << source.randrange(bits)) + source.randrange(-1, 2)) & ((1 << bits) - 1)
        return source.getrandbits(bits)

    def fresh_float(self, source: random.Random, type: int) -> int:
        """A random float, by way of double."""
        chance = source.random()
        if chance < 0.5:
            word = softfloat.from_ratio(source.random() < 0.5, source.randrange(1, 4000),
                                        source.randrange(1, 64), F64 - F32 + 1)
        elif chance < 0.8:
            word = source.choice([0, 1 << 63, 0x3FF0000000000000, 0x7FF0000000000000,
                                  0x7FF8000000000000, 0x7FF8000000000000])
        else:
            word = source.getrandbits(64)
        return word if type == F64 else softfloat.convert(word, F64 - F32 + 1, type - F32 + 1)

    def noise(self, key: tuple[object, ...], bits: int) -> int:
        """Bits that no program may rely on."""
        return random.Random(f"{self.seed} noise {key}").getrandbits(bits)

    def byte(self, address: int, epoch: int) -> int:
        """A byte of memory as the block finds it, after `epoch` calls."""
        found = self.fixed.get(address)
        if found is not None:
            return found
        mixed = (address + 0x9E3779B97F4A7C15 * (self.seed * 64 + epoch + 1)) & MASK
        mixed = (mixed ^ mixed >> 29) * 0xBF58476D1CE4E5B9 & MASK
        return mixed >> 37 & 0xFF

    def fix(self, address: int, word: int, size: int) -> None:
        """Say what lies at an address."""
        for k in range(size):
            self.fixed[(address + k) & MASK] = word >> 8 * k & 0xFF

    def address(self, key: object) -> int:
        """The address of a label or a symbol."""
        found = self.places.get(key)
        if found is None:
            found = self.places[key] = LABELS + 0x1000 * len(self.places)
        return found


class Memory:
    """The bytes that one version has written, over those of the world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.written: dict[int, int | None] = {}
        self.epoch = 0
        self.kept: list[tuple[int, int]] = []       # areas that no call writes

    def read(self, address: int, size: int) -> int | None:
        """`size` bytes, little endian; None if one of them is poison."""
        word = 0
        for k in range(size):
            at = (address + k) & MASK
            byte = self.written[at] if at in self.written else self.world.byte(at, self.epoch)
            if byte is None:
                return None
            word |= byte << 8 * k
        return word

    def write(self, address: int, word: int | None, size: int) -> None:
        """Store; None stores poison."""
        for k in range(size):
            self.written[(address + k) & MASK] = None if word is None else word >> 8 * k & 0xFF

    def forget(self) -> None:
        """A call: everything may be different."""
        self.written = {at: byte for at, byte in self.written.items()
                        if any(start <= at < end for start, end in self.kept)}
        self.epoch += 1


def same_bytes(wanted: dict[int, int | None], world: World, epoch: int,
               found: Memory, ignored: list[tuple[int, int]]) -> str:
    """Where memory differs from `wanted`, "" when nowhere; `ignored` areas are [start, end)."""
    for at in wanted.keys() | found.written.keys():
        if any(start <= at < end for start, end in ignored):
            continue
        expected = wanted[at] if at in wanted else world.byte(at, epoch)
        if expected is not None and found.read(at, 1) != expected:
            return f"the byte at {at:#x} is {found.read(at, 1)}, not {expected}"
    return ""


def is_same(word: int, wanted: int, type: int) -> bool:
    """Whether a word's low bits are a value of this type: an i1 fills a byte, a NaN is any NaN."""
    bits = 8 if type == I1 else type_bits(type)
    low = word & ((1 << bits) - 1)
    if low == wanted:
        return True
    element = element_type(type)
    if not is_float(element):
        return False
    width = type_bits(element)
    for lane in range(lane_count(type)):
        a, b = (low >> width * lane) & ((1 << width) - 1), \
            (wanted >> width * lane) & ((1 << width) - 1)
        form = element - F32 + 1
        if a != b and not (softfloat.is_nan(a, form) and softfloat.is_nan(b, form)):
            return False
    return True


def extended(word: int, source: int) -> int:
    """A float as f80."""
    return softfloat.convert(word, source - F32 + 1, F80 - F32 + 1)


def truncated(word: int) -> int:
    """An f80 as a signed 64-bit integer, as fistp does it: out of range is the smallest."""
    number = softfloat.to_int(word, F80 - F32 + 1)
    if number is None or not -(1 << 63) <= number < 1 << 63:
        number = -(1 << 63)
    return number & MASK
