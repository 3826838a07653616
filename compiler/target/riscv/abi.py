"""The RISC-V calling convention, LP64D: how arguments and results travel, as data.

Problem: structs of one or two floats go through floating-point registers, others through general
ones, large ones by reference, and variadic arguments follow rules of their own.  Idea: a value is
at most two pieces; hardware floating-point rules are tried first, then the integer convention.
Source: RISC-V ELF psABI 1.0, "Procedure Calling Convention".

Invariants: a value of more than 16 bytes is one indirect piece; the second piece alone may be on
the stack.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.machine import IN_REGISTER, ON_STACK, Place
from compiler.codegen.target import Piece, SignaturePlaces
from compiler.ir.module import AggregateLayout, ArgInfo, Signature
from compiler.ir.types import (
    F32,
    F64,
    I8,
    I16,
    I32,
    I64,
    PTR,
    VOID,
    is_vector,
    type_bytes,
)
from compiler.target.riscv.convention import (
    ARGUMENT_FLOAT,
    ARGUMENT_GENERAL,
    STATIC_CHAIN,
)

WORD = 8               # XLEN in bytes


class RegisterFile:
    """Registers still free while arguments are placed."""

    def __init__(self) -> None:
        self.general: i64 = 0
        self.floats: i64 = 0
        self.stack: i64 = 0


def integer_piece(size: int) -> int:
    """The integer type that holds `size` (1..8) bytes in a register."""
    if size == 1:
        return I8
    if size == 2:
        return I16
    return I32 if size <= 4 else I64


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
        pieces.append(Piece(leaf, offset, Place(IN_REGISTER, -1)))
    return pieces if floats else []


def integer_pieces(info: ArgInfo) -> list[Piece]:
    """One or two pieces of at most eight bytes."""
    layout = info.layout
    nowhere = Place(IN_REGISTER, -1)
    if layout is not None:
        return [Piece(integer_piece(min(WORD, layout.size - at)), at, nowhere)
                for at in range(0, layout.size, WORD)]
    kind = int(info.type)
    size = type_bytes(kind)
    if size > WORD:
        return [Piece(I64, 0, nowhere), Piece(I64, WORD, nowhere)]
    if kind <= I64 or kind == PTR:
        return [Piece(kind, 0, nowhere)]
    return [Piece(integer_piece(size), 0, nowhere)]


def in_floats(pieces: list[Piece], free: RegisterFile) -> bool:
    """Place pieces in floating-point registers and at most one general one, if they fit."""
    floats: i64 = 0
    for piece in pieces:
        if piece.type == F32 or piece.type == F64:
            floats += 1
    general = len(pieces) - floats
    if free.floats + floats > len(ARGUMENT_FLOAT) or \
            free.general + general > len(ARGUMENT_GENERAL):
        return False
    for piece in pieces:
        if piece.type == F32 or piece.type == F64:
            piece.place = Place(IN_REGISTER, ARGUMENT_FLOAT[free.floats])
            free.floats += 1
        else:
            piece.place = Place(IN_REGISTER, ARGUMENT_GENERAL[free.general])
            free.general += 1
    return True


def in_general(pieces: list[Piece], align: int, named: bool, free: RegisterFile) -> None:
    """Place pieces in general registers and, when those run out, on the stack."""
    if align > WORD and not named:
        free.general = (free.general + 1) // 2 * 2       # variadic: an aligned pair
    for number, piece in enumerate(pieces):
        if free.general < len(ARGUMENT_GENERAL):
            piece.place = Place(IN_REGISTER, ARGUMENT_GENERAL[free.general])
            free.general += 1
            continue
        if number == 0 and align > WORD:
            free.stack = (free.stack + align - 1) // align * align
        piece.place = Place(ON_STACK, free.stack)
        free.stack += WORD


def place_argument(info: ArgInfo, named: bool, free: RegisterFile) -> list[Piece]:
    """Place one argument."""
    layout = info.layout
    if info.chain:
        return [Piece(PTR, 0, Place(IN_REGISTER, STATIC_CHAIN))]
    if layout is not None:
        if layout.size == 0:
            return []
        if layout.size > 2 * WORD:
            pieces = [Piece(PTR, 0, Place(IN_REGISTER, -1), True)]
            in_general(pieces, WORD, named, free)
            return pieces
        if named:
            pieces = float_pieces(layout)
            if pieces and in_floats(pieces, free):
                return pieces
        pieces = integer_pieces(info)
        in_general(pieces, min(layout.align, 2 * WORD), named, free)
        return pieces
    if info.type in (F32, F64) and named:
        pieces = [Piece(info.type, 0, Place(IN_REGISTER, -1))]
        if in_floats(pieces, free):
            return pieces
    pieces = integer_pieces(info)
    in_general(pieces, 2 * WORD if len(pieces) == 2 else WORD, named, free)
    return pieces


def classify(signature: Signature, infos: list[ArgInfo]) -> SignaturePlaces:
    """Places of all arguments and of the result."""
    result = SignaturePlaces()
    free = RegisterFile()
    info = signature.result
    if info.layout is not None or info.type != VOID:
        pieces = place_argument(info, True, RegisterFile())
        if pieces and pieces[0].indirect:
            result.sret = True
            result.sret_place = Place(IN_REGISTER, ARGUMENT_GENERAL[0])
            free.general = 1
        else:
            result.results = pieces
    named = len(signature.params) if signature.variadic else len(infos)
    for number, argument in enumerate(infos):
        result.params.append(place_argument(argument, number < named, free))
    result.stack_size = free.stack
    result.general_count = free.general
    return result
