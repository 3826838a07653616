"""Bit-fields: which bytes an access touches, and the shifting.

Problem: a field of w bits lies somewhere in its record; an access must read and write whole bytes,
must not write bytes of another memory location (C17 3.14: neighbouring bit-fields share one, other
members do not), and a volatile field is accessed in units of its declared type where it fits
(psABI).  Idea: the layout says which naturally placed unit holds the field (`Field.access`); when
there is none, or a store may not touch all of it, go byte by byte.

Invariants: bit numbers count from bit 0 of the record's first byte, little-endian.  The value of a
field has the IR type of its declared type, extended by its sign.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.frontend import types as c
from compiler.frontend.types import CType, Field, RecordType
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.types import I8, I64, I128, type_bits
from compiler.lowering import places
from compiler.lowering.context import FunctionContext
from compiler.lowering.places import Place
from compiler.lowering.value_types import integer_type, value_type


class Container:
    """The bytes of an access: `size` bytes at `offset` of the record; `shift` is the field's first
    bit within.  `size` 0: no container, go by bytes."""

    def __init__(self, offset: i64, size: i64, shift: i64) -> None:
        self.offset: i64 = offset
        self.size: i64 = size
        self.shift: i64 = shift


def region(owner: RecordType, field: Field) -> tuple[int, int]:
    """First byte and end of the run of bit-fields of `owner` that `field` belongs to."""
    first = field.offset * 8 + field.bit_offset
    end = first + field.bit_width
    if owner.kind == c.STRUCT:
        fields = owner.fields
        before = field.index - 1
        while before >= 0 and fields[before].bit_width >= 0:
            first = fields[before].offset * 8 + fields[before].bit_offset
            before -= 1
        after = field.index + 1
        while after < len(fields) and fields[after].bit_width >= 0:
            end = fields[after].offset * 8 + fields[after].bit_offset + fields[after].bit_width
            after += 1
        if after == len(fields):
            end = max(end, owner.size * 8)   # padding at the end belongs to nobody else
    return int(first // 8), int((end + 7) // 8)


def container(place: Place, field: Field, writing: bool) -> Container:
    """The bytes to touch."""
    owner = place.owner
    if place.volatile and owner is not None:
        size = field.type.size
        start = field.offset * 8 + field.bit_offset
        offset = start // (8 * size) * size
        if offset + size <= owner.size and start + field.bit_width <= (offset + size) * 8:
            return Container(offset, size, start - offset * 8)
    if field.access > 0:
        if writing and owner is not None:
            bounds = region(owner, field)
            if field.offset < bounds[0] or field.offset + field.access > bounds[1]:
                return Container(field.offset + field.bit_offset // 8, 0, field.bit_offset % 8)
        return Container(field.offset, field.access, field.bit_offset)
    return Container(field.offset + field.bit_offset // 8, 0, field.bit_offset % 8)


def byte_count(field: Field, at: Container) -> i64:
    """Bytes that the field touches when it has no container."""
    return (at.shift + field.bit_width + 7) // 8


def load(f: FunctionContext, place: Place, field: Field) -> Instr:
    """The field's value."""
    at = container(place, field, False)
    type = value_type(field.type)
    if at.size == 0:
        raw = load_bytes(f, place, field, at)
    else:
        raw = access(f, place, at)
    bits: i64 = type_bits(int(raw.type))
    return extract(f, raw, at.shift, field, bits, type)


def access(f: FunctionContext, place: Place, at: Container) -> Instr:
    """Read the container."""
    return f.load(integer_type(at.size), container_address(f, place, at),
                  places.align_at(place.align, at.offset), container_alias(f, place),
                  place.flags())


def container_alias(f: FunctionContext, place: Place) -> i64:
    """Containers may differ between accesses of one field: nothing is assumed of them."""
    return 0 if place.alias == places.BY_TYPE else place.alias


def container_address(f: FunctionContext, place: Place, at: Container) -> Instr:
    """The address of the container."""
    assert place.address is not None
    return f.offset(place.address, int(place.offset + at.offset))


