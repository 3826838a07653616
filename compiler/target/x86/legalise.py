"""Legalisation for x86-64: the order of the steps, and `va_arg`.

Generic operations first (they may make calls), then ABI lowering of those calls, then values of two
registers and x87 values, which need the lowered calls.
"""

from __future__ import annotations

from compiler.codegen import abi_lowering
from compiler.codegen.atomics import exchange_loop
from compiler.codegen.legalise import Legaliser
from compiler.codegen.options import CodegenOptions
from compiler.codegen.rewriter import BlockRewriter
from compiler.codegen.target import Target
from compiler.codegen.wide import WideExpander, has_wide
from compiler.ir import opcodes as ir
from compiler.ir.instr import Function, Instr, add_edge, replace, resolve
from compiler.ir.module import AggregateLayout, ArgInfo, Module
from compiler.ir.types import F80, I1, I32, I64, I128, PTR, VOID, is_float, is_vector, type_bytes
from compiler.target.x86.abi import MEMORY, X87, aggregate_classes, pieces_of, scalar_classes
from compiler.target.x86.x87 import X87Expander, has_f80

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

GENERAL_LIMIT: Final = 48
VECTOR_LIMIT: Final = 176


def legalise(function: Function, module: Module, options: CodegenOptions, target: Target) -> None:
    """Rewrite one function."""
    Legaliser(function, module, options, target).run()
    abi_lowering.run(function, target)
    if has_wide(function):
        WideExpander(function, module, target).expand()
    if has_f80(function):
        X87Expander(function, module, target).expand()


