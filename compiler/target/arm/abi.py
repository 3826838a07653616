"""The AArch64 calling convention, AAPCS64: registers, how arguments and results travel, varargs.

Problem: aggregates of up to four equal floats or vectors travel member by member in vector
registers, other small ones in general registers, large ones by reference.  Idea: a value becomes
pieces of one register file; they get registers all together or go to the stack all together.
va_list is {stack, gr_top, vr_top: pointers; gr_offs, vr_offs: int}; the offsets are negative while
saved registers are left.

x16 and x17 are left to emission (far displacements, exclusive loops), v30 and v31 too, whose
numbers do not fit masks; x18 is the platform's; x30 is saved where functions call.
Source: AAPCS64 (IHI 0055), 5.9.5 (homogeneous aggregates), 6.1 (registers), 6.8.2 (stages A to C),
6.9 (results), appendix B (varargs).
"""

from __future__ import annotations

from compiler.codegen.abi_lowering import Lowering
from compiler.codegen.calling_convention import (
    CallingConvention,
    RegisterFiles,
    RegisterSets,
    in_float_file,
    integer_pieces,
    piece,
)
from compiler.codegen.rewriter import BlockRewriter
from compiler.codegen.target import Piece, SignaturePlaces
from compiler.codegen.variadic import Alternatives, Part, gather, give, next_on_stack
from compiler.ir import opcodes as ir
from compiler.ir.instr import Instr, replace
from compiler.ir.module import AggregateLayout, ArgInfo
from compiler.ir.types import F128, I1, I32, I64, I128, PTR, VOID, is_vector, type_bytes
from compiler.target.arm.registers import FP, V0, X0, X19

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

ARGUMENT_GENERAL: Final = [X0 + k for k in range(8)]
ARGUMENT_VECTOR: Final = [V0 + k for k in range(8)]
SAVED_GENERAL: Final = [X19 + k for k in range(10)] + [FP]
SAVED_VECTOR: Final = [V0 + k for k in range(8, 16)]
# Arguments last to first, so that values find their places.
REGISTERS: Final = RegisterSets(
    ARGUMENT_GENERAL, ARGUMENT_VECTOR, 15,
    [*reversed(ARGUMENT_GENERAL), *range(8, 16), *SAVED_GENERAL],
    [*reversed(ARGUMENT_VECTOR), *(V0 + k for k in range(16, 30)), *SAVED_VECTOR],
    SAVED_GENERAL + SAVED_VECTOR, SAVED_VECTOR)
GENERAL_AREA: Final = 64
VECTOR_AREA: Final = 128
GR_TOP, VR_TOP, GR_OFFS, VR_OFFS = 8, 16, 24, 28     # offsets in a va_list


def homogeneous(layout: AggregateLayout) -> list[int]:
    """Offsets of the members of a homogeneous aggregate, [] for others.  Members of unions
    overlap: the distinct offsets must fill the aggregate."""
    types = layout.leaf_types
    if not types or layout.flexible:
        return []
    base, size = types[0], type_bytes(types[0])
    alike = [leaf == base or is_vector(leaf) and is_vector(base) and type_bytes(leaf) == size
             for leaf in types]
    if not in_float_file(base) or layout.size > 4 * size or not all(alike):
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

    # -- varargs -----------------------------------------------------------------------------

    def save_variadic(self, lowering: Lowering, made: list[Instr], places: SignaturePlaces) -> None:
        area = lowering.alloca(VECTOR_AREA + GENERAL_AREA, 16)
        lowering.save_area = area
        vectors, general = int(places.vector_count), int(places.general_count)
        self.save(lowering, made, self.float_registers[vectors:], F128, area, 16 * vectors)
        self.save(lowering, made, self.general_registers[general:], I64, area,
                  VECTOR_AREA + 8 * general)

    def lower_vastart(self, lowering: Lowering, instr: Instr, places: SignaturePlaces) -> None:
        """Fill in the va_list."""
        pointer = instr.args[0]
        area = lowering.save_area
        assert area is not None
        const = lowering.function.const
        stack = lowering.incoming(int(places.stack_size + 7) // 8 * 8, 8)
        for at, value, size in (
                (0, stack, 8), (GR_TOP, lowering.offset(area, VECTOR_AREA + GENERAL_AREA), 8),
                (VR_TOP, lowering.offset(area, VECTOR_AREA), 8),
                (GR_OFFS, const(I32, -8 * (8 - int(places.general_count))), 4),
                (VR_OFFS, const(I32, -16 * (8 - int(places.vector_count))), 4)):
            lowering.add(ir.STORE, VOID, [lowering.offset(pointer, at), value], size)

    def lower_vaarg(self, rewriter: BlockRewriter, instr: Instr) -> bool:
        """va_arg: from the saved registers while they last, else from the stack."""
        pointer = instr.args[0]
        layout = instr.aux if isinstance(instr.aux, AggregateLayout) else None
        info = ArgInfo(instr.type if layout is None else PTR, 0, layout)
        pieces = pieces_of(info)
        if not pieces:
            replace(instr, rewriter.alloca(8, 8))
            return True
        vectors = in_float_file(pieces[0].type)
        align = natural_align(info, pieces)
        size = 8 if pieces[0].indirect else (
            type_bytes(int(instr.type)) if layout is None else layout.size)
        step = 16 * len(pieces) if vectors else (size + 7) // 8 * 8
        offset_at = rewriter.offset(pointer, VR_OFFS if vectors else GR_OFFS)
        offset = rewriter.add(ir.LOAD, I32, [offset_at], 4)
        if align == 16 and not vectors:
            offset = rewriter.add(ir.ADD, I32, [offset, rewriter.const(I32, 15)])
            offset = rewriter.add(ir.AND, I32, [offset, rewriter.const(I32, -16)])
        following = rewriter.add(ir.ADD, I32, [offset, rewriter.const(I32, step)])
        # registers are left while the offset is negative, and enough while the next is not positive
        left = rewriter.add(ir.SLT, I1, [offset, rewriter.const(I32, 0)])
        enough = rewriter.add(ir.SLE, I1, [following, rewriter.const(I32, 0)])
        ways = Alternatives(rewriter, rewriter.add(ir.AND, I1, [left, enough]))
        rewriter.add(ir.STORE, VOID, [offset_at, following], 4)
        top_at = rewriter.offset(pointer, VR_TOP if vectors else GR_TOP)
        top = rewriter.add(ir.LOAD, PTR, [top_at], 8)
        found = rewriter.add(ir.PTRADD, PTR, [top, rewriter.add(ir.SEXT, I64, [offset])])
        if vectors and len(pieces) > 1:
            parts = [Part(found, 16 * number, piece.type, piece.offset)
                     for number, piece in enumerate(pieces)]
            found = gather(rewriter, parts, (size + 15) // 16 * 16, 16)
        ways.otherwise(found)
        # a path that found registers left, but too few, leaves none for the next
        if step > 8:
            used = rewriter.add(ir.SELECT, I32, [left, rewriter.const(I32, 0), offset])
            rewriter.add(ir.STORE, VOID, [offset_at, used], 4)
        other = next_on_stack(rewriter, pointer, size, align)
        give(rewriter, instr, ways.join(other), pieces[0].indirect, 16)
        return True
