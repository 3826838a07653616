"""Memory: objects with provenance, bytes with a state, effective types (C17 6.2.4, 6.2.6, 6.5p6).

An object has its bytes in 64-bit words and, beside each byte, a tag: 0 indeterminate, 1 written
without a type, otherwise the number of the type of the last store.  So one comparison of tags
checks initialisation and aliasing together; whatever does not match takes the slow path.
A pointer is an object and an offset (provenance, ISO TS 6010 PNVI-ae-udi); an object gets an
address when one is asked for, and is exposed when the address is turned into an integer.

A word that holds a double or a 64-bit pointer may be *held*: the value lies ready in `reals` or
in `targets` (with the offset in the word), its bytes are not made yet, and every tag of the word
has the bit 0x80.  Who looks at `data`, `tags` or `pointers` sees a settled object: held words
become bytes first.
"""

from __future__ import annotations

from bisect import bisect_right

from librt.strings import (BytesWriter, read_f32_le, read_f64_le, read_i32_le, read_i64_le,
                           write_f32_le, write_f64_le, write_i32_le, write_i64_le)
from librt.vecs import vec
from mypy_extensions import i32, i64

from cspec.types import Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from cspec.tree import Function

AUTO: Final = 0
STATIC: Final = 1
HEAP: Final = 2
LITERAL: Final = 3
CODE: Final = 4
NOTHING: Final = 5
SYSTEM: Final = 6

UNTYPED: Final = 1
MANY_TYPES: Final = 120

ONES: Final = 0x0101010101010101


DOUBLE_TAG: Final = 2
HELD_DOUBLE: Final = 0x80 | DOUBLE_TAG
HELD_BITS: Final = -0x7F7F7F7F7F7F7F80
NO_WORD: Final = 1 << 60


class Storage:
    """Bytes with their state, and the words that are held."""

    def __init__(self, size: int) -> None:
        self.size: i64 = i64(size)
        count: i64 = (self.size + 7) >> 3
        zero: i64 = 0
        self.words: vec[i64] = vec[i64]([zero] * count)
        self.marks: vec[i64] = vec[i64]([zero] * count)
        self.reals: vec[float] = NO_REALS
        self.targets: vec[Obj] = NO_TARGETS
        self.kept: dict[int, Ptr] | None = None
        self.low: i64 = NO_WORD
        self.high: i64 = -1

    @property
    def data(self) -> vec[i64]:
        """The bytes, settled."""
        if self.high >= 0:
            self.settle_all()
        return self.words

    @property
    def tags(self) -> vec[i64]:
        """The tags, settled."""
        if self.high >= 0:
            self.settle_all()
        return self.marks

    @property
    def pointers(self) -> dict[int, Ptr]:
        """The provenance of the pointers in the bytes, by offset."""
        if self.high >= 0:
            self.settle_all()
        found = self.kept
        if found is None:
            found = {}
            self.kept = found
        return found

    def hold_real(self, word: i64, value: float, mark: i64) -> None:
        """Keep a double for a word under a held mark."""
        if len(self.reals) == 0:
            nought: float = 0.0
            self.reals = vec[float]([nought] * len(self.words))
        self.reals[word] = value
        self.marks[word] = mark
        if word < self.low:
            self.low = word
        if word > self.high:
            self.high = word

    def hold_pointer(self, word: i64, obj: Obj, off: i64, mark: i64) -> None:
        """Keep a pointer for a word under a held mark."""
        if len(self.targets) == 0:
            self.targets = vec[Obj]([NO_OBJECT] * len(self.words))
        self.targets[word] = obj
        self.words[word] = off
        self.marks[word] = mark
        if word < self.low:
            self.low = word
        if word > self.high:
            self.high = word

    def zero(self) -> None:
        """All bytes zero, without a type."""
        self.low = NO_WORD
        self.high = -1
        self.kept = None
        fill_raw(self.words, 0, self.size, 0)
        fill_raw(self.marks, 0, self.size, UNTYPED)

    def settle_all(self) -> None:
        """Turn every held word into bytes."""
        word = self.low
        high = self.high
        self.low = NO_WORD
        self.high = -1
        while word <= high:
            if self.marks[word] < 0:
                self.settle(word)
            word += 1

    def settle_area(self, off: i64, size: i64) -> None:
        """Turn the held words of an area into bytes."""
        if self.high < 0 or size <= 0:
            return
        word = off >> 3
        end = (off + size - 1) >> 3
        while word <= end:
            if self.marks[word] < 0:
                self.settle(word)
            word += 1

    def settle(self, word: i64) -> None:
        """Turn one held word into bytes."""
        mark = self.marks[word]
        if mark & 255 == HELD_DOUBLE:
            self.words[word] = double_bits(self.reals[word])
        else:
            obj = self.targets[word]
            off = self.words[word]
            self.targets[word] = NO_OBJECT
            self.words[word] = signed_word(layout.address(obj) + int(off))
            if obj.kind != NOTHING:
                if self.kept is None:
                    self.kept = {}
                self.kept[int(word << 3)] = Ptr(obj, off)
        self.marks[word] = mark - HELD_BITS


