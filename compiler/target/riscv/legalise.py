"""Legalisation for RISC-V: the order of the steps, atomics of odd kinds and widths.

Generic operations first (they may make calls), then ABI lowering of those calls, then f128 and
vectors, which no register holds, as integers, and values of two registers last.
"""

from __future__ import annotations

from compiler.codegen import abi_lowering, integer_carriers
from compiler.codegen.atomics import exchange_loop, word_loop
from compiler.codegen.legalise import Legaliser
from compiler.codegen.options import CodegenOptions
from compiler.codegen.rewriter import BlockRewriter
from compiler.codegen.target import Target
from compiler.codegen.wide import WideExpander, has_wide
from compiler.ir import opcodes as ir
from compiler.ir.instr import Function, Instr, replace
from compiler.ir.module import Module
from compiler.ir.types import type_bytes


def legalise(function: Function, module: Module, options: CodegenOptions, target: Target) -> None:
    """Rewrite one function."""
    Legaliser(function, module, options, target).run()
    abi_lowering.run(function, target)
    integer_carriers.run(function, target)
    if has_wide(function):
        WideExpander(function, module, target).expand()


def rewrite(rewriter: BlockRewriter, instr: Instr) -> bool:
    """Atomics without an instruction: those of 8 and 16 bits, and nand."""
    op = instr.op
    if op != ir.ATOMICRMW and op != ir.CMPXCHG:
        return False
    if type_bytes(int(instr.type)) < 4:
        replace(instr, word_loop(rewriter, instr))
        return True
    if op == ir.CMPXCHG or instr.imm != ir.RMW_NAND:
        return False
    replace(instr, exchange_loop(rewriter, instr))
    return True
