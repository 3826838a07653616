"""Varargs of RISC-V.

va_list is a pointer to the next argument; the argument registers that no named parameter took are
stored right below the caller's stack arguments, so that all lie in one row.
Source: RISC-V ELF psABI, "Integer Calling Convention".
"""

from __future__ import annotations

from compiler.codegen.abi_lowering import Lowering
from compiler.codegen.calling_convention import WORD
from compiler.codegen.rewriter import BlockRewriter
from compiler.codegen.target import SignaturePlaces
from compiler.ir import opcodes as ir
from compiler.ir.instr import Instr, replace
from compiler.ir.module import AggregateLayout
from compiler.ir.types import I64, PTR, VOID, type_bytes
from compiler.target.riscv.abi import RiscvConvention


class RiscvVarargs(RiscvConvention):
    """See the module's docstring."""

    def save_variadic(self, lowering: Lowering, made: list[Instr], places: SignaturePlaces) -> None:
        registers = self.general_registers[int(places.general_count):]
        if registers:
            size = len(registers) * WORD
            area = lowering.incoming(-size, size)
            lowering.save_area = area
            self.save(lowering, made, registers, I64, area, 0)

    def lower_vastart(self, lowering: Lowering, instr: Instr, places: SignaturePlaces) -> None:
        first = lowering.save_area
        if first is None:
            first = lowering.incoming(int(places.stack_size), WORD)
        lowering.add(ir.STORE, VOID, [instr.args[0], first], WORD)

    def lower_vaarg(self, rewriter: BlockRewriter, instr: Instr) -> bool:
        """The next argument, whose address may have to be aligned; large ones by reference."""
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
            pointer = rewriter.aligned(pointer, 2 * WORD)
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
