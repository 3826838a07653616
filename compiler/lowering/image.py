"""Bytes of static initialisers: images with relocations.

Problem: static data, and the constant part of automatic initialisers, become bytes and addresses.
Idea: an `Image` is a byte array with a parallel list of relocations; entries are written in order,
later ones over earlier ones, bit-fields into their bits (little-endian).

Invariants: relocations are sorted by offset and do not overlap when taken by `finish`.
"""

from __future__ import annotations

from compiler.frontend import tree
from compiler.frontend import types as c
from compiler.frontend.tree import (
    AddressConst,
    ComplexConst,
    Expr,
    FloatConst,
    InitEntry,
    IntConst,
    StringLiteral,
)
from compiler.frontend.types import CType, Field
from compiler.ir.module import DataReloc, GlobalData
from compiler.lowering.translation import LabelUse, Translation
from compiler.lowering.value_types import complex_element

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

IMAGE_LIMIT: Final = 1 << 28    # bytes; what a host of ordinary size holds a few times


class Image:
    """Contents of an object under construction."""

    def __init__(self, unit: Translation, size: int) -> None:
        self.unit = unit
        self.bytes = bytearray()          # grows to `size` at most; what is missing is zero
        self.size = size
        self.relocs: dict[int, DataReloc] = {}
        self.refused = False              # beyond IMAGE_LIMIT, said once

    def put(self, offset: int, data: bytes) -> None:
        """Write bytes, and forget relocations under them."""
        have = len(self.bytes)
        end = offset + len(data)
        if have < end:
            self.bytes.extend(bytes(end - have))
        self.bytes[offset:end] = data
        if self.relocs:
            for at in range(offset - 7, end):
                under = self.relocs.get(at)
                if under is not None and at + under.size > offset:
                    del self.relocs[at]

    def put_bits(self, offset: int, field: Field, value: int) -> None:
        """Write a bit-field of the record at `offset` - field.offset."""
        width = int(field.bit_width)
        first = int(field.bit_offset)
        mask = (1 << width) - 1
        count = (first + width + 7) // 8
        have = len(self.bytes)
        if have < offset + count:
            self.bytes.extend(bytes(offset + count - have))
        old = int.from_bytes(self.bytes[offset:offset + count], "little")
        new = old & ~(mask << first) | (value & mask) << first
        self.bytes[offset:offset + count] = new.to_bytes(count, "little")

    def entry(self, entry: InitEntry) -> None:
        """Write an entry of a static initialiser."""
        offset = int(entry.offset)
        value = entry.value
        end = offset + int(entry.stride) * (int(entry.count) - 1) + int(entry.type.size)
        if end > IMAGE_LIMIT:
            if not self.refused:
                self.unit.unsupported(value.loc, f"an initializer of {end} bytes")
            self.refused = True
            return
        if entry.field is not None and entry.field.bit_width >= 0:
            assert isinstance(value, IntConst)
            self.repeated_bits(entry, entry.field, value.value)
            return
        if entry.count > 1 and value.kind != tree.ADDRESS_CONST:
            self.repeated(entry)
            return
        for index in range(int(entry.count)):
            self.value(offset + index * int(entry.stride), entry.type, value)

    def repeated_bits(self, entry: InitEntry, field: Field, value: int) -> None:
        """A bit-field, of each record of a range if it is in one."""
        for index in range(int(entry.count)):
            self.put_bits(int(entry.offset) + index * int(entry.stride), field, value)

    def repeated(self, entry: InitEntry) -> None:
        """A range designator: the same bytes many times."""
        piece = constant_bytes(entry.type, entry.value)
        stride = int(entry.stride)
        if stride == len(piece):
            self.put(int(entry.offset), piece * int(entry.count))
            return
        for index in range(int(entry.count)):
            self.put(int(entry.offset) + index * stride, piece)

    def value(self, offset: int, type: CType, value: Expr) -> None:
        """Write a constant of a type."""
        if value.kind == tree.ADDRESS_CONST:
            assert isinstance(value, AddressConst)
            self.address(offset, type, value)
        else:
            self.put(offset, constant_bytes(type, value))

    def address(self, offset: int, type: CType, value: AddressConst) -> None:
        """Write an address constant."""
        size = int(type.size)
        self.put(offset, bytes(size))
        reloc = DataReloc(offset, None, value.offset, size)
        if value.label is not None:
            self.unit.label_uses.append(LabelUse(reloc, value.label, value.minus))
        elif value.decl is not None:
            decl = value.decl
            assert isinstance(decl, tree.SymbolDecl)
            reloc.symbol = self.unit.symbol(decl)
        else:
            string = value.string
            assert string is not None
            element = string.type.unqual
            assert isinstance(element, c.ArrayType)
            reloc.symbol = self.unit.string(string.data, int(element.element.size),
                                            int(element.align))
        self.relocs[offset] = reloc

    def finish(self, data: GlobalData) -> None:
        """Hand the contents over."""
        image = bytes(self.bytes)
        if len(image) > data.size:
            data.size = len(image)
        data.image = image.rstrip(b"\0") if not self.relocs else image
        data.relocs = [self.relocs[at] for at in sorted(self.relocs)]


def constant_bytes(type: CType, value: Expr) -> bytes:
    """The bytes of a constant that holds no address."""
    size = int(type.size)
    if value.kind == tree.INT_CONST:
        assert isinstance(value, IntConst)
        return (value.value & ((1 << 8 * size) - 1)).to_bytes(size, "little")
    if value.kind == tree.FLOAT_CONST:
        assert isinstance(value, FloatConst)
        return value.bits.to_bytes(size, "little")
    if value.kind == tree.STRING:
        assert isinstance(value, StringLiteral)
        data = value.data[:size] if size >= 0 else value.data
        return data + bytes(max(size, 0) - len(data)) if size > len(data) else data
    if value.kind == tree.CAST:
        assert isinstance(value, tree.Cast)
        return constant_bytes(type, value.operand)
    assert isinstance(value, ComplexConst), value.kind
    element = complex_element(value.type)
    half = int(element.size)
    mask = (1 << 8 * half) - 1
    return (value.real & mask).to_bytes(half, "little") \
        + (value.imaginary & mask).to_bytes(half, "little")


def is_constant(e: Expr) -> bool:
    """True for values that are bytes without an address."""
    while e.kind == tree.CAST:
        assert isinstance(e, tree.Cast)
        if e.op != tree.NULL_POINTER:
            return False
        e = e.operand
    return e.kind in (tree.INT_CONST, tree.FLOAT_CONST, tree.COMPLEX_CONST, tree.STRING)
