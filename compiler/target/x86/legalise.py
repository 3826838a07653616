"""Legalisation for x86-64: rewrite what no rule selects into what rules select."""

from __future__ import annotations

from compiler.codegen.options import CodegenOptions
from compiler.codegen.target import Target
from compiler.ir.instr import Function
from compiler.ir.module import Module


def legalise(function: Function, module: Module, options: CodegenOptions, target: Target) -> None:
    """Rewrite one function."""
