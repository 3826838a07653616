"""RISC-V's part of ABI lowering: varargs.

va_list is a pointer to the next argument; the argument registers that no named parameter took are
stored right below the caller's stack arguments, so that all lie in one row.
Source: RISC-V ELF psABI, "Integer Calling Convention".
"""

from __future__ import annotations

from compiler.codegen.abi_lowering import Lowering
from compiler.codegen.machine import IN_REGISTER, Place
from compiler.codegen.rewriter import BlockRewriter
from compiler.codegen.target import SignaturePlaces
from compiler.ir import opcodes as ir
from compiler.ir.instr import Instr, replace
from compiler.ir.module import AggregateLayout
from compiler.ir.types import I64, PTR, VOID, type_bytes
from compiler.target.riscv.abi import WORD
from compiler.target.riscv.convention import ARGUMENT_GENERAL


def save_variadic(lowering: Lowering, made: list[Instr], places: SignaturePlaces) -> None:
    """Store the argument registers that no named parameter took, as one object."""
    first = int(places.general_count)
    size = (len(ARGUMENT_GENERAL) - first) * WORD
    if size == 0:
        return
    area = lowering.incoming(-size, size)
    lowering.save_area = area
    for number in range(first, len(ARGUMENT_GENERAL)):
        value = lowering.placed_param(made, I64, Place(IN_REGISTER, ARGUMENT_GENERAL[number]))
        lowering.add(ir.STORE, VOID, [lowering.offset(area, (number - first) * WORD), value], WORD)


def lower_vastart(lowering: Lowering, instr: Instr, places: SignaturePlaces) -> None:
    """Point at the first argument that has no name."""
    first = lowering.save_area
    if first is None:
        first = lowering.incoming(int(places.stack_size), WORD)
    lowering.add(ir.STORE, VOID, [instr.args[0], first], WORD)


def lower_vaarg(rewriter: BlockRewriter, instr: Instr) -> bool:
    """va_arg: the next argument, whose address may have to be aligned; large ones by reference."""
    layout = instr.aux
    if isinstance(layout, AggregateLayout):
        size = layout.size
        align = layout.align
    else:
        size = type_bytes(int(instr.type))
        align = size
    place = instr.args[0]
    pointer = rewriter.add(ir.LOAD, PTR, [place], WORD)
    indirect = size > 2 * WORD
    if align >= 2 * WORD and not indirect:
        number = rewriter.add(ir.PTRTOINT, I64, [pointer])
        number = rewriter.add(ir.ADD, I64, [number, rewriter.const(I64, 2 * WORD - 1)])
        number = rewriter.add(ir.AND, I64, [number, rewriter.const(I64, -2 * WORD)])
        pointer = rewriter.add(ir.INTTOPTR, PTR, [number])
    step = WORD if indirect else (size + WORD - 1) // WORD * WORD
    following = rewriter.add(ir.PTRADD, PTR, [pointer, rewriter.const(I64, step)])
    rewriter.add(ir.STORE, VOID, [place, following], WORD)
    if indirect:
        pointer = rewriter.add(ir.LOAD, PTR, [pointer], WORD)
    if isinstance(layout, AggregateLayout):
        replace(instr, pointer)
    else:
        replace(instr, rewriter.add(ir.LOAD, instr.type, [pointer], min(WORD, size)))
    return True
