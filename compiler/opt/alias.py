"""Alias analysis: can two accesses touch the same byte.

Problem: forwarding, dead stores and hoisting need to know what a write may change.  Idea: strip
constant offsets to a base, follow the base to the object it was computed from, and compare:
different named objects never meet; an object whose address never leaves the function meets only
accesses computed from it; equal bases compare by offset and size; else C's effective types decide
(`alias` of the instruction, a set of basic types as bits; 0 = anything).

Invariants: answers are "may" answers; an address that flows through a phi, a select, memory, a call
or an integer counts as escaped.  See lowering/alias_classes.py for what classes promise.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.ir.instr import Function, Instr
from compiler.ir.module import LOCAL, AggregateLayout, CallInfo, Symbol
from compiler.ir.opcodes import (
    ADDR,
    ALLOCA,
    CALL,
    CONST,
    EQ,
    LOAD,
    MEMCPY,
    MEMMOVE,
    MEMSET,
    NE,
    NOALIAS_CALL,
    PREFETCH,
    PTRADD,
    STORE,
    ULE,
    ULT,
)
from compiler.ir.types import type_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

UNKNOWN_SIZE: Final = -1


class Location:
    """Bytes [base + offset, base + offset + size); `size` may be UNKNOWN_SIZE."""

    def __init__(self, base: Instr, offset: int, size: int, alias: i64) -> None:
        self.base = base
        self.offset = offset
        self.size = size
        self.alias: i64 = alias
        self.root = root_of(base)


def root_of(pointer: Instr) -> Instr:
    """The value that an address is computed from by ptradd alone."""
    while pointer.op == PTRADD:
        pointer = pointer.args[0]
    return pointer


def location(pointer: Instr, size: int, alias: i64) -> Location:
    """The location that an access of `size` bytes at `pointer` touches."""
    offset = 0
    while pointer.op == PTRADD and pointer.args[1].op == CONST:
        offset += pointer.args[1].imm
        pointer = pointer.args[0]
    return Location(pointer, offset, size, alias)


def access_location(instr: Instr, pointer_bits: int) -> Location:
    """Where a load or store goes; where a memcpy, memmove or memset writes."""
    if instr.op == LOAD:
        return location(instr.args[0], type_bytes(int(instr.type), pointer_bits), instr.alias)
    if instr.op == STORE:
        return location(instr.args[0], type_bytes(int(instr.args[1].type), pointer_bits),
                        instr.alias)
    length = instr.args[2]
    size = length.imm if length.op == CONST else UNKNOWN_SIZE
    return location(instr.args[0], size, instr.alias)


def source_location(instr: Instr) -> Location:
    """Where a memcpy or memmove reads."""
    length = instr.args[2]
    size = length.imm if length.op == CONST else UNKNOWN_SIZE
    return location(instr.args[1], size, instr.alias)


def is_fresh(root: Instr) -> bool:
    """The result of malloc and the like."""
    return root.op == CALL and root.flags & NOALIAS_CALL != 0


def is_readonly(root: Instr) -> bool:
    """A constant object of this module, which nothing may change."""
    if root.op != ADDR:
        return False
    symbol = root.aux
    assert isinstance(symbol, Symbol)
    return symbol.data is not None and symbol.data.readonly and symbol.binding == LOCAL


class Escapes:
    """Which allocas and fresh objects of a function are reachable only through their own address.

    Uses `mark`: 1 on pointers derived from a private object while computing; afterwards objects
    that stay private have mark 2, everything else 0.
    """

    def __init__(self, function: Function) -> None:
        self.function = function
        for block in function.blocks:
            for instr in block.instrs:
                instr.mark = 1 if instr.op == ALLOCA or is_fresh(instr) else 0
        for block in function.blocks:
            for instr in block.instrs:
                self.note_uses(instr)
        for block in function.blocks:
            for instr in block.instrs:
                if instr.op == ALLOCA or is_fresh(instr):
                    instr.mark = 2 if instr.mark == 1 else 0
                else:
                    instr.mark = 0

    def note_uses(self, instr: Instr) -> None:
        """Let operands escape where this use lets an address out.

        Aggregates passed by value are only read, the place for an aggregate result only written.
        """
        op = instr.op
        args = instr.args
        for index in range(len(args)):
            arg = args[index]
            if arg.op != ALLOCA and arg.op != PTRADD and arg.op != CALL:
                continue
            if index == 0 and op in (PTRADD, LOAD, STORE, MEMSET, MEMCPY, MEMMOVE, PREFETCH):
                continue
            if index == 1 and op in (MEMCPY, MEMMOVE):
                continue
            if op in (EQ, NE, ULT, ULE) or op == CALL and index and by_layout(instr, index):
                continue
            root = root_of(arg)
            if root.op == ALLOCA or root.op == CALL:
                root.mark = 0

    def private(self, root: Instr) -> bool:
        """The object's address never leaves this function's ptradds."""
        return root.mark == 2 and (root.op == ALLOCA or root.op == CALL)


def may_alias(a: Location, b: Location, escapes: Escapes) -> bool:
    """True when the two locations may share a byte."""
    if a.base is b.base:
        if a.size >= 0 and a.offset + a.size <= b.offset:
            return False
        if b.size >= 0 and b.offset + b.size <= a.offset:
            return False
        return True
    if a.root is not b.root:
        if escapes.private(a.root) or escapes.private(b.root):
            return False
        if identified(a.root) and identified(b.root) and different_objects(a.root, b.root):
            return False
        if is_readonly(a.root) or is_readonly(b.root):
            return False
    return a.alias == 0 or b.alias == 0 or a.alias & b.alias != 0


def identified(root: Instr) -> bool:
    """The address of one object, not a pointer to some object."""
    return root.op == ALLOCA or root.op == ADDR or is_fresh(root)


def different_objects(a: Instr, b: Instr) -> bool:
    """Two identified roots that cannot be one object (aliases of the linker may be)."""
    if a.op == ADDR and b.op == ADDR:
        first, second = a.aux, b.aux
        assert isinstance(first, Symbol) and isinstance(second, Symbol)
        if first.alias_of is not None or second.alias_of is not None:
            return False
        return first.data is not None or second.data is not None
    return True


def by_layout(call: Instr, index: int) -> AggregateLayout | None:
    """The layout of the aggregate that operand `index` of a call is the address of, if it is one
    passed by value or the place for the result; unknown after ABI lowering."""
    info = call.aux
    assert isinstance(info, CallInfo)
    if info.lowered:
        return None
    result = info.signature.result.layout
    if result is not None:
        if index == 1:
            return result
        index -= 1
    return info.infos[index - 1].layout if 0 < index <= len(info.infos) else None


def result_place(call: Instr) -> Instr | None:
    """The address where a call puts an aggregate result; unknown after ABI lowering."""
    info = call.aux
    if call.op == CALL and isinstance(info, CallInfo) and not info.lowered:
        if info.signature.result.layout is not None and len(call.args) > 1:
            return call.args[1]
    return None


def call_clobbers(call: Instr, where: Location, escapes: Escapes) -> bool:
    """Whether a call may change what is at a location."""
    info = call.aux
    if call.op == CALL:
        assert isinstance(info, CallInfo)
        place = result_place(call)
        if place is not None:
            root = root_of(place)
            if root is where.root or not escapes.private(root) \
                    and not escapes.private(where.root):
                return True
        if (info.pure or info.constant) and not info.lowered:
            return False
    return not escapes.private(where.root) and not is_readonly(where.root)


def call_reads(call: Instr, where: Location, escapes: Escapes) -> bool:
    """Whether a call may read what is at a location."""
    info = call.aux
    if call.op == CALL:
        assert isinstance(info, CallInfo)
        for index in range(1, len(call.args)):
            arg = call.args[index]
            if (arg.op == ALLOCA or arg.op == PTRADD) and root_of(arg) is where.root:
                return True
        if info.constant and not info.lowered and result_place(call) is None:
            layouts = False
            for arg_info in info.infos:
                if arg_info.layout is not None:
                    layouts = True
            return layouts and not escapes.private(where.root)
    return not escapes.private(where.root)
