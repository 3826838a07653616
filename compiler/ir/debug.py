"""What a debugger is told of a program's variables and types, on its way from lowering to DWARF.

Problem: code generation writes DWARF and must not know C's types; lowering knows them and must not
know DWARF.  Idea: a plain description: types by the few kinds that DWARF tells apart, variables by
their stack slot or symbol, scopes by the source range that they cover.  Nothing of it is read by
any pass: code is the same with and without.

Invariants: a type object is described once and referred to by identity; `pos` is a location of the
source map; a variable whose slot has vanished has no place.
"""

from __future__ import annotations

from compiler.ir.instr import Payload
from compiler.ir.module import StackSlot, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

# Kinds of type.
BASE: Final = 0         # `encoding` is DWARF's
POINTER: Final = 1      # target None: void
CONST: Final = 2
VOLATILE: Final = 3
RESTRICT: Final = 4
ATOMIC: Final = 5
ARRAY: Final = 6        # `count` elements, -1: unknown
VECTOR: Final = 7
STRUCT: Final = 8
UNION: Final = 9
ENUM: Final = 10
FUNCTION: Final = 11    # target is the result
TYPEDEF: Final = 12

# DW_ATE_*
BOOLEAN: Final = 2
COMPLEX_FLOAT: Final = 3
FLOATING: Final = 4
SIGNED: Final = 5
SIGNED_CHAR: Final = 6
UNSIGNED: Final = 7
UNSIGNED_CHAR: Final = 8


class DebugMember:
    """A member of a record, or an enumerator (`value`)."""

    def __init__(self, name: str, type: DebugType | None, offset: int) -> None:
        self.name = name
        self.type = type
        self.offset = offset        # bytes from the record's start
        self.bit_offset = 0         # of a bit-field, in bits from the record's start
        self.bit_width = -1
        self.value = 0


class DebugType:
    """A type.  `complete` is False for a record that is only declared."""

    def __init__(self, kind: int, name: str, size: int) -> None:
        self.kind = kind
        self.name = name
        self.size = size
        self.encoding = 0
        self.target: DebugType | None = None
        self.count = 0
        self.members: list[DebugMember] = []
        self.parameters: list[DebugType | None] = []
        self.prototyped = True
        self.variadic = False
        self.complete = True
        self.pos: i64 = 0


class DebugVariable:
    """A variable or parameter, in a stack slot or at a symbol (with neither: nowhere)."""

    def __init__(self, name: str, type: DebugType | None, pos: i64, parameter: bool) -> None:
        self.name = name
        self.type = type
        self.pos: i64 = pos
        self.parameter = parameter
        self.slot: StackSlot | None = None
        self.symbol: Symbol | None = None
        self.external = False
        self.offset = 0             # from the canonical frame address, once laid out
        self.placed = False


class DebugScope:
    """A block with variables: the source positions from `begin` to `end`."""

    def __init__(self, begin: i64, end: i64) -> None:
        self.begin: i64 = begin
        self.end: i64 = end
        self.variables: list[DebugVariable] = []
        self.inner: list[DebugScope] = []


class DebugFunction(Payload):
    """A function; `scope` is its outermost block, parameters first."""

    def __init__(self, name: str, result: DebugType | None, pos: i64) -> None:
        self.name = name
        self.result = result
        self.pos: i64 = pos
        self.prototyped = True
        self.variadic = False
        self.scope = DebugScope(0, 0)


def all_scopes(scope: DebugScope) -> list[DebugScope]:
    """A scope and those in it, outer ones first."""
    found = [scope]
    at = 0
    while at < len(found):
        found.extend(found[at].inner)
        at += 1
    return found
