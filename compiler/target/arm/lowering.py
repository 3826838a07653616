"""AArch64's part of ABI lowering: varargs.

va_list is {stack, gr_top, vr_top: pointers; gr_offs, vr_offs: int}; the offsets are negative while
saved registers are left. Source: AAPCS64 (IHI 0055), appendix B.
"""

from __future__ import annotations

from compiler.codegen.abi_lowering import Lowering
from compiler.codegen.machine import IN_REGISTER, Place
from compiler.codegen.rewriter import BlockRewriter
from compiler.codegen.target import SignaturePlaces
from compiler.ir import opcodes as ir
from compiler.ir.instr import Instr, add_edge, replace, resolve
from compiler.ir.module import AggregateLayout, ArgInfo
from compiler.ir.types import (
    F128,
    I1,
    I32,
    I64,
    PTR,
    VOID,
    type_bytes,
)
from compiler.target.arm.abi import is_vector_type, natural_align, pieces_of
from compiler.target.arm.convention import ARGUMENT_GENERAL, ARGUMENT_VECTOR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

GENERAL_AREA: Final = 64
VECTOR_AREA: Final = 128
GR_TOP, VR_TOP, GR_OFFS, VR_OFFS = 8, 16, 24, 28     # offsets in a va_list


def save_variadic(lowering: Lowering, made: list[Instr], places: SignaturePlaces) -> None:
    """Store the argument registers that no named parameter took: vectors, then general ones."""
    area = lowering.alloca(VECTOR_AREA + GENERAL_AREA, 16)
    lowering.save_area = area
    for number in range(int(places.vector_count), 8):
        value = lowering.placed_param(made, F128, Place(IN_REGISTER, ARGUMENT_VECTOR[number]))
        lowering.add(ir.STORE, VOID, [lowering.offset(area, 16 * number), value], 16)
    for number in range(int(places.general_count), 8):
        value = lowering.placed_param(made, I64, Place(IN_REGISTER, ARGUMENT_GENERAL[number]))
        lowering.add(ir.STORE, VOID, [lowering.offset(area, VECTOR_AREA + 8 * number), value], 8)


def lower_vastart(lowering: Lowering, instr: Instr, places: SignaturePlaces) -> None:
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


def lower_vaarg(rewriter: BlockRewriter, instr: Instr) -> bool:
    """va_arg: from the saved registers while they last, else from the stack."""
    pointer = instr.args[0]
    layout = instr.aux if isinstance(instr.aux, AggregateLayout) else None
    info = ArgInfo(instr.type if layout is None else PTR, 0, layout)
    pieces = pieces_of(info)
    if not pieces:
        replace(instr, rewriter.alloca(8, 8))
        return True
    vectors = is_vector_type(pieces[0].type)
    align = natural_align(info, pieces)
    size = layout.size if layout is not None else type_bytes(int(instr.type))
    if pieces[0].indirect:
        size = 8
    step = 16 * len(pieces) if vectors else (size + 7) // 8 * 8
    offset_at = at(rewriter, pointer, VR_OFFS if vectors else GR_OFFS)
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
    top = rewriter.add(ir.LOAD, PTR, [at(rewriter, pointer, VR_TOP if vectors else GR_TOP)], 8)
    found = rewriter.add(ir.PTRADD, PTR, [top, rewriter.add(ir.SEXT, I64, [offset])])
    if vectors and len(pieces) > 1:
        whole = rewriter.alloca((size + 15) // 16 * 16, 16)
        for number, piece in enumerate(pieces):
            width = type_bytes(int(piece.type))
            value = rewriter.add(ir.LOAD, piece.type, [at(rewriter, found, 16 * number)], width)
            rewriter.add(ir.STORE, VOID, [at(rewriter, whole, int(piece.offset)), value], width)
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
        number_ = rewriter.add(ir.PTRTOINT, I64, [other])
        number_ = rewriter.add(ir.ADD, I64, [number_, rewriter.const(I64, 15)])
        number_ = rewriter.add(ir.AND, I64, [number_, rewriter.const(I64, -16)])
        other = rewriter.add(ir.INTTOPTR, PTR, [number_])
    rewriter.add(ir.STORE, VOID, [pointer, at(rewriter, other, (size + 7) // 8 * 8)], 8)
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


def at(rewriter: BlockRewriter, pointer: Instr, amount: int) -> Instr:
    """pointer + amount."""
    if amount == 0:
        return pointer
    return rewriter.add(ir.PTRADD, PTR, [pointer, rewriter.const(I64, amount)])
