"""Where members of a struct or union lie: the psABI's rules as gcc applies them.

Problem: sizes, offsets and bit positions must be gcc's to the bit, with packed, aligned, #pragma
pack and bit-fields in any mixture.

Idea: one cursor in bits.  An ordinary member is placed at the next multiple of its alignment.  A
bit-field of declared type T is placed at the cursor, unless it would then reach over more T-sized,
T-aligned units than T itself does: then at the next boundary of T.  A zero width moves the cursor
to such a boundary.  `packed` makes the alignment 1; #pragma pack(n) caps it and lets bit-fields
lie anywhere.

Source: System V psABI, 3.1.2 "Bit-Fields"; GCC manual, "packed", "Structure-Layout Pragmas".
"""

from __future__ import annotations

from compiler.frontend.types import (
    ARRAY,
    INCOMPLETE,
    LLONG,
    STRUCT,
    ULLONG,
    UNION,
    ArrayType,
    CType,
    Field,
    RecordType,
    update_variants,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

    from compiler.frontend.target_facts import TargetFacts

SIZE_LIMIT: Final = (1 << 63) - 1  # in bytes; larger objects are refused before


def field_align(type: CType, facts: TargetFacts) -> i64:
    """Alignment of a member of this type when nothing else is said (i386 caps 8-byte scalars)."""
    limit = facts.field_align_limit
    if limit and type.align > limit and not type.user_align:
        inner = type
        while inner.kind == ARRAY:
            assert isinstance(inner, ArrayType)
            inner = inner.element
        if inner.user_align:
            return type.align
        if inner.kind < STRUCT and inner.size == 8 and (
                inner.precision == 64 or inner.format != 0) or inner.kind in (LLONG, ULLONG):
            return limit
    return type.align


class Placement:
    """The state while one record is laid out."""

    def __init__(self, record: RecordType, facts: TargetFacts) -> None:
        self.record: RecordType = record
        self.facts: TargetFacts = facts
        self.cursor: int = 0  # bits (beyond 64 bits for the largest arrays); for a union always 0
        self.extent: int = 0  # bits used so far
        self.align: i64 = 1
        self.is_union: bool = record.kind == UNION

    def place(self, field: Field) -> None:
        """Give a member (or unnamed bit-field) its position."""
        if field.bit_width >= 0:
            self.place_bits(field)
        else:
            self.place_bytes(field)
        if self.is_union:
            self.cursor = 0

    def place_bytes(self, field: Field) -> None:
        record = self.record
        align = field_align(field.type, self.facts)
        if record.packed or field.packed:
            align = 1
        if field.declared_align > align:
            align = field.declared_align
        if record.max_field_align and align > record.max_field_align:
            align = record.max_field_align
        field.align = align
        if align > self.align:
            self.align = align
        unit: int = align * 8
        start = (self.cursor + unit - 1) // unit * unit
        field.offset = start // 8
        size: int = field.type.size
        self.cursor = start + (size * 8 if size > 0 else 0)
        if self.cursor > self.extent:
            self.extent = self.cursor

    def place_bits(self, field: Field) -> None:
        record = self.record
        size: int = field.type.size
        unit: int
        natural = field_align(field.type, self.facts)
        packed = record.packed or field.packed
        width: int = field.bit_width
        limit = record.max_field_align
        asked = field.declared_align
        if asked:
            if limit and asked > limit:
                asked = limit
            unit = asked * 8
            self.cursor = (self.cursor + unit - 1) // unit * unit
            if asked > self.align:
                self.align = asked
        if width == 0:
            unit = natural * 8
            self.cursor = (self.cursor + unit - 1) // unit * unit
            if self.facts.unnamed_bitfield_aligns and natural > self.align:
                self.align = natural
            if self.cursor > self.extent:
                self.extent = self.cursor
            return
        if not packed and limit == 0:
            unit = natural * 8
            spanned = (self.cursor + width + unit - 1) // unit - self.cursor // unit
            if spanned > size * 8 // unit:
                self.cursor = (self.cursor + unit - 1) // unit * unit
        if field.name or self.facts.unnamed_bitfield_aligns:
            align = natural
            if limit and align > limit:
                align = limit
            elif packed and not limit:
                align = 1
            if align > self.align:
                self.align = align
            field.align = align
        field.bit_offset = self.cursor
        self.cursor += width
        if self.cursor > self.extent:
            self.extent = self.cursor

    def finish(self) -> None:
        """Size and alignment of the record, access units of its bit-fields."""
        record = self.record
        align = self.align
        if record.declared_align > align:
            align = record.declared_align
        record.align = align
        bytes: i64 = (self.extent + 7) // 8
        record.size = (bytes + align - 1) // align * align
        for field in record.fields:
            if field.bit_width > 0:
                choose_access(field, record.size)
        if record.unnamed_bits is not None:
            for field in record.unnamed_bits:
                choose_access(field, record.size)


def choose_access(field: Field, record_size: i64) -> None:
    """The smallest naturally placed unit around a bit-field whose `bit_offset` counts from the
    record's start; see Field."""
    position: i64 = field.bit_offset
    width = field.bit_width
    access: i64 = 1
    while access <= 16:
        start = position // (8 * access) * access
        if position + width <= (start + access) * 8 and start + access <= record_size:
            field.offset = start
            field.bit_offset = position - start * 8
            field.access = access
            return
        access *= 2
    field.offset = position // 8
    field.bit_offset = position % 8
    field.access = 0


def lay_out(record: RecordType, members: list[Field], facts: TargetFacts) -> None:
    """Place `members` (unnamed bit-fields among them), then complete the record with the others."""
    placement = Placement(record, facts)
    fields: list[Field] = []
    unnamed: list[Field] = []
    index: i64 = 0
    for field in members:
        placement.place(field)
        if field.bit_width >= 0 and not field.name:
            if field.bit_width > 0:
                unnamed.append(field)
            continue
        field.index = index
        index += 1
        fields.append(field)
    record.fields = fields
    record.unnamed_bits = unnamed if unnamed else None
    placement.finish()
    if fields:
        last = fields[len(fields) - 1].type
        if last.kind == ARRAY and last.size == INCOMPLETE:
            record.flexible = True
        elif record.kind == STRUCT:
            inner = last.unqual
            if isinstance(inner, RecordType) and inner.flexible:
                record.flexible = True
    record.complete = True
    record.being_defined = False
    update_variants(record)
