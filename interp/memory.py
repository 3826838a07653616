"""Memory: objects with provenance, bytes with a state, effective types (C17 6.2.4, 6.2.6, 6.5p6).

An object has its bytes in 64-bit words and, beside each byte, a tag: 0 indeterminate, 1 written
without a type, otherwise the number of the type of the last store.  So one comparison of tags
checks initialisation and aliasing together; whatever does not match takes the slow path.
A pointer is an object and an offset (provenance, ISO TS 6010 PNVI-ae-udi); an object gets an
address when one is asked for, and is exposed when the address is turned into an integer.
"""

from __future__ import annotations

from librt.vecs import vec
from mypy_extensions import i64

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


class Obj:
    """An object: declared, allocated, a string literal, a function, or the null one."""

    def __init__(self, name: str, size: int, kind: int, align: int, pos: int) -> None:
        self.name = name
        self.size: i64 = i64(size)
        self.kind = kind
        self.align = align
        self.pos = pos
        self.alive = True
        self.const = False
        self.partly_const = False
        self.exposed = False
        self.base = 0
        self.type: Type | None = None
        self.end_pos = 0
        self.end_reason = ""
        words = (size + 7) // 8
        self.data: vec[i64] = vec[i64]([0] * words)
        self.tags: vec[i64] = vec[i64]([0] * words)
        self.pointers: dict[int, Ptr] = {}
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


class Chunk:
    """The bytes of a structure, union, complex or vector value, with their state."""

    def __init__(self, size: int) -> None:
        self.size: i64 = i64(size)
        words = (size + 7) // 8
        self.data: vec[i64] = vec[i64]([0] * words)
        self.tags: vec[i64] = vec[i64]([0] * words)
        self.pointers: dict[int, Ptr] = {}


NO_OBJECT = Obj("", 0, NOTHING, 1, 0)
NO_OBJECT.alive = False
NULL = Ptr(NO_OBJECT, 0)


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


def take(obj: Obj, off: i64, size: i64) -> Chunk:
    """A copy of part of an object."""
    made = Chunk(int(size))
    copy_raw(made.data, 0, obj.data, off, size)
    copy_raw(made.tags, 0, obj.tags, off, size)
    if obj.pointers:
        low = int(off)
        high = int(off + size)
        for place, pointer in obj.pointers.items():
            if low <= place < high:
                made.pointers[place - low] = pointer
    return made


def drop_pointers(obj: Obj, off: i64, size: i64) -> None:
    """Forget the pointers kept for an area that is overwritten."""
    low = int(off)
    high = int(off + size)
    if high - low <= 32:
        for place in range(low - 7, high):
            if place in obj.pointers:
                del obj.pointers[place]
        return
    for place in [p for p in obj.pointers if low - 8 < p < high]:
        del obj.pointers[place]


def put(obj: Obj, off: i64, chunk: Chunk) -> None:
    """Store a copy into part of an object."""
    if obj.pointers:
        drop_pointers(obj, off, chunk.size)
    copy_raw(obj.data, off, chunk.data, 0, chunk.size)
    copy_raw(obj.tags, off, chunk.tags, 0, chunk.size)
    if chunk.pointers:
        low = int(off)
        for place, pointer in chunk.pointers.items():
            obj.pointers[place + low] = pointer


def bytes_of(obj: Obj, off: i64, size: i64) -> bytes:
    """Part of an object as bytes (states are not looked at)."""
    out = bytearray()
    index: i64 = 0
    while index < size:
        out.append(int(get_byte(obj.data, off + index)))
        index += 1
    return bytes(out)


def set_bytes(obj: Obj, off: i64, text: bytes) -> None:
    """Store bytes without a type."""
    if obj.pointers:
        drop_pointers(obj, off, i64(len(text)))
    index: i64 = off
    for byte in text:
        put_byte(obj.data, index, i64(byte))
        put_byte(obj.tags, index, 1)
        index += 1