class Obj(Storage):
    """An object: declared, allocated, a string literal, a function, or the null one."""

    def __init__(self, name: str, size: int, kind: int, align: int, pos: int) -> None:
        super().__init__(size)
        self.name = name
        self.kind = kind
        self.align = align
        self.pos = pos
        self.alive = True
        self.const = False
        self.partly_const = False
        self.exposed = False
        self.base = 0
        self.type: Type | None = None
        self.element_tag: i64 = 0
        self.end_pos = 0
        self.end_reason = ""
        self.function: Function | None = None
        self.native = ""
        self.note = ""
        self.label = -1
        self.volatile = False
        self.code: object = None

    def describe(self) -> str:
        """The object in words, for messages."""
        if self.kind == HEAP:
            return f"allocated object of {int(self.size)} bytes"
        if self.kind == LITERAL:
            return f"string literal of {int(self.size)} bytes"
        if self.kind == CODE:
            return f"function '{self.name}'"
        if self.kind == NOTHING:
            return "no object"
        name = f"'{self.name}'" if self.name else "unnamed object"
        return f"object {name} of {int(self.size)} bytes"


class Ptr:
    """A pointer value: provenance and byte offset.  Without provenance the offset is an address.
    """

    def __init__(self, obj: Obj, off: i64) -> None:
        self.obj = obj
        self.off: i64 = off


class Chunk(Storage):
    """The bytes of a structure, union, complex or vector value, with their state."""


