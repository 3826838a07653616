"""Legalisation for AArch64: the order of the steps.

Generic operations first (they may make calls), then ABI lowering of those calls, then values of two
registers.  All atomics of up to eight bytes are loops of exclusive accesses (`frame.py`).
"""

from __future__ import annotations

from compiler.codegen import abi_lowering
from compiler.codegen.legalise import Legaliser
from compiler.codegen.options import CodegenOptions
from compiler.codegen.target import Target
from compiler.codegen.wide import WideExpander, has_wide
from compiler.ir.instr import Function
from compiler.ir.module import Module


def legalise(function: Function, module: Module, options: CodegenOptions, target: Target) -> None:
    """Rewrite one function."""
    Legaliser(function, module, options, target).run()
    abi_lowering.run(function, target)
    if has_wide(function):
        WideExpander(function, module, target).expand()
