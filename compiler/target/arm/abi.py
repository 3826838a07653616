"""The AArch64 calling convention, AAPCS64: how arguments and results travel, as data.

Problem: aggregates of up to four equal floats or vectors travel member by member in vector
registers, other small ones in general registers, large ones by reference.  Idea: a value becomes
pieces of one register file; they get registers all together or go to the stack all together.
Source: AAPCS64 (IHI 0055), 5.9.5 (homogeneous aggregates), 6.8.2 (stages A to C), 6.9 (results).
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.machine import IN_REGISTER, ON_STACK, Place
from compiler.codegen.target import Piece, SignaturePlaces
from compiler.ir.module import AggregateLayout, ArgInfo, Signature
from compiler.ir.types import (
    F32,
    F64,
    F128,
    I8,
    I16,
    I32,
    I64,
    I128,
    PTR,
    VOID,
    is_vector,
    type_bytes,
)
from compiler.target.arm.convention import ARGUMENT_GENERAL, ARGUMENT_VECTOR, STATIC_CHAIN
from compiler.target.arm.registers import X8

REGISTERS = 8        # of each file for arguments


class RegisterFile:
    """Registers used so far, and bytes of stack."""

    def __init__(self) -> None:
        self.general: i64 = 0
        self.vectors: i64 = 0
        self.stack: i64 = 0


def is_vector_type(type: i64) -> bool:
    """Floats and short vectors, which stand in vector registers."""
    return type in (F32, F64, F128) or is_vector(int(type)) and type_bytes(int(type)) in (8, 16)


def homogeneous(layout: AggregateLayout) -> list[int]:
    """Offsets of the members of a homogeneous aggregate, [] for others.  Members of unions
    overlap: the distinct offsets must fill the aggregate."""
    types = layout.leaf_types
    if not types or layout.flexible:
        return []
    base = types[0]
    size = type_bytes(base)
    if not is_vector_type(base) or layout.size > 4 * size:
        return []
    for leaf in types:
        if leaf != base and not (is_vector(leaf) and is_vector(base)
                                 and type_bytes(leaf) == size):
            return []
    offsets = sorted({*layout.leaf_offsets})
    return offsets if offsets == list(range(0, layout.size, size)) else []


def pieces_of(info: ArgInfo) -> list[Piece]:
    """The pieces of a value, without places; one indirect piece for large aggregates."""
    nowhere = Place(IN_REGISTER, -1)
    layout = info.layout
    if layout is None:
        if info.type == I128:
            return [Piece(I64, 0, nowhere), Piece(I64, 8, nowhere)]
        return [Piece(info.type, 0, nowhere)]
    if layout.size == 0:
        return []
    members = homogeneous(layout)
    if members:
        return [Piece(layout.leaf_types[0], at, nowhere) for at in members]
    if layout.size > 16:
        return [Piece(PTR, 0, nowhere, True)]
    return chunks(layout.size)


def chunks(size: int) -> list[Piece]:
    """An aggregate as integers of up to eight bytes."""
    pieces = []
    for at in range(0, size, 8):
        left = min(8, size - at)
        kind = I8 if left == 1 else I16 if left == 2 else I32 if left <= 4 else I64
        pieces.append(Piece(kind, at, Place(IN_REGISTER, -1)))
    return pieces


def natural_align(info: ArgInfo, pieces: list[Piece]) -> int:
    """16 for what is aligned so by nature, else 8."""
    layout = info.layout
    if layout is not None and not pieces[0].indirect:
        widest = max([type_bytes(leaf) for leaf in layout.leaf_types] + [1])
        return 16 if layout.align >= 16 and widest >= 16 else 8
    return 16 if layout is None and info.type != PTR and type_bytes(int(info.type)) == 16 else 8


def place_argument(info: ArgInfo, free: RegisterFile) -> list[Piece]:
    """Place one argument (or a result, in a fresh file)."""
    if info.chain:
        return [Piece(PTR, 0, Place(IN_REGISTER, STATIC_CHAIN))]
    pieces = pieces_of(info)
    if not pieces:
        return []
    align = natural_align(info, pieces)
    count = len(pieces)
    if is_vector_type(pieces[0].type):
        if free.vectors + count <= REGISTERS:
            for piece in pieces:
                piece.place = Place(IN_REGISTER, ARGUMENT_VECTOR[free.vectors])
                free.vectors += 1
            return pieces
        free.vectors = REGISTERS
        if info.layout is not None:
            pieces = chunks(info.layout.size)
    else:
        if align == 16:
            free.general = (free.general + 1) // 2 * 2
        if free.general + count <= REGISTERS:
            for piece in pieces:
                piece.place = Place(IN_REGISTER, ARGUMENT_GENERAL[free.general])
                free.general += 1
            return pieces
        free.general = REGISTERS
    free.stack = (free.stack + align - 1) // align * align
    for piece in pieces:
        piece.place = Place(ON_STACK, free.stack)
        free.stack += max(8, type_bytes(int(piece.type)))
    return pieces


def classify(signature: Signature, infos: list[ArgInfo]) -> SignaturePlaces:
    """Places of all arguments and of the result."""
    result = SignaturePlaces()
    free = RegisterFile()
    info = signature.result
    if info.layout is not None or info.type != VOID:
        pieces = place_argument(info, RegisterFile())
        if pieces and pieces[0].indirect:
            result.sret = True
            result.sret_place = Place(IN_REGISTER, X8)
        else:
            result.results = pieces
    for argument in infos:
        result.params.append(place_argument(argument, free))
    result.stack_size = free.stack
    result.general_count = free.general
    result.vector_count = free.vectors
    return result
