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
from compiler.codegen.variadic import WORD, Alternatives, Part, gather, give, next_on_stack
from compiler.codegen.wide import WideExpander, has_wide
from compiler.ir import opcodes as ir
from compiler.ir.instr import Function, Instr, replace
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
        give(rewriter, instr, next_on_stack(rewriter, rewriter.offset(pointer, 8), size, align),
             False, WORD)
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
    fp_pointer = rewriter.offset(pointer, 4)
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
    ways = Alternatives(rewriter, fits)
    area = rewriter.add(ir.LOAD, PTR, [rewriter.offset(pointer, 16)], 8)
    wide_gp = rewriter.add(ir.ZEXT, I64, [gp_offset])
    wide_fp = rewriter.add(ir.ZEXT, I64, [fp_offset])
    from_general = rewriter.add(ir.PTRADD, PTR, [area, wide_gp])
    from_vectors = rewriter.add(ir.PTRADD, PTR, [area, wide_fp])
    found = from_general if general else from_vectors
    if len(pieces) > 1 and vectors:
        # pieces from both files, or vector pieces 16 bytes apart
        parts: list[Part] = []
        taken_general = taken_vectors = 0
        for piece in pieces:
            if is_float(int(piece.type) & 15) or is_vector(int(piece.type)):
                parts.append(Part(from_vectors, 16 * taken_vectors, piece.type, piece.offset))
                taken_vectors += 1
            else:
                parts.append(Part(from_general, 8 * taken_general, piece.type, piece.offset))
                taken_general += 1
        found = gather(rewriter, parts, (size + 7) // 8 * 8, WORD)
    if general:
        grown = rewriter.add(ir.ADD, I32, [gp_offset, rewriter.const(I32, 8 * general)])
        rewriter.add(ir.STORE, VOID, [pointer, grown], 4)
    if vectors:
        grown = rewriter.add(ir.ADD, I32, [fp_offset, rewriter.const(I32, 16 * vectors)])
        rewriter.add(ir.STORE, VOID, [fp_pointer, grown], 4)
    ways.otherwise(found)
    other = next_on_stack(rewriter, rewriter.offset(pointer, 8), size, align)
    give(rewriter, instr, ways.join(other), False, WORD)
    return True


def rewrite(rewriter: BlockRewriter, instr: Instr) -> bool:
    """x86's own rewritings: atomic logic with a result."""
    if instr.op != ir.ATOMICRMW:
        return False
    kind = instr.imm
    if kind < ir.RMW_AND or (kind != ir.RMW_NAND and instr.uses == 0):
        return False
    replace(instr, exchange_loop(rewriter, instr))
    return True
