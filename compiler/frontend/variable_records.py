"""Structures and unions whose size is known only at run time (GNU C: members of variably modified
type).

Problem: behind a member `int a[n]` no offset is a number.  Idea: the members that follow form
segments.  The first member of a segment lies at a position computed at run time, kept in a hidden
variable; those behind it lie at constant distances from there, as long as none asks for a larger
alignment than the segment's start has.  The record's size is a hidden variable too.  Hidden
variables are initialised where the specifier stands, as the lengths of arrays are.

Invariants: members before the first variable one are placed as in any record.  A bit-field in a
later segment begins at its type's alignment counted from the segment's start.
"""

from __future__ import annotations

from compiler.frontend.declarators import DeclaratorParser
from compiler.frontend.layout import Placement, choose_access, field_align
from compiler.frontend.tree import (
    ADD,
    BIT_AND,
    GT,
    LVALUE,
    Binary,
    Cast,
    Conditional,
    Expr,
    IntConst,
    VarDecl,
    VarRef,
)
from compiler.frontend.types import UNION, VARIABLE, Field, RecordType, update_variants

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


def has_variable_member(members: list[Field]) -> bool:
    """Whether the size of a record with these members is known only at run time."""
    for field in members:
        if field.type.size == VARIABLE:
            return True
    return False


class VariableRecords(DeclaratorParser):
    """Lays out records of variable size."""

    def read_hidden(self, hidden: VarDecl, loc: i64) -> Expr:
        """The value of a hidden variable."""
        self.note_capture(hidden)
        return Cast(0, VarRef(hidden, self.types.size, loc, LVALUE), self.types.size, loc, False)

    def size_constant(self, value: int, loc: i64) -> Expr:
        """A number of type size_t."""
        return IntConst(value, self.types.size, loc, 0)

    def rounded_up(self, value: Expr, align: i64, loc: i64) -> Expr:
        """`value` as a multiple of an alignment."""
        if align <= 1:
            return value
        types = self.types
        mask = (1 << (8 * int(types.size.size))) - int(align)
        raised = Binary(ADD, value, self.size_constant(int(align) - 1, loc), types.size, loc)
        return Binary(BIT_AND, raised, self.size_constant(mask, loc), types.size, loc)

    def larger(self, a: Expr, b: Expr, loc: i64) -> Expr:
        """The larger of two sizes; both are read twice and have no effects."""
        types = self.types
        return Conditional(None, Binary(GT, a, b, types.int_, loc), a, b, types.size, loc)

    def lay_out_variable(self, record: RecordType, members: list[Field]) -> None:
        """Complete a record of which at least one member has a variable size."""
        if record.kind == UNION:
            self.lay_out_variable_union(record, members)
        else:
            self.lay_out_variable_struct(record, members)
        record.size = VARIABLE
        record.vla = True
        record.complete = True
        record.being_defined = False
        update_variants(record)

    def keep_fields(self, record: RecordType, members: list[Field]) -> None:
        """The named members are the record's fields."""
        fields: list[Field] = []
        for field in members:
            if field.bit_width < 0 or field.name:
                field.index = len(fields)
                fields.append(field)
        record.fields = fields

    def lay_out_variable_union(self, record: RecordType, members: list[Field]) -> None:
        """Every member at 0; the size is the largest one's."""
        loc = record.loc
        placement = Placement(record, self.facts)
        largest: Expr | None = None
        for field in members:
            placement.place(field)
            if field.bit_width > 0:
                choose_access(field, field.type.size)
            if field.type.size == VARIABLE:
                size = self.size_expression(field.type, loc)
                largest = size if largest is None else self.larger(largest, size, loc)
        self.keep_fields(record, members)
        record.align = max(placement.align, record.declared_align)
        fixed = (placement.extent + 7) // 8
        assert largest is not None
        if fixed:
            largest = self.larger(largest, self.size_constant(fixed, loc), loc)
        record.size_variable = self.hidden_variable(
            self.rounded_up(largest, record.align, loc), loc)

    def lay_out_variable_struct(self, record: RecordType, members: list[Field]) -> None:
        """Segment by segment."""
        loc = record.loc
        start: VarDecl | None = None     # position of the segment's first member
        start_align: i64 = 1 << 30       # the record's own start is aligned to anything
        position: Expr | None = None     # behind a member of variable size
        placement = Placement(record, self.facts)
        for field in members:
            align = self.member_align(record, field)
            if position is not None or align > start_align:
                if position is None:
                    assert start is not None
                    used = self.size_constant((placement.cursor + 7) // 8, loc)
                    position = Binary(ADD, self.read_hidden(start, loc), used, self.types.size, loc)
                start = self.hidden_variable(self.rounded_up(position, align, loc), loc)
                start_align = align
                position = None
                largest = placement.align
                placement = Placement(record, self.facts)
                placement.align = largest
            field.base = start
            placement.place(field)
            if field.bit_width > 0:
                choose_access(field, (placement.extent + 7) // 8)
            if field.type.size == VARIABLE:
                size = self.size_expression(field.type, loc)
                if field.offset:
                    size = Binary(ADD, self.size_constant(int(field.offset), loc), size,
                                  self.types.size, loc)
                if start is not None:
                    size = Binary(ADD, self.read_hidden(start, loc), size, self.types.size, loc)
                position = size
        if position is None:
            assert start is not None
            position = Binary(ADD, self.read_hidden(start, loc),
                              self.size_constant((placement.extent + 7) // 8, loc),
                              self.types.size, loc)
        self.keep_fields(record, members)
        record.align = max(placement.align, record.declared_align)
        record.size_variable = self.hidden_variable(
            self.rounded_up(position, record.align, loc), loc)

    def member_align(self, record: RecordType, field: Field) -> i64:
        """The alignment at which a member is placed."""
        align = field_align(field.type, self.facts)
        if record.packed or field.packed:
            align = 1
        align = max(align, field.declared_align)
        limit = record.max_field_align
        return limit if limit and align > limit else align