def extract(f: FunctionContext, raw: Instr, shift: i64, field: Field, bits: i64,
            type: i64) -> Instr:
    """The field out of an integer of `bits` bits, extended to `type`."""
    width = field.bit_width
    unsigned = is_unsigned(field.type)
    if unsigned:
        value = f.binary(o.LSHR, raw, f.integer(raw.type, int(shift)))
        if shift + width < bits:
            value = f.binary(o.AND, value, f.integer(raw.type, (1 << int(width)) - 1))
    else:
        up = bits - shift - width
        value = f.binary(o.SHL, raw, f.integer(raw.type, int(up)))
        value = f.binary(o.ASHR, value, f.integer(raw.type, int(bits - width)))
    return f.resize(value, type, unsigned)


def is_unsigned(type: CType) -> bool:
    """_Bool and unsigned integers are extended with zeros."""
    return type.is_unsigned or type.kind == c.BOOL


def store(f: FunctionContext, place: Place, field: Field, value: Instr) -> Instr:
    """Write the field; its new value."""
    type = value_type(field.type)
    bits: i64 = type_bits(int(type))
    stored = f.resize(value, type, is_unsigned(field.type))
    at = container(place, field, True)
    if at.size == 0:
        store_bytes(f, place, field, at, stored)
    elif at.size * 8 == field.bit_width:
        f.store(container_address(f, place, at),
                f.resize(stored, integer_type(at.size), True),
                places.align_at(place.align, at.offset), container_alias(f, place), place.flags())
    else:
        whole = integer_type(at.size)
        mask = ((1 << int(field.bit_width)) - 1) << int(at.shift)
        old = access(f, place, at)
        kept = f.binary(o.AND, old, f.integer(whole, ~mask))
        new = f.resize(stored, whole, True)
        new = f.binary(o.AND, new, f.integer(whole, (1 << int(field.bit_width)) - 1))
        new = f.binary(o.SHL, new, f.integer(whole, int(at.shift)))
        f.store(container_address(f, place, at), f.binary(o.OR, kept, new),
                places.align_at(place.align, at.offset), container_alias(f, place), place.flags())
    return truncated(f, stored, field, bits)


def truncated(f: FunctionContext, value: Instr, field: Field, bits: i64) -> Instr:
    """What reading the field gives after `value` was stored."""
    if field.bit_width == bits or field.bit_width == 0:
        return value
    return extract(f, value, 0, field, bits, value.type)


def load_bytes(f: FunctionContext, place: Place, field: Field, at: Container) -> Instr:
    """Gather the bytes of a straddling field into one integer."""
    count = byte_count(field, at)
    type: i64 = I64 if count <= 8 else I128
    result = f.integer(type, 0)
    for index in range(int(count)):
        byte = f.load(I8, byte_address(f, place, at, index), 1, 0, place.flags())
        wide = f.convert(o.ZEXT, type, byte)
        result = f.binary(o.OR, result, f.binary(o.SHL, wide, f.integer(type, 8 * index)))
    return result


def byte_address(f: FunctionContext, place: Place, at: Container, index: int) -> Instr:
    """The address of one of the bytes."""
    assert place.address is not None
    return f.offset(place.address, int(place.offset + at.offset) + index)


def store_bytes(f: FunctionContext, place: Place, field: Field, at: Container,
                value: Instr) -> None:
    """Write a straddling field byte by byte, keeping the bits around it."""
    count = int(byte_count(field, at))
    type: i64 = I64 if count <= 8 else I128
    mask = ((1 << int(field.bit_width)) - 1) << int(at.shift)
    wide = f.binary(o.AND, f.resize(value, type, True),
                    f.integer(type, (1 << int(field.bit_width)) - 1))
    wide = f.binary(o.SHL, wide, f.integer(type, int(at.shift)))
    for index in range(count):
        address = byte_address(f, place, at, index)
        part = f.resize(f.binary(o.LSHR, wide, f.integer(type, 8 * index)), I8, True)
        touched = mask >> (8 * index) & 255
        if touched != 255:
            old = f.load(I8, address, 1, 0, place.flags())
            part = f.binary(o.OR, f.binary(o.AND, old, f.integer(I8, ~touched)), part)
        f.store(address, part, 1, 0, place.flags())
