"""Places: where an lvalue lives.

Problem: a C lvalue may be memory, a variable that is only a value, a bit-field, or a lane of a
vector value.  Idea: one record that `lvalues.place` fills and `load` and `store` understand.

Invariants: `address` + `offset` is known to be a multiple of `align`; `alias` is -1 while the class
follows from the accessed type, otherwise it was fixed by a union or a may_alias type on the way.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.frontend import types as c
from compiler.frontend.types import CType, Field, RecordType
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.lowering.context import FunctionContext
from compiler.lowering.ssa import Variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

BY_TYPE: Final = -1


class Place:
    """Where an lvalue lives."""

    def __init__(self, type: CType, address: Instr | None, align: i64) -> None:
        self.type = type
        self.address = address               # memory; None: a value
        self.offset: i64 = 0
        self.align: i64 = align
        self.alias: i64 = BY_TYPE
        self.volatile = type.quals & c.VOLATILE != 0
        self.variable: Variable | None = None
        self.register = ""                   # of a global register variable
        self.field: Field | None = None      # a bit-field; `offset` is the record's
        self.owner: RecordType | None = None  # of a bit-field: its record, if it must be respected
        self.lane: Instr | None = None       # index into the vector variable

    def flags(self) -> i64:
        """Flags of a plain access."""
        return o.VOLATILE if self.volatile else 0


def align_at(align: i64, offset: i64) -> i64:
    """The alignment of an address `offset` bytes behind one aligned to `align`."""
    if offset == 0:
        return align
    low = offset & -offset
    return low if low < align else align


def pointer_of(f: FunctionContext, place: Place) -> Instr:
    """The address of a place in memory."""
    assert place.address is not None
    if place.offset == 0:
        return place.address
    return f.offset(place.address, int(place.offset))


def alias_of(f: FunctionContext, place: Place) -> i64:
    """The alias class of an access to the whole place."""
    return f.alias(place.type) if place.alias == BY_TYPE else place.alias


def memory_place(address: Instr, type: CType) -> Place:
    """The place of a naturally aligned object."""
    return Place(type, address, type.align)


def step_into(base: Place, bytes: i64) -> None:
    """Move a place on by a number of bytes."""
    base.align = align_at(base.align, bytes)
    base.offset += bytes
