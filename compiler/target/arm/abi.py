"""The AArch64 calling convention, AAPCS64: how arguments and results travel, as data.

Problem: aggregates of up to four equal floats or vectors travel member by member in vector
registers, other small ones in general registers, large ones by reference.  Idea: a value becomes
pieces of one register file; they get registers all together or go to the stack all together.
Source: AAPCS64 (IHI 0055), 5.9.5 (homogeneous aggregates), 6.8.2 (stages A to C), 6.9 (results).
"""

from __future__ import annotations

from compiler.codegen.calling_convention import (
    CallingConvention,
    RegisterFiles,
    in_float_file,
    integer_pieces,
    piece,
)
from compiler.codegen.target import Piece
from compiler.ir.module import AggregateLayout, ArgInfo
from compiler.ir.types import I128, PTR, is_vector, type_bytes
from compiler.target.arm.convention import ARGUMENT_GENERAL, ARGUMENT_VECTOR, STATIC_CHAIN
from compiler.target.arm.registers import X8


def homogeneous(layout: AggregateLayout) -> list[int]:
    """Offsets of the members of a homogeneous aggregate, [] for others.  Members of unions
    overlap: the distinct offsets must fill the aggregate."""
    types = layout.leaf_types
    if not types or layout.flexible:
        return []
    base = types[0]
    size = type_bytes(base)
    if not in_float_file(base) or layout.size > 4 * size:
        return []
    for leaf in types:
        if leaf != base and not (is_vector(leaf) and is_vector(base)
                                 and type_bytes(leaf) == size):
            return []
    offsets = sorted({*layout.leaf_offsets})
    return offsets if offsets == list(range(0, layout.size, size)) else []


def pieces_of(info: ArgInfo) -> list[Piece]:
    """The pieces of a value, without places; one indirect piece for large aggregates."""
    layout = info.layout
    if layout is None:
        return integer_pieces(16) if info.type == I128 else [piece(info.type)]
    members = homogeneous(layout)
    if members:
        return [piece(layout.leaf_types[0], at) for at in members]
    if layout.size > 16:
        return [piece(PTR, 0, True)]
    return integer_pieces(layout.size)


def natural_align(info: ArgInfo, pieces: list[Piece]) -> int:
    """16 for what is aligned so by nature, else 8."""
    layout = info.layout
    if layout is not None and not pieces[0].indirect:
        widest = max([type_bytes(leaf) for leaf in layout.leaf_types] + [1])
        return 16 if layout.align >= 16 and widest >= 16 else 8
    return 16 if layout is None and info.type != PTR and type_bytes(int(info.type)) == 16 else 8


class ArmConvention(CallingConvention):
    """See the module's docstring."""

    def __init__(self) -> None:
        super().__init__(ARGUMENT_GENERAL, ARGUMENT_VECTOR, STATIC_CHAIN, X8)

    def place(self, info: ArgInfo, named: bool, free: RegisterFiles) -> list[Piece]:
        pieces = pieces_of(info)
        if not pieces:
            return []
        align = natural_align(info, pieces)
        in_vectors = in_float_file(pieces[0].type)
        if align == 16 and not in_vectors:
            free.align_general()
        if free.take(pieces):
            return pieces
        if not in_vectors:
            free.general = len(ARGUMENT_GENERAL)     # what follows is on the stack too
        else:
            free.floats = len(ARGUMENT_VECTOR)
            if info.layout is not None:
                pieces = integer_pieces(info.layout.size)
        for number, part in enumerate(pieces):
            free.push(part, align if number == 0 else 8)
        return pieces
