"""The RISC-V calling convention, LP64D: how arguments and results travel, as data.

Problem: structs of one or two floats go through floating-point registers, others through general
ones, large ones by reference, and variadic arguments follow rules of their own.  Idea: a value is
at most two pieces; hardware floating-point rules are tried first, then the integer convention.
Source: RISC-V ELF psABI 1.0, "Procedure Calling Convention".

Invariants: a value of more than 16 bytes is one indirect piece; the second piece alone may be on
the stack.
"""

from __future__ import annotations

from compiler.codegen.calling_convention import (
    WORD,
    CallingConvention,
    RegisterFiles,
    integer_pieces,
    piece,
)
from compiler.codegen.target import Piece
from compiler.ir.module import AggregateLayout, ArgInfo
from compiler.ir.types import F32, F64, I64, PTR, is_vector, type_bytes
from compiler.target.riscv.convention import ARGUMENT_FLOAT, ARGUMENT_GENERAL, STATIC_CHAIN


def float_pieces(layout: AggregateLayout) -> list[Piece]:
    """The pieces of an aggregate that flattens to one or two scalars, floats or a float and an
    integer; none when the integer convention applies."""
    count = len(layout.leaf_types)
    if layout.has_union or count == 0 or count > 2:
        return []
    floats = 0
    pieces = []
    for offset, leaf in zip(layout.leaf_offsets, layout.leaf_types):
        if leaf in (F32, F64):
            floats += 1
        elif is_vector(leaf) or leaf > I64:
            return []                   # pointers are no integers here, as in gcc and clang
        pieces.append(piece(leaf, offset))
    return pieces if floats else []


def in_general(pieces: list[Piece], align: int, named: bool, free: RegisterFiles) -> list[Piece]:
    """Place pieces in general registers and, when those run out, on the stack."""
    if align > WORD and not named:
        free.align_general()                             # variadic: an aligned pair
    for number, part in enumerate(pieces):
        if not free.take([part]):
            free.push(part, align if number == 0 else WORD)
    return pieces


class RiscvConvention(CallingConvention):
    """See the module's docstring."""

    def __init__(self) -> None:
        super().__init__(ARGUMENT_GENERAL, ARGUMENT_FLOAT, STATIC_CHAIN, ARGUMENT_GENERAL[0])

    def place(self, info: ArgInfo, named: bool, free: RegisterFiles) -> list[Piece]:
        layout = info.layout
        if layout is not None:
            if layout.size == 0:
                return []
            if layout.size > 2 * WORD:
                return in_general([piece(PTR, 0, True)], WORD, named, free)
            pieces = float_pieces(layout) if named else []
            if pieces and free.take(pieces):
                return pieces
            return in_general(integer_pieces(layout.size), min(layout.align, 2 * WORD), named, free)
        kind = int(info.type)
        pieces = [piece(kind)]
        if kind in (F32, F64) and named and free.take(pieces):
            return pieces
        if kind > I64 and kind != PTR:
            pieces = integer_pieces(type_bytes(kind))
        return in_general(pieces, WORD * len(pieces), named, free)
