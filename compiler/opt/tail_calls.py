"""Tail calls: mark the calls that may reuse the caller's frame.

Problem: a call followed by the return of its result needs no frame of the caller any more.  Idea:
mark what the IR can tell; code generation decides whether the arguments fit.
Invariants: no address of a local may be known to the callee, so every local must be private; the
caller has no dynamic allocations, does not return twice, and passes no aggregate by value.
"""

from __future__ import annotations

from compiler.ir.instr import Function
from compiler.ir.module import CallInfo
from compiler.ir.opcodes import ALLOCA, CALL, RETURN, TAIL
from compiler.ir.types import VOID
from compiler.opt.alias import Escapes
from compiler.opt.context import PassContext


def run(function: Function, context: PassContext) -> bool:
    """Set TAIL on every call that qualifies."""
    info = function.info
    if info.calls_setjmp or info.calls_alloca or info.stack_protect or info.returns_twice:
        return False
    if info.signature.result.layout is not None or info.signature.variadic:
        return False
    if any(param.layout is not None for param in info.signature.params):
        return False
    checked = False
    changed = False
    for block in function.blocks:
        if len(block.instrs) < 2 or block.instrs[-1].op != RETURN:
            continue
        call = block.instrs[-2]
        result = block.instrs[-1]
        if call.op != CALL or call.flags & TAIL:
            continue
        if result.args and (result.args[0] is not call or len(result.args) != 1):
            continue
        if call.type != VOID and not result.args and call.uses:
            continue
        site = call.aux
        assert isinstance(site, CallInfo)
        if site.returns_twice or site.noreturn or site.signature.result.layout is not None:
            continue
        if any(arg.layout is not None for arg in site.infos):
            continue
        if not checked:
            escapes = Escapes(function)
            for slot in function.allocas():
                if slot.op == ALLOCA and not escapes.private(slot):
                    return changed
            checked = True
        call.flags |= TAIL
        changed = True
    return changed