def lower_vaarg(rewriter: BlockRewriter, instr: Instr) -> bool:
    """va_arg: from the register save area while it lasts, else from the overflow area
    (psABI 3.5.7, figure 3.34)."""
    pointer = instr.args[0]
    layout = instr.aux
    if isinstance(layout, AggregateLayout):
        classes = aggregate_classes(layout)
        info = ArgInfo(PTR, 0, layout)
        size = layout.size
        align = max(layout.align, 8)
    else:
        classes = scalar_classes(int(instr.type))
        info = ArgInfo(instr.type)
        size = 16 if instr.type in (F80, I128) else type_bytes(int(instr.type))
        align = 16 if size >= 16 else 8
    if not classes:
        replace(instr, rewriter.alloca(8, 8))
        return True
    in_memory = classes[0] >= X87 and classes[0] <= MEMORY
    if in_memory:
        replace(instr, finish(rewriter, instr, overflow(rewriter, pointer, size, align)))
        return True
    general = 0
    vectors = 0
    pieces = pieces_of(info, classes)
    for piece in pieces:
        if is_float(int(piece.type) & 15) or is_vector(int(piece.type)):
            vectors += 1
        else:
            general += 1
    gp_offset = rewriter.add(ir.LOAD, I32, [pointer], 4)
    fp_pointer = offset(rewriter, pointer, 4)
    fp_offset = rewriter.add(ir.LOAD, I32, [fp_pointer], 4)
    fits: Instr | None = None
    if general:
        fits = rewriter.add(ir.ULE, I1, [gp_offset,
                                         rewriter.const(I32, GENERAL_LIMIT - 8 * general)])
    if vectors:
        more = rewriter.add(ir.ULE, I1, [fp_offset,
                                         rewriter.const(I32, VECTOR_LIMIT - 16 * vectors)])
        fits = more if fits is None else rewriter.add(ir.AND, I1, [fits, more])
    assert fits is not None
    # head: branch to `saved` or `stack`; both go on to the rest
    head = rewriter.split()
    rest = rewriter.block
    function = rewriter.function
    saved = function.new_block()
    stack = function.new_block()
    rewriter.made.append(saved)
    rewriter.made.append(stack)
    head.append(function.make(ir.BRANCH, VOID, [resolve(fits)], 0, rewriter.pos))
    add_edge(head, saved)
    add_edge(head, stack)
    rewriter.block = saved
    rewriter.code = []
    area = rewriter.add(ir.LOAD, PTR, [offset(rewriter, pointer, 16)], 8)
    wide_gp = rewriter.add(ir.ZEXT, I64, [gp_offset])
    wide_fp = rewriter.add(ir.ZEXT, I64, [fp_offset])
    from_general = rewriter.add(ir.PTRADD, PTR, [area, wide_gp])
    from_vectors = rewriter.add(ir.PTRADD, PTR, [area, wide_fp])
    if len(pieces) == 1:
        found = from_general if general else from_vectors
    elif not vectors:
        found = from_general
    else:
        # pieces from both files, or vector pieces 16 bytes apart: gathered in a temporary
        found = rewriter.alloca((size + 7) // 8 * 8, 16)
        taken_general = 0
        taken_vectors = 0
        for piece in pieces:
            if is_float(int(piece.type) & 15) or is_vector(int(piece.type)):
                source = offset(rewriter, from_vectors, 16 * taken_vectors)
                taken_vectors += 1
            else:
                source = offset(rewriter, from_general, 8 * taken_general)
                taken_general += 1
            value = rewriter.add(ir.LOAD, piece.type, [source], min(8, type_bytes(int(piece.type))))
            rewriter.add(ir.STORE, VOID, [offset(rewriter, found, int(piece.offset)), value],
                         min(8, type_bytes(int(piece.type))))
    if general:
        grown = rewriter.add(ir.ADD, I32, [gp_offset, rewriter.const(I32, 8 * general)])
        rewriter.add(ir.STORE, VOID, [pointer, grown], 4)
    if vectors:
        grown = rewriter.add(ir.ADD, I32, [fp_offset, rewriter.const(I32, 16 * vectors)])
        rewriter.add(ir.STORE, VOID, [fp_pointer, grown], 4)
    rewriter.add(ir.JUMP, VOID, [])
    saved.instrs = rewriter.code
    add_edge(saved, rest)
    rewriter.block = stack
    rewriter.code = []
    other = overflow(rewriter, pointer, size, align)
    rewriter.add(ir.JUMP, VOID, [])
    stack.instrs = rewriter.code
    add_edge(stack, rest)
    rewriter.block = rest
    phi = function.make(ir.PHI, PTR, [resolve(found), other], 0, rewriter.pos)
    phi.block = rest
    rewriter.code = [phi]
    replace(instr, finish(rewriter, instr, phi))
    return True


def overflow(rewriter: BlockRewriter, pointer: Instr, size: int, align: int) -> Instr:
    """The next argument in the overflow area; moves the area's pointer on."""
    place = offset(rewriter, pointer, 8)
    area = rewriter.add(ir.LOAD, PTR, [place], 8)
    if align > 8:
        number = rewriter.add(ir.PTRTOINT, I64, [area])
        number = rewriter.add(ir.ADD, I64, [number, rewriter.const(I64, align - 1)])
        number = rewriter.add(ir.AND, I64, [number, rewriter.const(I64, -align)])
        area = rewriter.add(ir.INTTOPTR, PTR, [number])
    following = offset(rewriter, area, (size + 7) // 8 * 8)
    rewriter.add(ir.STORE, VOID, [place, following], 8)
    return area


def finish(rewriter: BlockRewriter, instr: Instr, address: Instr) -> Instr:
    """The value at the argument's address, or the address of an aggregate."""
    if isinstance(instr.aux, AggregateLayout):
        return address
    return rewriter.add(ir.LOAD, instr.type, [address], min(8, type_bytes(int(instr.type))))


def offset(rewriter: BlockRewriter, pointer: Instr, amount: int) -> Instr:
    """pointer + amount."""
    if amount == 0:
        return pointer
    return rewriter.add(ir.PTRADD, PTR, [pointer, rewriter.const(I64, amount)])


def rewrite(rewriter: BlockRewriter, instr: Instr) -> bool:
    """x86's own rewritings: atomic logic with a result."""
    if instr.op != ir.ATOMICRMW:
        return False
    kind = instr.imm
    if kind < ir.RMW_AND or (kind != ir.RMW_NAND and instr.uses == 0):
        return False
    replace(instr, exchange_loop(rewriter, instr))
    return True
