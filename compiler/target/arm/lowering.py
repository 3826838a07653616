"""Varargs of AArch64.

va_list is {stack, gr_top, vr_top: pointers; gr_offs, vr_offs: int}; the offsets are negative while
saved registers are left. Source: AAPCS64 (IHI 0055), appendix B.
"""

from __future__ import annotations

from compiler.codegen.abi_lowering import Lowering
from compiler.codegen.calling_convention import in_float_file
from compiler.codegen.rewriter import BlockRewriter
from compiler.codegen.target import SignaturePlaces
from compiler.ir import opcodes as ir
from compiler.ir.instr import Instr, add_edge, replace, resolve
from compiler.ir.module import AggregateLayout, ArgInfo
from compiler.ir.types import F128, I1, I32, I64, PTR, VOID, type_bytes
from compiler.target.arm.abi import ArmConvention, natural_align, pieces_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

GENERAL_AREA: Final = 64
VECTOR_AREA: Final = 128
GR_TOP, VR_TOP, GR_OFFS, VR_OFFS = 8, 16, 24, 28     # offsets in a va_list


class ArmVarargs(ArmConvention):
    """See the module's docstring."""

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
        size = layout.size if layout is not None else type_bytes(int(instr.type))
        if pieces[0].indirect:
            size = 8
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
        both = rewriter.add(ir.AND, I1, [left, enough])
        head = rewriter.split()
        rest = rewriter.block
        function = rewriter.function
        saved = function.new_block()
        stack = function.new_block()
        rewriter.made.append(saved)
        rewriter.made.append(stack)
        head.append(function.make(ir.BRANCH, VOID, [resolve(both)], 0, rewriter.pos))
        add_edge(head, saved)
        add_edge(head, stack)
        rewriter.block = saved
        rewriter.code = []
        rewriter.add(ir.STORE, VOID, [offset_at, following], 4)
        top_at = rewriter.offset(pointer, VR_TOP if vectors else GR_TOP)
        top = rewriter.add(ir.LOAD, PTR, [top_at], 8)
        found = rewriter.add(ir.PTRADD, PTR, [top, rewriter.add(ir.SEXT, I64, [offset])])
        if vectors and len(pieces) > 1:
            whole = rewriter.alloca((size + 15) // 16 * 16, 16)
            for number, piece in enumerate(pieces):
                width = type_bytes(int(piece.type))
                member = rewriter.offset(found, 16 * number)
                value = rewriter.add(ir.LOAD, piece.type, [member], width)
                member = rewriter.offset(whole, int(piece.offset))
                rewriter.add(ir.STORE, VOID, [member, value], width)
            found = whole
        rewriter.add(ir.JUMP, VOID, [])
        saved.instrs = rewriter.code
        add_edge(saved, rest)
        rewriter.block = stack
        rewriter.code = []
        # a path that found registers left, but too few, leaves none for the next
        if step > 8:
            used = rewriter.add(ir.SELECT, I32, [left, rewriter.const(I32, 0), offset])
            rewriter.add(ir.STORE, VOID, [offset_at, used], 4)
        other = rewriter.add(ir.LOAD, PTR, [pointer], 8)
        if align == 16:
            other = rewriter.aligned(other, 16)
        rewriter.add(ir.STORE, VOID, [pointer, rewriter.offset(other, (size + 7) // 8 * 8)], 8)
        rewriter.add(ir.JUMP, VOID, [])
        stack.instrs = rewriter.code
        add_edge(stack, rest)
        rewriter.block = rest
        phi = function.make(ir.PHI, PTR, [resolve(found), resolve(other)], 0, rewriter.pos)
        phi.block = rest
        rewriter.code = [phi]
        address: Instr = phi
        if pieces[0].indirect:
            address = rewriter.add(ir.LOAD, PTR, [phi], 8)
        if layout is None:
            address = rewriter.add(ir.LOAD, instr.type, [phi], min(16, size))
        replace(instr, address)
        return True