class Layout:
    """Where objects lie: addresses are chosen when first asked for.  One run at a time."""

    def __init__(self) -> None:
        self.reset(8)

    def reset(self, pointer_size: int) -> None:
        """Forget all addresses."""
        self.cursor = 0x10000
        self.heap_cursor = 0x5000_0000 if pointer_size == 4 else 0x5555_0000_0000
        self.stack_cursor = 0xBFFF_0000 if pointer_size == 4 else 0x7FFF_FFFF_0000
        self.stack_top = self.stack_cursor
        self.placed: list[int] = []
        self.objects: list[Obj] = []
        self.stacked: list[Obj] = []
        self.crowded = 4096

    def address(self, obj: Obj) -> int:
        """The address of an object, chosen when first asked for."""
        if obj.base:
            return obj.base
        if obj.kind == NOTHING:
            return 0
        size = int(obj.size)
        align = max(obj.align, 16 if size >= 16 else 1)
        if len(self.placed) + len(self.stacked) > self.crowded:
            self.forget_dead()
        if obj.kind == AUTO:
            base = (self.stack_cursor - size - 16) // align * align
            self.stack_cursor = base
            obj.base = base
            self.stacked.append(obj)
            return base
        if obj.kind == HEAP:
            align = max(align, 16)
            base = -(-self.heap_cursor // align) * align
            self.heap_cursor = base + size + 16
        else:
            base = -(-self.cursor // align) * align
            self.cursor = base + max(size, 1) + 16
        obj.base = base
        index = bisect_right(self.placed, base)
        self.placed.insert(index, base)
        self.objects.insert(index, obj)
        return base

    def forget_dead(self) -> None:
        """Drop dead objects from the lists by address; the stack's addresses are used again."""
        self.stacked = [obj for obj in self.stacked if obj.alive]
        self.stack_cursor = self.stacked[-1].base if self.stacked else self.stack_top
        self.objects = [obj for obj in self.objects if obj.alive]
        self.placed = [obj.base for obj in self.objects]
        self.crowded = 2 * (len(self.placed) + len(self.stacked)) + 4096

    def from_address(self, value: int) -> Ptr:
        """A pointer made from an integer: the exposed object there, else no provenance."""
        if value == 0:
            return NULL
        index = bisect_right(self.placed, value) - 1
        if index >= 0:
            obj = self.objects[index]
            offset = value - obj.base
            if obj.exposed and offset <= int(obj.size):
                return Ptr(obj, i64(offset))
        if value >= self.stack_cursor:
            low, high = 0, len(self.stacked)
            while low < high:
                middle = (low + high) // 2
                if self.stacked[middle].base <= value:
                    high = middle
                else:
                    low = middle + 1
            if low < len(self.stacked):
                obj = self.stacked[low]
                if obj.exposed and value - obj.base <= int(obj.size):
                    return Ptr(obj, i64(value - obj.base))
        if value >= 1 << 63:
            value -= 1 << 64
        return Ptr(NO_OBJECT, i64(value))


NO_REALS: Final = vec[float]()
NO_TARGETS: Final = vec[Obj]()
NO_OBJECT: Final = Obj("", 0, NOTHING, 1, 0)
NO_OBJECT.alive = False
NULL: Final = Ptr(NO_OBJECT, 0)
layout: Final = Layout()


def signed_word(value: int) -> i64:
    """An integer modulo 2**64 as the word with those bits."""
    value &= 0xFFFFFFFFFFFFFFFF
    return i64(value - 0x10000000000000000 if value >= 0x8000000000000000 else value)


def double_bits(value: float) -> i64:
    """The pattern of a double."""
    writer = BytesWriter()
    write_f64_le(writer, value)
    return read_i64_le(writer.getvalue(), 0)


def bits_double(bits: i64) -> float:
    """The double of a pattern."""
    writer = BytesWriter()
    write_i64_le(writer, bits)
    return read_f64_le(writer.getvalue(), 0)


def single_bits(value: float) -> int:
    """The pattern of a value that a float holds."""
    writer = BytesWriter()
    write_f32_le(writer, value)
    return int(i64(read_i32_le(writer.getvalue(), 0))) & 0xFFFFFFFF


def bits_single(bits: int) -> float:
    """The float of a pattern, as a double."""
    writer = BytesWriter()
    write_i32_le(writer, i32(bits - 0x100000000 if bits >= 0x80000000 else bits))
    return read_f32_le(writer.getvalue(), 0)


def copy_area(target: Storage, to: i64, source: Storage, start: i64, size: i64) -> None:
    """Copy bytes with their state and provenance; the areas do not overlap."""
    if (to | start | size) & 7 == 0:
        word = to >> 3
        other = start >> 3
        end = word + (size >> 3)
        if target.kept:
            forget_pointers(target.kept, to, size)
        while word < end:
            mark = source.marks[other]
            if mark >= 0:
                target.words[word] = source.words[other]
                target.marks[word] = mark
            elif mark & 255 == HELD_DOUBLE:
                target.hold_real(word, source.reals[other], mark)
            else:
                target.hold_pointer(word, source.targets[other], source.words[other], mark)
            word += 1
            other += 1
    else:
        source.settle_area(start, size)
        drop_pointers(target, to, size)
        copy_raw(target.words, to, source.words, start, size)
        copy_raw(target.marks, to, source.marks, start, size)
    if source.kept:
        low = int(start)
        high = int(start + size)
        shift = int(to) - low
        kept = target.kept
        if kept is None:
            kept = {}
            target.kept = kept
        for place, pointer in source.kept.items():
            if low <= place < high:
                kept[place + shift] = pointer


def get_byte(data: vec[i64], off: i64) -> i64:
    """One byte (or tag), 0 to 255."""
    return (data[off >> 3] >> ((off & 7) << 3)) & 255


def put_byte(data: vec[i64], off: i64, value: i64) -> None:
    """Store one byte (or tag)."""
    word = off >> 3
    put_bits(data, word, (off & 7) << 3, 255, value)


def low_bytes(size: i64) -> i64:
    """A mask of the low bytes, one to seven (mypyc would shift a literal 1 as a C int)."""
    return 0xFFFFFFFFFFFFFF >> (56 - (size << 3))


def put_bits(data: vec[i64], word: i64, shift: i64, mask: i64, value: i64) -> None:
    """Replace the bits under `mask << shift` of a word."""
    old = data[word]
    if 0 < mask << shift <= 0x7FFFFFFFFFFFFFFF and (mask << shift) >> shift == mask:
        field = mask << shift
        new = (old & ~field) | ((value & mask) << shift)
        data[word] = new
        return
    # the field holds the sign bit: build the word from exact integers
    full = 0xFFFFFFFFFFFFFFFF
    exact = (int(old) & full & ~(int(mask) << int(shift))) | ((int(value) & int(mask))
                                                              << int(shift))
    exact &= full
    if exact >> 63:
        exact -= 1 << 64
    data[word] = i64(exact)


def read_raw(data: vec[i64], off: i64, size: i64) -> int:
    """`size` bytes as an unsigned integer, little-endian."""
    shift = (off & 7) << 3
    if size < 8 and shift + (size << 3) <= 64:
        return int((data[off >> 3] >> shift) & low_bytes(size))
    if size == 8 and shift == 0:
        word = int(data[off >> 3])
        return word if word >= 0 else word + 0x10000000000000000
    result = 0
    index: i64 = size - 1
    while index >= 0:
        result = result << 8 | int(get_byte(data, off + index))
        index -= 1
    return result


def write_raw(data: vec[i64], off: i64, size: i64, value: int) -> None:
    """Store the low `size` bytes of a non-negative integer."""
    shift = (off & 7) << 3
    if size == 8 and shift == 0:
        data[off >> 3] = i64(value if value < 0x8000000000000000 else value - 0x10000000000000000)
        return
    if size < 8 and shift + (size << 3) <= 64:
        put_bits(data, off >> 3, shift, low_bytes(size), i64(value))
        return
    index: i64 = 0
    while index < size:
        put_byte(data, off + index, i64(value & 255))
        value >>= 8
        index += 1


def fill_raw(data: vec[i64], off: i64, size: i64, value: i64) -> None:
    """Set `size` bytes (or tags) to one value."""
    end = off + size
    while off < end and off & 7:
        put_byte(data, off, value)
        off += 1
    word = value * ONES if value < 128 else i64(int(value) * ONES - 0x10000000000000000)
    while off + 8 <= end:
        data[off >> 3] = word
        off += 8
    while off < end:
        put_byte(data, off, value)
        off += 1


def copy_raw(target: vec[i64], to: i64, source: vec[i64], start: i64, size: i64) -> None:
    """Copy bytes (or tags) between word arrays; the areas do not overlap."""
    if to & 7 == 0 and start & 7 == 0:
        while size >= 8:
            target[to >> 3] = source[start >> 3]
            to += 8
            start += 8
            size -= 8
    while size > 0:
        put_byte(target, to, get_byte(source, start))
        to += 1
        start += 1
        size -= 1


def take(obj: Storage, off: i64, size: i64) -> Chunk:
    """A copy of part of an object."""
    made = Chunk(int(size))
    copy_area(made, 0, obj, off, size)
    return made


def drop_pointers(obj: Storage, off: i64, size: i64) -> None:
    """Forget the provenance of pointers in bytes that are overwritten."""
    obj.settle_area(off, size)
    if obj.kept:
        forget_pointers(obj.kept, off, size)


def forget_pointers(kept: dict[int, Ptr], off: i64, size: i64) -> None:
    """Drop what is kept for an area."""
    low = int(off)
    high = int(off + size)
    if high - low <= 32:
        for place in range(low - 7, high):
            if place in kept:
                del kept[place]
        return
    for place in [p for p in kept if low - 8 < p < high]:
        del kept[place]


def put(obj: Storage, off: i64, chunk: Chunk) -> None:
    """Store a copy into part of an object."""
    copy_area(obj, off, chunk, 0, chunk.size)


def bytes_of(obj: Storage, off: i64, size: i64) -> bytes:
    """Part of an object as bytes (states are not looked at)."""
    obj.settle_area(off, size)
    if size <= 0:
        return b""
    writer = BytesWriter()
    word = off >> 3
    end = (off + size + 7) >> 3
    while word < end:
        write_i64_le(writer, obj.words[word])
        word += 1
    first = off & 7
    return writer.getvalue()[first:first + size]


def set_bytes(obj: Storage, off: i64, text: bytes) -> None:
    """Store bytes without a type."""
    obj.settle_area(off, i64(len(text)))
    drop_pointers(obj, off, i64(len(text)))
    index: i64 = off
    for byte in text:
        put_byte(obj.words, index, i64(byte))
        put_byte(obj.marks, index, 1)
        index += 1
