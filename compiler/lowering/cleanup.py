"""Leaving scopes: the cleanup attribute and variable length arrays.

Problem: whichever way control leaves a scope (end, break, continue, goto, return), cleanup
functions run and the stack of VLAs is given back.  Idea: the parser links the active cleanups into
a chain; leaving from chain A to chain B runs A's links down to the first that is in B.

Invariants: a VLA's stack mark is taken right before its allocation and dominates its scope; where
control may arrive inside (FunctionContext.arrives_anywhere) it lives in memory instead.
"""

from __future__ import annotations

from compiler.frontend.tree import Cleanup, VarDecl
from compiler.ir import opcodes as o
from compiler.ir.module import CallInfo
from compiler.ir.types import PTR, VOID
from compiler.lowering import calls, expressions, nested_functions
from compiler.lowering.context import FunctionContext


def unwind(f: FunctionContext, start: Cleanup | None, end: Cleanup | None) -> None:
    """Run the cleanups of chain `start` that are not in chain `end`, innermost first."""
    kept: dict[Cleanup, bool] = {}
    while end is not None:
        kept[end] = True
        end = end.outer
    link = start
    while link is not None and link not in kept and f.reachable:
        run(f, link)
        link = link.outer


def run(f: FunctionContext, link: Cleanup) -> None:
    """One cleanup."""
    if link.function is None:
        mark = f.stack_marks.get(link.variable)
        kept = f.kept_marks.get(link.variable)
        if kept is not None:
            mark = f.load(PTR, kept, f.pointer_bits // 8, 0)
        if mark is not None:
            f.emit(o.STACKRESTORE, VOID, [mark])
        return
    signature = f.unit.types.signature(link.function.type)
    infos = signature.params or [calls.pointer_info()]
    args = [f.address_of(f.unit.symbol(link.function)), f.variable_address(link.variable)]
    info = CallInfo(signature, infos)
    nested_functions.add_chain(f, link.function, args, info)
    calls.finish_call(f, args, info, False)


def declare_vla(f: FunctionContext, decl: VarDecl) -> None:
    """Allocate a variable length array."""
    assert decl.vla_size is not None
    size = expressions.scalar(f, decl.vla_size)
    f.function.info.calls_alloca = True
    mark = f.emit(o.STACKSAVE, PTR, [])
    if f.arrives_anywhere:
        f.keep(f.kept_marks, decl, mark)
    else:
        f.stack_marks[decl] = mark
    align = max(decl.type.align, decl.align, 16)
    f.set_address(decl, f.emit(o.DYNALLOCA, PTR, [size], int(align)))
    nested_functions.note_stack(f)
