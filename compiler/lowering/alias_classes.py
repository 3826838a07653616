"""Type-based alias classes: which accesses cannot meet, from their C types (C17 6.5p7).

Problem: `*p = 1` and `*q` of different types may be taken to be different objects; passes must
decide that from one small integer on each access.  Idea: a class is a set of basic types as a bit
mask: one bit for each type that objects are made of, an aggregate has the bits of all its members.
Two accesses may meet when their sets do.  The empty set, 0, stands for "anything": character types,
may_alias types, aggregates that contain one, everything under -fno-strict-aliasing.

Invariants: signed and unsigned share a bit, enumerations have that of their integer type, all
pointers share one.  An access through a union has the class of the whole union (gcc's promise).

How to use it: a class speaks of the effective type *at the time of the access*, and a store gives
malloc'ed memory a new one.  So a load may move up over a store of another class, and a stored
value may be forwarded over it, but a store must not move up over an earlier load or store of
another class, unless both are known to be different objects.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.frontend import types as c
from compiler.frontend.types import ArrayType, ComplexType, CType, EnumType, RecordType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

ANYTHING: Final = 0

# Bit of each kind of basic type; kinds that are not here are characters: ANYTHING.
BOOL: Final = 1
SHORT: Final = 2
INT: Final = 4
LONG: Final = 8
LONG_LONG: Final = 16
INT128: Final = 32
FLOAT: Final = 64
DOUBLE: Final = 128
LONG_DOUBLE: Final = 256
FLOAT128: Final = 512
POINTER: Final = 1024

KIND_CLASS: Final = {
    c.BOOL: BOOL, c.SHORT: SHORT, c.USHORT: SHORT, c.INT: INT, c.UINT: INT,
    c.LONG: LONG, c.ULONG: LONG, c.LLONG: LONG_LONG, c.ULLONG: LONG_LONG,
    c.INT128: INT128, c.UINT128: INT128, c.BITINT: LONG | LONG_LONG | INT128,
    c.FLOAT: FLOAT, c.FLOAT32: FLOAT, c.DOUBLE: DOUBLE, c.FLOAT64: DOUBLE, c.FLOAT32X: DOUBLE,
    c.LDOUBLE: LONG_DOUBLE, c.FLOAT64X: LONG_DOUBLE, c.FLOAT128: FLOAT128, c.POINTER: POINTER,
}


def may_alias(a: i64, b: i64) -> bool:
    """True when accesses of classes `a` and `b` may touch the same bytes."""
    return a == ANYTHING or b == ANYTHING or a & b != 0


class AliasClasses:
    """The classes of a unit's types; records are worked out once."""

    def __init__(self, strict: bool) -> None:
        self.strict = strict
        self.by_kind: list[i64] = []
        for kind in range(c.UNION + 1):
            self.by_kind.append(KIND_CLASS.get(kind, ANYTHING) if strict else ANYTHING)
        self.records: dict[CType, i64] = {}

    def of(self, type: CType) -> i64:
        """The class of an access of this type."""
        if type.quals & c.MAY_ALIAS or not self.strict:
            return ANYTHING
        if type.kind <= c.POINTER and type.kind != c.ENUM and type.kind != c.COMPLEX:
            return self.by_kind[type.kind]
        type = type.unqual
        if type.kind == c.ENUM:
            assert isinstance(type, EnumType)
            return self.of(type.underlying)
        if type.kind == c.COMPLEX:
            assert isinstance(type, ComplexType)
            return self.of(type.element)
        if type.kind == c.ARRAY:
            assert isinstance(type, ArrayType)
            return self.of(type.element)
        if type.kind < c.STRUCT:
            return ANYTHING
        known = self.records.get(type)
        if known is None:
            known = self.of_members(type)
            self.records[type] = known
        return known

    def of_members(self, type: CType) -> i64:
        """The classes of all members together; ANYTHING when one of them is."""
        assert isinstance(type, RecordType)
        result: i64 = 0
        for field in type.fields:
            member = self.of(field.type)
            if member == ANYTHING:
                return ANYTHING
            result |= member
        return result
