"""Where members lie (C17 6.7.2.1, psABI): structs, unions, bit-fields, `packed`, `aligned`.

Bit-fields follow the System V rule that the four targets share but for those without a name: a
field may not reach beyond an object of its declared type, placed where one may lie (`step` bits
apart), unless packed or under `#pragma pack` of whatever number; a width of zero closes the unit.
"""

from __future__ import annotations

from cspec.types import ARRAY, CONST, ENUM, Record, Type


def lay_out(record: Record, packed: bool, pack: int, align: int, unnamed_align: bool) -> None:
    """Set offsets, size and alignment; `pack` is from `#pragma pack`, `align` requested (0: none),
    `unnamed_align`: bit-fields without a name align the record too (AAPCS64, 10.1.8).
    """
    bit = 0                     # next free bit
    size_bits = 0
    record_align = 1
    for field in record.fields:
        t = field.type
        field_align = t.align
        field_packed = packed or field.packed
        if field_packed:
            field_align = 1
        if pack:
            field_align = min(field_align, pack)
        if field.align:
            field_align = max(field_align, field.align)
        if record.is_union:
            bit = 0
        if field.width < 0:
            start = (bit + 7) // 8
            start = -(-start // field_align) * field_align
            field.offset = start
            bit = (start + t.size) * 8
            record_align = max(record_align, field_align)
        else:
            unit = (t.plain.of if t.plain.kind == ENUM else t).size * 8
            step = min(t.align * 8, unit)
            if field.width == 0:
                natural = max(t.align, field.align)
                bit = -(-bit // (natural * 8)) * (natural * 8)
                field.offset = bit // 8
                if unnamed_align:
                    record_align = max(record_align, natural)
            else:
                if field.align:
                    bit = -(-bit // (field.align * 8)) * (field.align * 8)
                elif not field_packed and not pack:
                    if bit % step + field.width > unit:
                        bit = -(-bit // step) * step
                if field_packed or pack:
                    field.offset = bit // 8
                    field.bit = bit % 8
                else:
                    start = bit // step * (step // 8)
                    field.offset = start
                    field.bit = bit - start * 8
                bit += field.width
                if field.name or unnamed_align:
                    record_align = max(record_align, field_align)
        size_bits = max(size_bits, bit)
    if align:
        record_align = max(record_align, align)
    size = (size_bits + 7) // 8
    record.align = record_align
    record.size = -(-size // record_align) * record_align


def has_const_member(t: Type) -> bool:
    """Whether a struct has a const member at any depth (6.3.2.1p1)."""
    record = t.record
    if record is None:
        return False
    for field in record.fields:
        inner = field.type
        while inner.kind == ARRAY:
            inner = inner.of
        if inner.quals & CONST or has_const_member(inner):
            return True
    return False
